/** Express with `@logto/express` 3, which brings the routes itself. */
import { addressesStep, code, type Guide, originOf, portOf, step, text } from './guide.ts';

export const express: Guide = {
  suggested: {
    redirectUri: 'http://localhost:3000/logto/sign-in-callback',
    signOutUri: 'http://localhost:3000',
  },
  steps: [
    step(
      'Install the packages',
      'パッケージを入れる',
      text(
        'The SDK keeps what it remembers of a visitor in the session of `express-session`.',
        'SDK は訪問者ごとの情報を `express-session` のセッションに保存します。',
      ),
      code('Terminal', () => 'npm install @logto/express express express-session cookie-parser'),
    ),
    addressesStep(),
    step(
      'Set up the session and the SDK',
      'セッションと SDK を用意する',
      text(
        '`handleAuthRoutes` answers `/logto/sign-in`, `/logto/sign-up`, `/logto/sign-in-callback` and `/logto/sign-out`. `baseUrl` is where your app is reached: the redirect URI begins with it, and signing out returns to it.',
        '`handleAuthRoutes` は `/logto/sign-in`、`/logto/sign-up`、`/logto/sign-in-callback`、`/logto/sign-out` に応答します。`baseUrl` はアプリのアドレスで、リダイレクト URI はこれで始まり、サインアウト後はここへ戻ります。',
      ),
      code(
        'app.mjs',
        ({
          endpoint,
          id,
          secret,
          redirectUri,
        }) => `import { handleAuthRoutes, withLogto } from '@logto/express';
import cookieParser from 'cookie-parser';
import express from 'express';
import session from 'express-session';

const config = {
  endpoint: '${endpoint}',
  appId: '${id}',
  appSecret: '${secret}',
  baseUrl: '${originOf(redirectUri)}',
  scopes: ['email'],
};

const app = express();
app.use(cookieParser());
app.use(
  session({
    secret: process.env.APP_SECRET_KEY,
    cookie: { httpOnly: true, sameSite: 'lax', maxAge: 14 * 24 * 60 * 60 * 1000 },
    resave: false,
    saveUninitialized: false,
  }),
);
app.use(handleAuthRoutes(config));`,
      ),
    ),
    step(
      'Show who is signed in, and protect a page',
      'サインイン中の人を表示し、ページを保護する',
      text(
        '`withLogto` puts the visitor into `request.user`. With `fetchUserInfo` it also asks the server for the newest data.',
        '`withLogto` は訪問者を `request.user` に入れます。`fetchUserInfo` を付けると、最新の情報もサーバーから取得します。',
      ),
      code(
        'app.mjs',
        ({ redirectUri }) => `app.get('/', withLogto(config), (request, response) => {
  response.type('html').send(
    request.user.isAuthenticated
      ? 'You are signed in. <a href="/protected">My data</a> <a href="/logto/sign-out">Sign out</a>'
      : '<a href="/logto/sign-in">Sign in</a> or <a href="/logto/sign-up">sign up</a>',
  );
});

app.get('/protected', withLogto({ ...config, fetchUserInfo: true }), (request, response) => {
  if (!request.user.isAuthenticated) return response.redirect('/logto/sign-in');
  response.json({ idToken: request.user.claims, userinfo: request.user.userInfo });
});

app.listen(${portOf(redirectUri, '3000')}, 'localhost');`,
      ),
      text(
        'In production, give the session a store (the one in memory forgets everyone at a restart) and set `cookie.secure`.',
        '本番ではセッションにストアを指定し(メモリーのものは再起動で消えます)、`cookie.secure` を有効にしてください。',
      ),
    ),
  ],
  trial: [
    code('Terminal', () => `APP_SECRET_KEY="$(openssl rand -hex 32)" node app.mjs`),
    text(
      'Open the app, choose *Sign in*, sign in or sign up, and come back as yourself.',
      'アプリを開いて「Sign in」を選び、サインインまたはサインアップをすると、サインインした状態で戻ってきます。',
    ),
  ],
};
