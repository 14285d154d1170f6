/** Second factors, personal access tokens, one-time tokens, outside identities, numbers: each good once, or for one user. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { generateSync } from 'otplib';
import { startApp, type TestApp } from '../../test/app.ts';
import { addUser, beginSignIn, choose, PASSWORD, provePassword } from '../../test/sign-in.ts';
import { consumeBackupCode, verifyPersonalAccessToken, verifyTotp } from './index.ts';

let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.close());

const call = async (method: string, path: string, body?: unknown, status = 200) => {
  const answer = await app.management(method, path, body);
  assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const twenty = <T>(work: () => Promise<T>): Promise<PromiseSettledResult<T>[]> =>
  Promise.allSettled(Array.from({ length: 20 }, work));
const wins = (results: PromiseSettledResult<boolean>[]): number =>
  results.filter((result) => result.status === 'fulfilled' && result.value).length;
const stored = async (): Promise<string> => {
  const db = app.platform.db.queries;
  const rows = await Promise.all([
    db.selectFrom('mfaFactors').selectAll().execute(),
    db.selectFrom('mfaBackupCodes').selectAll().execute(),
    db.selectFrom('personalAccessTokens').selectAll().execute(),
    db.selectFrom('oneTimeTokens').selectAll().execute(),
    db.selectFrom('auditLogs').selectAll().execute(),
  ]);
  return JSON.stringify(rows);
};

test('L-13 a code of an authenticator app is good once, one step around now, also ×20 in parallel', async () => {
  const { id } = await addUser(app, { username: 'with_totp' });
  const path = `/api/users/${id}/mfa-verifications`;
  const made = await call('POST', path, { type: 'Totp' });
  assert.match(made.secret, /^[A-Z2-7]{32}$/);
  assert.match(made.secretQrCode, /^data:image\/png;base64,/);
  const context = await app.context();
  const at = (seconds: number) =>
    generateSync({ secret: made.secret, epoch: Math.floor(app.clock.now() / 1000) + seconds });
  for (const seconds of [-90, 90]) assert.equal(await verifyTotp(context, id, at(seconds)), false);
  for (const text of ['', 'abcdef', '0000000', ' 123456'])
    assert.equal(await verifyTotp(context, id, text), false);
  const code = at(0);
  assert.equal(wins(await twenty(() => verifyTotp(context, id, code))), 1);
  assert.equal(await verifyTotp(context, id, at(-30)), false, 'a step before the one that was spent');
  assert.equal(await verifyTotp(context, id, at(30)), true);
  app.clock.advance(90_000);
  assert.equal(await verifyTotp(context, id, at(0)), true);
  const [listed] = await call('GET', path);
  assert.deepEqual([listed.type, typeof listed.lastUsedAt], ['Totp', 'string']);
  assert.ok(!(await stored()).includes(made.secret));
  assert.equal((await call('POST', path, { type: 'Totp' }, 422)).code, 'user.totp_already_in_use');
});

test('L-13 a backup code is good once, also ×20 in parallel', async () => {
  const { id } = await addUser(app, { username: 'with_codes' });
  const path = `/api/users/${id}/mfa-verifications`;
  const { codes } = await call('POST', path, { type: 'BackupCode' });
  assert.equal(new Set(codes).size, 10);
  const context = await app.context();
  assert.equal(wins(await twenty(() => consumeBackupCode(context, id, codes[0]))), 1);
  assert.equal((await call('GET', path))[0].remainCodes, 9);
  const { id: other } = await addUser(app, { username: 'without_codes' });
  assert.equal(await consumeBackupCode(context, other, codes[1]), false);
  const text = await stored();
  for (const code of codes) assert.ok(!text.includes(code));
  for (const wrong of [['short'], ['sameCode12', 'sameCode12'], ['with space'], []]) {
    const answer = await call(
      'POST',
      `/api/users/${other}/mfa-verifications`,
      { type: 'BackupCode', codes: wrong },
      422,
    );
    assert.equal(answer.code, 'user.backup_codes_invalid');
  }
});

test('L-17 a personal access token is shown once, and ends with its time, its user and suspension', async () => {
  const { id } = await addUser(app, { username: 'with_tokens' });
  const path = `/api/users/${id}/personal-access-tokens`;
  const context = await app.context();
  const { value } = await call('POST', path, { name: 'Scripts' }, 201);
  assert.match(value, /^pat_[A-Za-z0-9]{40}$/);
  assert.deepEqual(await verifyPersonalAccessToken(context, value), {
    userId: id,
    name: 'Scripts',
    expiresAt: null,
  });
  assert.equal(await verifyPersonalAccessToken(await app.context('admin'), value), undefined);
  assert.equal(await verifyPersonalAccessToken(context, value.slice(0, -1)), undefined);
  assert.equal((await call('GET', path))[0].value, 'pat_******');
  assert.ok(!(await stored()).includes(value));
  const past = { name: 'Past', expiresAt: app.clock.now() };
  assert.equal((await call('POST', path, past, 422)).code, 'user.personal_access_token_expired');
  await call('PATCH', `/api/users/${id}/is-suspended`, { isSuspended: true });
  assert.equal(await verifyPersonalAccessToken(context, value), undefined);
  await call('PATCH', `/api/users/${id}/is-suspended`, { isSuspended: false });
  assert.equal(await verifyPersonalAccessToken(context, value), undefined, 'what was ended stays so');
});

test('a one-time token is spent once for its own address, also ×20 in parallel', async () => {
  const make = () => call('POST', '/api/one-time-tokens', { email: 'Invited@Mail.example' }, 201);
  const { token, id } = await make();
  const verify = (email = 'invited@mail.example') =>
    app.management('POST', '/api/one-time-tokens/verify', { token, email });
  assert.equal((await verify('another@mail.example')).body.code, 'one_time_token.email_mismatch');
  const answers = await Promise.all(Array.from({ length: 20 }, () => verify()));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  const refused = answers.filter(({ status }) => status !== 200);
  assert.ok(refused.every(({ body }) => body.code === 'one_time_token.token_consumed'));
  const listed = await call('GET', `/api/one-time-tokens/${id}`);
  assert.deepEqual([listed.status, listed.token], ['consumed', '******']);
  assert.ok(!(await stored()).includes(token));
  const late = await make();
  app.clock.advance(601_000);
  assert.equal((await call('GET', `/api/one-time-tokens/${late.id}`)).status, 'expired');
  const active = { status: 'active' };
  const again = await call('PUT', `/api/one-time-tokens/${late.id}/status`, active, 400);
  assert.equal(again.code, 'one_time_token.cannot_reactivate_token');
});

test('an outside identity belongs to one user, whoever asks first', async () => {
  const users = await Promise.all(
    Array.from({ length: 5 }, (_, index) => addUser(app, { username: `social_${index}` })),
  );
  const answers = await Promise.all(
    users.map(({ id }) => app.management('PUT', `/api/users/${id}/identities/github`, { userId: 'octocat' })),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 422, 422, 422, 422]);
  const owner = users[answers.findIndex(({ status }) => status === 201)];
  const shown = await call('GET', `/api/users/${owner?.id}`);
  assert.deepEqual(shown.identities, { github: { userId: 'octocat', details: {} } });
});

test('L-10 one number in several spellings is one number', async () => {
  const made = await call('POST', '/api/users', { primaryPhone: '819012345678' });
  assert.equal(made.primaryPhone, '819012345678');
  for (const primaryPhone of ['819012345678', '8109012345678', '+81 90-1234-5678']) {
    const answer = await call('POST', '/api/users', { primaryPhone }, 422);
    assert.equal(answer.code, 'user.phone_already_in_use', primaryPhone);
  }
  for (const primaryPhone of ['12', '0901234567', '819012345678901234', '٨١٩٠١٢٣٤٥٦٧٨']) {
    assert.equal((await call('POST', '/api/users', { primaryPhone }, 422)).code, 'user.invalid_phone');
  }
});

test('T-05 wrong passwords by user name, by address and over the API count together', async () => {
  const { id } = await addUser(app, { username: 'one_counter', primaryEmail: 'one@counter.example' });
  const attempt = async (identifier: string, password: string) => {
    const browser = app.browser();
    await beginSignIn(app, browser);
    await choose(browser, 'SignIn');
    return (await provePassword(browser, identifier, password)).status;
  };
  for (let index = 0; index < 4; index += 1) {
    assert.equal(await attempt('one_counter', 'wrong'), 422);
    assert.equal(await attempt('one@counter.example', 'wrong'), 422);
  }
  const verify = `/api/users/${id}/password/verify`;
  await call('POST', verify, { password: 'wrong' }, 422);
  await call('POST', verify, { password: 'wrong' }, 422);
  assert.equal(await attempt('one@counter.example', PASSWORD), 429);
  assert.equal(await attempt('one_counter', PASSWORD), 429);
  await call('POST', verify, { password: PASSWORD }, 429);
  await call(
    'POST',
    '/api/sentinel-activities/delete',
    { targetType: 'User', targets: ['one_counter'] },
    204,
  );
  assert.equal(await attempt('one@counter.example', PASSWORD), 200);
});

test('an expired password lets nobody in, says so only to who knows it, and a new one ends that', async () => {
  const { id } = await addUser(app, { username: 'expired_one' });
  await call('PATCH', `/api/users/${id}/password/expiration`, { isExpired: true });
  const prove = async (password: string) => {
    const browser = app.browser();
    await beginSignIn(app, browser);
    await choose(browser, 'SignIn');
    return (await provePassword(browser, 'expired_one', password)).json.code;
  };
  assert.equal(await prove('wrong'), 'session.invalid_credentials');
  assert.equal(await prove(PASSWORD), 'password.expired');
  const next = 'Noisy-station-58-candles';
  const shown = await call('PATCH', `/api/users/${id}/password`, { password: next });
  assert.equal(shown.isPasswordExpired, false);
  assert.equal(await prove(next), undefined);
});

test('a deleted user leaves nothing behind', async () => {
  const { id } = await addUser(app, { username: 'gone' });
  const home = `/api/users/${id}`;
  await call('POST', `${home}/mfa-verifications`, { type: 'BackupCode' });
  await call('POST', `${home}/personal-access-tokens`, { name: 'Left' }, 201);
  await call('PUT', `${home}/identities/gitlab`, { userId: 'gone' }, 201);
  await call('DELETE', home, undefined, 204);
  const db = app.platform.db.queries;
  for (const table of ['mfaFactors', 'personalAccessTokens', 'socialIdentities'] as const) {
    const rows = await db.selectFrom(table).select('userId').where('userId', '=', id).execute();
    assert.deepEqual(rows, [], table);
  }
});
