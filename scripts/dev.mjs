/**
 * `npm run dev`: the addresses of `npm start`, with the server restarted and the pages reloaded when their sources
 * change. In front of the real server stand Vite's middlewares: page assets come from the sources, and the pages' HTML
 * keeps the boot value that the server wrote into it. Everything belongs to this process and ends with it.
 */
import { readFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './postgresql.mjs';
import { ended, ensureInstalled, ensurePages, fail, root, run, start } from './runtime.mjs';

if (process.env.GENKAN_DEV !== '1') {
  ensureInstalled();
  await ensurePages();
  await run([join(root, 'scripts/dev.mjs')], { GENKAN_DEV: '1' });
}

const { createServer: createVite } = await import('vite');

const settings = { PORT: process.env.PORT || '3001', ADMIN_PORT: process.env.ADMIN_PORT || '3002' };
const inner = { PORT: String(await freePort()), ADMIN_PORT: String(await freePort()) };
const server = start(
  ['--watch', '--watch-preserve-output', '--disable-warning=ExperimentalWarning', 'server/bin/server.mjs'],
  {
    env: {
      ...process.env,
      ...inner,
      ENDPOINT: process.env.ENDPOINT || `http://localhost:${settings.PORT}`,
      ADMIN_ENDPOINT: process.env.ADMIN_ENDPOINT || `http://localhost:${settings.ADMIN_PORT}`,
      TRUST_PROXY_HEADER: '1',
    },
  },
);

/** Vite's servers by the path below which they serve. */
const pages = {};
const fronts = {};
for (const name of ['PORT', 'ADMIN_PORT']) fronts[name] = await listen(name);
pages['/_signin/'] = await vite('signin', fronts.PORT);
pages['/console/'] = await vite('console', fronts.ADMIN_PORT);
// Sign-in pages of the administrators reload through the same socket as those of the users.
fronts.ADMIN_PORT.on('upgrade', (request, socket, head) => {
  if (request.url.startsWith('/_signin/')) fronts.PORT.emit('upgrade', request, socket, head);
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    server.kill('SIGTERM');
    await Promise.all(Object.values(pages).map((page) => page.close()));
    process.exit(0);
  });
}
process.exit(await ended(server));

function vite(folder, front) {
  return createVite({
    root: join(root, folder),
    configFile: join(root, folder, 'vite.config.ts'),
    appType: 'custom',
    logLevel: 'warn',
    server: { middlewareMode: true, hmr: { server: front }, ws: { server: front } },
  });
}

function listen(name) {
  const front = createServer((request, response) => {
    const base = Object.keys(pages).find((prefix) => request.url.startsWith(prefix));
    const { url } = request;
    const forward = () => {
      // Vite's middlewares cut the base off; the server wants the whole path.
      request.url = url;
      return proxy(name, request, response);
    };
    if (base) pages[base].middlewares(request, response, forward);
    else forward();
  });
  return new Promise((resolve) => {
    front.once('error', (error) => {
      server.kill();
      fail(error.code === 'EADDRINUSE' ? `port ${settings[name]} is in use` : error.message);
    });
    front.listen(Number(settings[name]), 'localhost', () => resolve(front));
  });
}

/** Hands a request to the real server, waiting for it while it restarts; HTML answers become Vite's. */
async function proxy(name, request, response) {
  const headers = {
    ...request.headers,
    'x-forwarded-for': request.socket.remoteAddress,
    'accept-encoding': 'identity',
  };
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  for (let tries = 0; ; tries += 1) {
    const answer = await send(
      { port: inner[name], method: request.method, path: request.url, headers },
      body,
    );
    if (answer) return pass(answer, request, response);
    if (tries > 100) {
      response.writeHead(502).end('The server does not answer; see the terminal.');
      return undefined;
    }
    await sleep(100);
  }
}

/** The server's answer, or undefined while nobody listens. */
function send(options, body) {
  return new Promise((resolve) => {
    const outgoing = httpRequest({ host: 'localhost', ...options }, resolve);
    outgoing.once('error', () => resolve(undefined));
    outgoing.end(body);
  });
}

async function pass(answer, request, response) {
  const isPage = answer.headers['content-type']?.startsWith('text/html');
  if (!isPage) {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
    return;
  }
  let html = '';
  for await (const chunk of answer.setEncoding('utf8')) html += chunk;
  const headers = { ...answer.headers };
  // Vite's client is inline and opens a socket; the policy of the built pages is tested on the built pages.
  for (const name of ['content-security-policy', 'content-length', 'transfer-encoding']) delete headers[name];
  response.writeHead(answer.statusCode, headers).end(await fromSources(html, request.url));
}

/** The page as Vite serves it from the sources, with the boot value of the server's own page. */
async function fromSources(html, url) {
  const [base, folder] = html.includes('/_signin/') ? ['/_signin/', 'signin'] : ['/console/', 'console'];
  if (!html.includes(base)) return html;
  const source = readFileSync(join(root, folder, 'index.html'), 'utf8');
  const boot = /<script[^>]*id="genkan-boot"[^>]*>[\s\S]*?<\/script>/.exec(html)?.[0] ?? '';
  const page = await pages[base].transformIndexHtml(
    url,
    source.replace('<!--genkan-boot-->', () => boot),
  );
  const opening = /<html[^>]*>/.exec(html)?.[0];
  return opening ? page.replace(/<html[^>]*>/, () => opening) : page;
}
