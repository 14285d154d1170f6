/** Codes for API callers: their life, their limits, and who is told when there are too many. */
import assert from 'node:assert/strict';
import test, { after, before, beforeEach } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';

const MINUTE = 60_000;
let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.close());
// Each test has a day of its own, so that the limits of one do not reach the next.
beforeEach(() => app.clock.advance(25 * 60 * MINUTE));

type Address = { email: string } | { phone: string };
const send = (address: Address) => app.management('POST', '/api/verification-codes', address);
const verify = (address: Address, verificationCode: string) =>
  app.management('POST', '/api/verification-codes/verify', { ...address, verificationCode });

test('who names neither address nor number is told that either is needed', async () => {
  const refused = await app.management('POST', '/api/verification-codes', {});
  assert.deepEqual([refused.status, refused.body.code], [400, 'guard.invalid_input']);
  assert.match(refused.body.message, /email: .* or phone: /);
});
const codeFor = async (recipient: string): Promise<string> =>
  (await app.inbox()).find((message) => message.recipient === recipient)?.code ?? '';
const wrongOf = (code: string): string => (code === '000000' ? '000001' : '000000');

for (const [what, address, recipient, other] of [
  ['e-mail address', { email: 'One@example.com' }, 'One@example.com', { email: 'two@example.com' }],
  ['phone number', { phone: '819012345678' }, '819012345678', { phone: '819012345679' }],
] as const) {
  test(`L-11 a code to a${what[0] === 'e' ? 'n' : ''} ${what} is good once, for that one, for ten minutes`, async () => {
    assert.equal((await send(address)).status, 204);
    const code = await codeFor(recipient);
    assert.match(code, /^\d{6}$/);
    assert.equal((await verify(other, code)).body.code, 'verification_code.code_mismatch');
    assert.equal((await verify(address, wrongOf(code))).status, 400);
    assert.equal((await verify(address, code)).status, 204);
    assert.equal((await verify(address, code)).status, 400);
    await send(address);
    const late = await codeFor(recipient);
    app.clock.advance(10 * MINUTE);
    assert.equal((await verify(address, late)).status, 400);
  });
}

test('L-11 a newer code ends the older; of four that present one code at once, one is right', async () => {
  const address = { email: 'newer@example.com' };
  await send(address);
  const older = await codeFor(address.email);
  app.clock.advance(1000);
  await send(address);
  const newer = await codeFor(address.email);
  if (older !== newer) assert.equal((await verify(address, older)).status, 400);
  const all = await Promise.all(Array.from({ length: 4 }, () => verify(address, newer)));
  assert.deepEqual(all.map(({ status }) => status).sort(), [204, 400, 400, 400]);
});

test('T-06 five guesses a code, also in parallel; then even the right one is refused', async () => {
  const address = { phone: '819012345678' };
  await send(address);
  const code = await codeFor(address.phone);
  const guesses = await Promise.all(Array.from({ length: 8 }, () => verify(address, wrongOf(code))));
  assert.ok(guesses.every(({ status }) => status === 400));
  assert.equal((await verify(address, code)).status, 400);
  for (let index = 0; index < 4; index += 1) await verify(address, wrongOf(code));
  assert.equal((await verify(address, code)).status, 429);
});

test('T-07 five messages an hour to one address, a cap for the tenant, and administrators are told', async () => {
  const address = { email: 'bombed@example.com' };
  for (let index = 0; index < 5; index += 1) assert.equal((await send(address)).status, 204);
  const refused = await send({ email: 'BOMBED@example.com' });
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get('retry-after')) > 3000);
  const told = (await app.audit()).filter(({ key }) => key === 'Message.RateLimited');
  assert.equal(told.length, 1);
  assert.equal(told[0]?.result, 'Error');
  assert.equal(told[0]?.payload.channel, 'email');
  const limits = await app.management('PATCH', '/api/configs/message-limits', { smsPerHour: 2 });
  assert.deepEqual(limits.body, { emailsPerHour: 5000, smsPerHour: 2 });
  assert.equal((await send({ phone: '819012345670' })).status, 204);
  assert.equal((await send({ phone: '819012345671' })).status, 204);
  assert.equal((await send({ phone: '819012345672' })).status, 429);
  assert.equal((await send({ email: 'somebody@example.com' })).status, 204);
  app.clock.advance(60 * MINUTE);
  assert.equal((await send({ phone: '819012345673' })).status, 204);
});

test('T-07 a number that only costs money is refused', async () => {
  const before = (await app.inbox()).length;
  for (const phone of ['19005551234', '449098790000', '81990000000', '12']) {
    assert.equal((await send({ phone })).body.code, 'user.invalid_phone', phone);
  }
  assert.equal((await app.inbox()).length, before);
});

test('codes are kept as keyed hashes: neither the table nor the audit trail shows one', async () => {
  const address = { email: 'secret@example.com' };
  await send(address);
  const code = await codeFor(address.email);
  const rows = await app.platform.db.queries.selectFrom('addressCodes').selectAll().execute();
  const row = rows.find(({ identifier }) => identifier === 'email:secret@example.com');
  assert.match(String(row?.codeHash), /^[\w-]{43}$/);
  assert.doesNotMatch(
    JSON.stringify((await app.audit()).map(({ payload }) => payload)),
    new RegExp(`"${code}"`),
  );
});
