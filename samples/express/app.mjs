/**
 * Bookstore: a small Express app that signs its readers in through Genkan with `@logto/express`.
 *
 * What the app keeps of a signed-in reader lies in the express session. Settings come from the environment or from
 * `.env`: LOGTO_ENDPOINT, LOGTO_APP_ID, LOGTO_APP_SECRET, APP_SECRET_KEY and PORT.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { handleAuthRoutes, withLogto } from '@logto/express';
import cookieParser from 'cookie-parser';
import express from 'express';
import session from 'express-session';
import { accountPage, failedPage, homePage } from './pages.mjs';

const here = dirname(fileURLToPath(import.meta.url));
if (existsSync(join(here, '.env'))) process.loadEnvFile(join(here, '.env'));

const port = Number(process.env.PORT || 3000);

/** The value of a required setting; without it the app does not start. */
function setting(name) {
  const value = process.env[name];
  if (value) return value;
  console.error(`${name} is not set: copy .env.example to .env and fill it in.`);
  return process.exit(1);
}

const config = {
  endpoint: setting('LOGTO_ENDPOINT'),
  appId: setting('LOGTO_APP_ID'),
  appSecret: setting('LOGTO_APP_SECRET'),
  baseUrl: `http://localhost:${port}`,
  scopes: ['email', 'urn:logto:scope:organizations'],
};

const app = express();
app.use('/static', express.static(join(here, 'public')));
app.use(cookieParser());
app.use(
  session({
    // Cookies do not know ports: a name of its own keeps this one apart from other apps on localhost.
    name: 'bookstore_express_session',
    secret: setting('APP_SECRET_KEY'),
    cookie: { httpOnly: true, sameSite: 'lax', maxAge: 14 * 24 * 60 * 60 * 1000 },
    resave: false,
    saveUninitialized: false,
  }),
);

// The SDK brings /logto/sign-in, /logto/sign-up, /logto/sign-in-callback and /logto/sign-out.
app.use(handleAuthRoutes(config));

app.get('/', withLogto(config), (request, response) => {
  response.send(homePage(request.user.isAuthenticated ? request.user.claims : undefined));
});

app.get('/sign-in', (_request, response) => response.redirect('/logto/sign-in'));
app.get('/sign-up', (_request, response) => response.redirect('/logto/sign-up'));
app.get('/sign-out', (_request, response) => response.redirect('/logto/sign-out'));

app.get('/protected', withLogto({ ...config, fetchUserInfo: true }), (request, response) => {
  if (!request.user.isAuthenticated) return response.redirect('/sign-in');
  return response.send(accountPage(request.user.claims, request.user.userInfo));
});

app.use((error, _request, response, _next) => {
  const reason = error?.data?.error ?? error?.code ?? error?.message ?? 'unknown';
  response.status(400).send(failedPage(String(reason)));
});

app.listen(port, 'localhost', () => console.log(`Bookstore is open at http://localhost:${port}/`));
