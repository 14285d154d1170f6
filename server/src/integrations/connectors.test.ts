/** Setting up connectors: what is kept, masked, replaced and refused; social sign-in for API callers; loaded ones. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { after, before } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';
import { type Receiver, startReceiver } from '../../test/http-receiver.ts';
import { type FakeIdp, startIdp } from '../../test/idp.ts';
import { readConfig } from '../config.ts';
import { listFactories, loadFactories } from '../connectors/index.ts';
import { sendMessage } from '../messaging/index.ts';
import { dispatchDue } from '../outbox/index.ts';
import { verifySocial } from './index.ts';
import { readSettings } from './settings.ts';

const SAMPLE = resolve(import.meta.dirname, '../../../samples/connector/connector.mjs');
const SMTP = 'simple-mail-transfer-protocol';
let app: TestApp;
let idp: FakeIdp;
let receiver: Receiver;
before(async () => {
  app = await startApp({ settings: { CONNECTORS: SAMPLE } });
  idp = await startIdp(app.clock);
  receiver = await startReceiver();
});
after(async () => {
  await app.close();
  await idp.close();
  await receiver.close();
});

const create = (connectorId: string, body: object = {}) =>
  app.management('POST', '/api/connectors', { connectorId, ...body });
const patch = (id: string, body: object) => app.management('PATCH', `/api/connectors/${id}`, body);
const smtpConfig = {
  host: 'mail.example',
  auth: { user: 'genkan', pass: 'mail password' },
  fromEmail: 'a@b.example',
};

test('the factories show what there is, with forms as data', async () => {
  const { body } = await app.management('GET', '/api/connector-factories');
  assert.deepEqual(
    body.map(({ id, type }: { id: string; type: string }) => [id, type]),
    [
      [SMTP, 'Email'],
      ['http-email', 'Email'],
      ['http-sms', 'Sms'],
      ['oauth2', 'Social'],
      ['oidc', 'Social'],
      ['acme-text', 'Sms'],
    ],
  );
  const oauth2 = body.find(({ id }: { id: string }) => id === 'oauth2');
  const method = oauth2.formItems.find(({ key }: { key: string }) => key === 'tokenEndpointAuthMethod');
  assert.equal(method.type, 'Select');
  assert.equal(method.selectItems.length, 2);
  assert.equal(
    oauth2.formItems.find(({ key }: { key: string }) => key === 'clientSecret').isConfidential,
    true,
  );
  const one = await app.management('GET', '/api/connector-factories/acme-text');
  assert.equal(one.body.name.ja, 'Acme テキスト');
  assert.equal(one.body.isDemo, true);
  assert.deepEqual(one.body.customData, { pricing: 'https://acme.example/pricing' });
});

test('mail settings that name their kind of sign-in are taken as they are; another kind is refused', async () => {
  const auth = { type: 'login', ...smtpConfig.auth };
  const made = await create(SMTP, { config: { ...smtpConfig, auth } });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  assert.deepEqual(made.body.config.auth, { ...auth, pass: '******' });
  const { status, body } = await create(SMTP, {
    config: { ...smtpConfig, auth: { ...auth, type: 'oauth2' } },
  });
  assert.deepEqual(
    [status, body.code, body.data.issues[0].path],
    [400, 'connector.invalid_config', 'auth.type'],
  );
});

test('settings are checked by the schema of the connector; the answer says what is wrong', async () => {
  const wrong = await create(SMTP, { config: { ...smtpConfig, port: 'x', colour: 'red' } });
  assert.equal(wrong.status, 400);
  assert.equal(wrong.body.code, 'connector.invalid_config');
  assert.ok(wrong.body.data.issues.some(({ path }: { path: string }) => path === 'port'));
  assert.equal((await create(SMTP)).status, 400);
  const own = await create('acme-text', { config: { endpoint: 'https://acme.example', wrong: 1 } });
  assert.deepEqual(
    own.body.data.issues.map(({ path }: { path: string }) => path),
    ['apiKey', 'wrong'],
  );
  assert.equal((await create('nothing')).status, 422);
});

test('M-11 secrets are sealed, masked in answers and audit, and not carried to another server', async () => {
  const made = (await create(SMTP, { config: smtpConfig })).body;
  assert.deepEqual(made.config, { ...smtpConfig, port: 587, auth: { user: 'genkan', pass: '******' } });
  assert.equal(made.fromEmail, 'a@b.example');
  const row = await app.platform.db.queries
    .selectFrom('connectors')
    .selectAll()
    .where('id', '=', made.id)
    .executeTakeFirstOrThrow();
  assert.doesNotMatch(JSON.stringify(row), /mail password/);
  const renamed = await patch(made.id, { config: { ...made.config, fromEmail: 'c@d.example' } });
  assert.equal(renamed.status, 200, JSON.stringify(renamed.body));
  const moved = await patch(made.id, { config: { ...made.config, host: 'mail.evil.example' } });
  assert.equal(moved.body.code, 'connector.secret_needed');
  const tried = await app.management('POST', `/api/connectors/${SMTP}/test`, {
    email: 'a@b.example',
    config: { ...made.config, host: '127.0.0.1', port: 1 },
  });
  assert.equal(tried.body.code, 'connector.secret_needed');
  const anew = { ...made.config, host: 'mail.two.example', auth: { user: 'genkan', pass: 'another' } };
  assert.equal((await patch(made.id, { config: anew })).status, 200);
  assert.doesNotMatch(JSON.stringify(await app.audit()), /mail password|another/);
});

test('M-11 where a connector does not say which settings lead its secrets somewhere, every setting does', async () => {
  const sample = listFactories(app.platform.config).find(({ id }) => id === 'acme-text');
  assert.ok(sample);
  const { destinations: _, ...silent } = sample;
  const typed = { endpoint: 'https://acme.example', apiKey: 'planted' };
  const known = await readSettings(silent, typed, undefined);
  const kept = await readSettings(silent, { ...typed, apiKey: '******' }, known);
  assert.deepEqual(kept.secrets, { apiKey: 'planted' });
  await assert.rejects(readSettings(silent, { endpoint: 'https://evil.example', apiKey: '******' }, known), {
    code: 'connector.secret_needed',
  });
  const none = { ...silent, destinations: [] };
  assert.ok(await readSettings(none, { endpoint: 'https://other.example', apiKey: '******' }, known));
});

test('one connector sends e-mail and one sends SMS; another takes its place', async () => {
  const config = { endpoint: 'https://one.example/' };
  const first = (await create('http-email', { config })).body;
  const sms = (await create('http-sms', { config })).body;
  const second = (await create('http-email', { id: 'second', config })).body;
  const { body } = await app.management('GET', '/api/connectors');
  assert.deepEqual(body.map(({ id }: { id: string }) => id).sort(), [second.id, sms.id].sort());
  assert.equal(second.id, 'second');
  assert.equal((await app.management('GET', `/api/connectors/${first.id}`)).status, 404);
  const taken = await create('http-sms', { id: 'second', config });
  assert.equal(taken.body.code, 'connector.id_in_use');
  assert.equal((await app.management('GET', `/api/connectors/${sms.id}`)).status, 200);
  const many = await Promise.all([1, 2, 3, 4].map(() => create('http-email', { config })));
  assert.ok(many.every(({ status }) => status === 200 || status === 422));
  const emails = (await app.management('GET', '/api/connectors?target=http-email')).body;
  assert.equal(emails.length, 1);
});

const oauthConfig = () => ({
  authorizationEndpoint: `${receiver.origin}/authorize`,
  tokenEndpoint: `${receiver.origin}/token`,
  userInfoEndpoint: `${receiver.origin}/me`,
  clientId: 'genkan',
  clientSecret: 'social secret',
  scope: 'profile',
  profileMap: { id: 'data.id', name: 'data.nick' },
  customConfig: { prompt: 'select_account' },
});

test('social connectors have a target of their own each', async () => {
  const without = await create('oauth2', { config: oauthConfig() });
  assert.equal(without.body.code, 'connector.should_specify_target');
  const metadata = { target: 'acme', name: { en: 'Acme' }, logo: 'https://acme.example/logo.png' };
  const made = (await create('oauth2', { config: oauthConfig(), metadata, syncProfile: true })).body;
  assert.equal(made.target, 'acme');
  assert.equal(made.name.en, 'Acme');
  assert.equal(made.logo, metadata.logo);
  assert.equal(made.syncProfile, true);
  const again = await create('oauth2', { config: oauthConfig(), metadata });
  assert.equal(again.body.code, 'connector.multiple_target_with_same_platform');
  const retargeted = await patch(made.id, { metadata: { target: 'other' } });
  assert.equal(retargeted.body.code, 'connector.can_not_modify_target');
  const renamed = await patch(made.id, { metadata: { name: { en: 'Acme!', ja: 'アクメ' }, logoDark: null } });
  assert.equal(renamed.body.name.ja, 'アクメ');
  assert.equal(renamed.body.logo, metadata.logo);
  assert.equal((await patch(made.id, { enableTokenStorage: true })).status, 422);
  const mail = await create('http-email', { config: { endpoint: 'https://a.example' }, syncProfile: true });
  assert.equal(mail.body.code, 'connector.invalid_type_for_syncing_profile');
  const named = await create('http-email', { config: { endpoint: 'https://a.example' }, metadata });
  assert.equal(named.body.code, 'connector.cannot_overwrite_metadata_for_non_standard_connector');
});

const REDIRECT = 'https://app.example/callback';
const depart = async (id: string, state: string) => {
  const path = `/api/connectors/${id}/authorization-uri`;
  return app.management('POST', path, { state, redirectUri: REDIRECT });
};
/** The context of the suite's own client of the Management API. */
const caller = async () => {
  const { actor } = (await app.audit()).findLast(({ key }) => key === 'Connector.Create')?.payload ?? {};
  const { applicationId } = actor as { applicationId: string };
  return app.context('default', { type: 'application', applicationId, scopes: ['all'] });
};

test('an OAuth 2.0 account is verified once, for who asked, with PKCE and state', async () => {
  const [{ id }] = (await app.management('GET', '/api/connectors?target=acme')).body;
  const started = await depart(id, 'state-one');
  assert.equal(started.status, 200, JSON.stringify(started.body));
  const departure = new URL(started.body.redirectTo);
  assert.equal(departure.origin, receiver.origin);
  const asked = Object.fromEntries(departure.searchParams);
  assert.equal(asked.prompt, 'select_account');
  assert.equal(asked.scope, 'profile');
  assert.equal(asked.redirect_uri, REDIRECT);
  receiver.received.length = 0;
  receiver.answer(({ url }) =>
    url === '/token'
      ? { access_token: 'of-taro', token_type: 'bearer' }
      : { data: { id: 42, nick: 'Taro' }, email: 'taro@example.com' },
  );
  const context = await caller();
  const answer = { code: 'a code', state: 'state-one', redirectUri: REDIRECT };
  const stranger = await app.context('default', { type: 'application', applicationId: 'other', scopes: [] });
  await assert.rejects(verifySocial(stranger, id, answer), { code: 'connector.session_not_found' });
  const results = await Promise.allSettled([1, 2, 3].map(() => verifySocial(context, id, answer)));
  const [won, ...more] = results.filter((result) => result.status === 'fulfilled');
  assert.equal(more.length, 0);
  assert.equal(won?.value.target, 'acme');
  assert.equal(won?.value.syncProfile, true);
  assert.equal(won?.value.identity.subject, '42');
  assert.equal(won?.value.identity.name, 'Taro');
  assert.equal(won?.value.identity.email, 'taro@example.com');
  assert.equal(won?.value.identity.emailVouched, false);
  const [token, me] = receiver.received;
  assert.equal(token?.body.client_secret, 'social secret');
  const challenge = createHash('sha256').update(token?.body.code_verifier).digest('base64url');
  assert.equal(challenge, asked.code_challenge);
  assert.equal(me?.headers.authorization, 'Bearer of-taro');
  await depart(id, 'state-two');
  app.clock.advance(11 * 60_000);
  await assert.rejects(verifySocial(context, id, { ...answer, state: 'state-two' }), {
    code: 'connector.session_not_found',
  });
  for (const redirectUri of ['http://app.example/', 'javascript:alert(1)', 'nothing']) {
    const path = `/api/connectors/${id}/authorization-uri`;
    const refused = await app.management('POST', path, { state: 's', redirectUri });
    assert.equal(refused.body.code, 'connector.redirect_uri', redirectUri);
  }
});

test('an OpenID account is verified like an enterprise one', async () => {
  const config = { issuer: idp.issuer, clientId: idp.clientId, clientSecret: idp.clientSecret };
  const made = await create('oidc', { config, metadata: { target: 'acme-id' } });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  const { id } = made.body;
  assert.equal(made.body.extraInfo.issuer, idp.issuer);
  idp.person = { sub: 'taro', email: 'taro@example.com', email_verified: true, name: 'Taro' };
  const context = await caller();
  const comeBack = async (state: string) => {
    const { redirectTo } = (await depart(id, state)).body;
    return Object.fromEntries((await idp.authorize(redirectTo)).searchParams);
  };
  const arrival = await verifySocial(context, id, await comeBack('s1'));
  assert.equal(arrival.identity.subject, 'taro');
  assert.equal(arrival.identity.emailVouched, true);
  const data = await comeBack('s2');
  idp.bend = { claims: (claims) => ({ ...claims, nonce: 'another' }) };
  await assert.rejects(verifySocial(context, id, data), { code: 'connector.answer_not_trusted' });
  idp.straighten();
  const dead = { ...config, issuer: 'http://127.0.0.1:9' };
  assert.equal((await create('oidc', { config: dead, metadata: { target: 'dead' } })).status, 502);
});

test('the sample connector is loaded, tried and sends', async () => {
  receiver.received.length = 0;
  receiver.answer({ status: 200, body: { id: 'm1' } });
  const config = { endpoint: `${receiver.origin}/messages`, apiKey: 'key of acme' };
  const draft = { phone: '819012345678', config, locale: 'ja' };
  const tried = await app.management('POST', '/api/connectors/acme-text/test', draft);
  assert.equal(tried.status, 204, JSON.stringify(tried.body));
  assert.match(receiver.received[0]?.body.text, /確認コード: 000000/);
  const made = await create('acme-text', { config });
  assert.deepEqual(made.body.config, { ...config, sender: 'Genkan', apiKey: '******' });
  const context = await app.context();
  await app.platform.db.transaction((tx) =>
    sendMessage(tx, context, {
      channel: 'sms',
      recipient: '819012345678',
      template: 'MfaVerification',
      variables: { code: '314159' },
      language: 'en',
    }),
  );
  await dispatchDue(app.platform);
  assert.equal(receiver.received[1]?.body.to, '+819012345678');
  assert.equal(receiver.received[1]?.headers.authorization, 'Bearer key of acme');
  assert.equal((await app.management('GET', `/api/connectors/${made.body.id}`)).body.usage, 1);
  const wrong = await app.management('POST', '/api/connectors/acme-text/test', {
    email: 'a@b.example',
    config,
  });
  assert.equal(wrong.body.code, 'connector.test_recipient');
});

test('a module that is no connector stops the start with one clear line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'genkan-connectors-'));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const load = (specifier: string) => loadFactories(readConfig({ CONNECTORS: specifier }));
  const cases: [string, RegExp][] = [
    [file('throws.mjs', 'throw new Error("broken")'), /cannot be loaded: broken/],
    [join(folder, 'absent.mjs'), /cannot be loaded: /],
    ['@acme/not-installed', /cannot be loaded: /],
    [file('empty.mjs', 'export const a = 1;'), /is not a connector/],
    [file('half.mjs', 'export default { type: "Sms", id: "half", target: "x" };'), /is not a connector: \w+/],
    [
      file('twice.mjs', `import a from ${JSON.stringify(SAMPLE)}; export default [a, a];`),
      /acme-text already/,
    ],
  ];
  for (const [specifier, expected] of cases) {
    await assert.rejects(load(specifier), (error: Error) => {
      assert.match(error.message, expected);
      assert.match(error.message, /^CONNECTORS: /);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  }
  rmSync(folder, { recursive: true });
});
