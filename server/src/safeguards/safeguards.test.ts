import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { type ApiAnswer, startApp, type TestApp } from '../../test/app.ts';
import { tidy } from '../housekeeping.ts';
import { DAY, MINUTE } from '../lib/clock.ts';

let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.close());

const send = async (
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
  token?: string,
): Promise<ApiAnswer> => {
  const response = await fetch(`${app.origin}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token ?? (await app.managementToken())}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
};

const count = async (name: string): Promise<number> =>
  (await app.management('GET', `/api/applications?search=${name}`)).body.length;

test('a creation that is sent again with its key is carried out once and answered the same', async () => {
  const body = { name: 'once-only', type: 'Traditional' };
  const headers = { 'idempotency-key': 'k1' };
  const first = await send('POST', '/api/applications', body, headers);
  assert.equal(first.status, 200);
  const again = await send('POST', '/api/applications', body, headers);
  assert.deepEqual([again.status, again.body], [first.status, first.body]);
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  assert.equal(first.headers.get('idempotency-replayed'), null);
  assert.equal(await count('once-only'), 1);
  const reused = await send('POST', '/api/applications', { ...body, name: 'once-other' }, headers);
  assert.deepEqual([reused.status, reused.body.code], [422, 'idempotency.key_reused']);
  const rows = await app.platform.db.queries.selectFrom('idempotencyKeys').selectAll().execute();
  const stored = JSON.stringify(rows);
  assert.ok(
    !stored.includes(first.body.secret) && !stored.includes('k1"'),
    'answers are sealed, keys hashed',
  );
});

test('a key belongs to caller, address and tenant', async () => {
  const headers = { 'idempotency-key': 'shared' };
  const one = await send('POST', '/api/organizations', { name: 'mine' }, headers);
  const other = await send('POST', '/api/roles', { name: 'mine', description: 'x' }, headers);
  assert.deepEqual([one.status, other.status], [201, 200]);
});

test('of requests with one key at the same moment one is carried out', async () => {
  const body = { name: 'at-once', type: 'SPA' };
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => send('POST', '/api/applications', body, { 'idempotency-key': 'k2' })),
  );
  assert.equal(await count('at-once'), 1);
  for (const { status, body: answer } of answers) {
    assert.ok(status === 200 || answer.code === 'idempotency.in_flight', `${status}`);
  }
  assert.ok(answers.some(({ status }) => status === 200));
});

test('a refused request frees its key; one whose answer was lost is not carried out again', async () => {
  const headers = { 'idempotency-key': 'k3' };
  assert.equal(
    (await send('POST', '/api/applications', { name: 'x', type: 'Nothing' }, headers)).status,
    400,
  );
  assert.equal(
    (await send('POST', '/api/applications', { name: 'freed', type: 'SPA' }, headers)).status,
    200,
  );
  await app.platform.db.queries
    .updateTable('idempotencyKeys')
    .set({ progress: 'applied', sealedAnswer: null })
    .execute();
  const soon = await send('POST', '/api/applications', { name: 'freed', type: 'SPA' }, headers);
  assert.deepEqual([soon.status, soon.body.code], [409, 'idempotency.in_flight']);
  app.clock.advance(3 * MINUTE);
  const lost = await send('POST', '/api/applications', { name: 'freed', type: 'SPA' }, headers);
  assert.deepEqual([lost.status, lost.body.code], [409, 'idempotency.answer_lost']);
  assert.equal(await count('freed'), 1);
  const wrong = await send('POST', '/api/applications', {}, { 'idempotency-key': 'x'.repeat(256) });
  assert.deepEqual([wrong.status, wrong.body.code], [400, 'idempotency.key_invalid']);
  app.clock.advance(DAY + 1);
  await tidy(app.platform);
  assert.deepEqual(await app.platform.db.queries.selectFrom('idempotencyKeys').selectAll().execute(), []);
});

test('a change of what has changed meanwhile is refused, before anything is written', async () => {
  const { body } = await app.management('POST', '/api/applications', { name: 'tagged', type: 'SPA' });
  const path = `/api/applications/${body.id}`;
  const read = await send('GET', path, undefined);
  const etag = read.headers.get('etag') ?? '';
  assert.match(etag, /^"[\w-]{27}"$/);
  assert.equal((await send('GET', path, undefined)).headers.get('etag'), etag);
  assert.equal((await send('PATCH', path, { name: 'one' }, { 'if-match': etag })).status, 200);
  const late = await send('PATCH', path, { name: 'two' }, { 'if-match': etag });
  assert.deepEqual([late.status, late.body.code], [412, 'request.precondition_failed']);
  assert.equal(
    (await send('PATCH', path, {}, { 'if-match': etag })).status,
    412,
    'also where nothing would change',
  );
  assert.equal((await send('DELETE', path, undefined, { 'if-match': etag })).status, 412);
  const now = await send('GET', path, undefined);
  assert.equal(now.body.name, 'one');
  const tags = `"other", ${now.headers.get('etag')}`;
  assert.equal((await send('PATCH', path, { name: 'three' }, { 'if-match': tags })).status, 200);
  assert.equal((await send('PATCH', path, { name: 'four' }, { 'if-match': '*' })).status, 200);
  assert.equal(
    (await send('DELETE', '/api/applications/nothing', undefined, { 'if-match': '*' })).status,
    404,
  );
  const senseless = await send('POST', '/api/applications', { name: 'x', type: 'SPA' }, { 'if-match': '*' });
  assert.deepEqual([senseless.status, senseless.body.code], [400, 'request.precondition_unsupported']);
});

test('of changes of the same state at the same moment one wins', async () => {
  const { body } = await app.management('POST', '/api/organizations', { name: 'contended' });
  const path = `/api/organizations/${body.id}`;
  const etag = (await send('GET', path, undefined)).headers.get('etag') ?? '';
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      send('PATCH', path, { name: `by ${index}` }, { 'if-match': etag }),
    ),
  );
  const won = answers.filter(({ status }) => status === 200);
  assert.equal(won.length, 1);
  assert.ok(answers.every(({ status }) => status === 200 || status === 412));
  assert.equal((await send('GET', path, undefined)).body.name, won[0]?.body.name);
});
