/** What a failure below a handler looks like from outside. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';
import { mount } from './mount.ts';
import { route } from './route.ts';

let app: TestApp;
before(async () => {
  app = await startApp({ settings: { LOG_LEVEL: 'silent' } });
});
after(() => app.close());

const answerTo = async (
  error: Error,
  origin?: string,
): Promise<{ status: number; headers: Headers; text: string }> => {
  const known = (await app.context()).tenant;
  const tenant = { ...known, origin: origin ?? known.origin };
  const served = mount(
    app.platform,
    {
      findTenant: async () => tenant,
      authenticate: async () => ({ type: 'anonymous' }),
      cookieKeys: async () => ({ currentId: 'only', secretOf: () => Buffer.alloc(32) }),
      proveHost: () => undefined,
      ready: async () => true,
      safeguard: (_change, run) => run(),
      delegate: async () => {
        throw new Error('no console here');
      },
      refused: async () => {},
    },
    {
      routes: [
        route('GET /api/failing', { summary: 'Fails', scope: 'public' }, () => {
          throw error;
        }),
        route('GET /api/working', { summary: 'Works', scope: 'public' }, () => undefined),
      ],
      endpoints: [],
    },
  );
  const response = await served.fetch(new Request(`${tenant.origin}/api/failing`), {});
  const working = await served.fetch(new Request(`${tenant.origin}/api/working`), {});
  assert.equal(
    working.headers.get('strict-transport-security'),
    response.headers.get('strict-transport-security'),
  );
  return { status: response.status, headers: response.headers, text: await response.text() };
};

test('what passes by itself is 503 with Retry-After: a lost database, a lock that took too long, a deadlock', async () => {
  for (const code of ['ECONNREFUSED', '57P01', '53300', '08006', '40P01', '40001', '55P03', '57014']) {
    const { status, headers } = await answerTo(Object.assign(new Error('from the database'), { code }));
    assert.equal(status, 503, code);
    assert.equal(headers.get('retry-after'), '1');
  }
});

test('M-11 any other failure is 500 and says nothing of what went wrong', async () => {
  const error = Object.assign(new Error('secret detail'), { code: '42P01', detail: 'Key (email)=(x@y)' });
  const { status, text } = await answerTo(error);
  assert.equal(status, 500);
  assert.ok(!/secret detail|x@y|42P01/.test(text));
});

test('O-30 every answer of a tenant on https keeps browsers on https, and none on http', async () => {
  const { headers } = await answerTo(new Error('whatever'), 'https://id.example.com');
  assert.match(headers.get('strict-transport-security') ?? '', /^max-age=\d{8,}$/);
  assert.equal((await answerTo(new Error('whatever'))).headers.get('strict-transport-security'), null);
});
