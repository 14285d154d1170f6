/** RFC 8693, token exchange, with oauth4webapi; impersonation by subject tokens of the Management API (O-28). */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { reject } from '../reject.ts';
import {
  claimsOf,
  createApi,
  createClient,
  createTestUser,
  sendToken,
  signedIn,
  signInTo,
  startApp,
  type TestApp,
  type TestClient,
  token,
  userinfo,
  type Values,
} from './world.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS = 'urn:ietf:params:oauth:token-type:access_token';
const PERSONAL = 'urn:logto:token-type:personal_access_token';
const API = 'https://orders.example/api';
const OTHER = 'https://bills.example/api';

describe('RFC 8693 token exchange', () => {
  let app: TestApp;
  let service: TestClient;
  let shop: TestClient;
  let userId: string;
  let agentId: string;
  before(async () => {
    app = await startApp();
    service = await createClient(app, { customClientMetadata: { allowTokenExchange: true } });
    shop = await createClient(app);
    userId = (await createTestUser(app, { name: 'Hana', primaryEmail: 'hana@acme.example' })).id;
    agentId = (await createTestUser(app)).id;
    await createApi(app, API, ['read', 'write'], { userId });
    await createApi(app, OTHER, ['pay'], { userId });
    app.clock.advance(1100);
  });
  after(() => app.close());

  const exchange = (values: Values, client = service) =>
    token(app, client, { grant_type: GRANT, subject_token_type: ACCESS, ...values });
  const refused = (values: Values, error: string, client = service) =>
    reject(app, () => sendToken(app, client, { grant_type: GRANT, subject_token_type: ACCESS, ...values }), {
      error,
      audit: 'ExchangeTokenBy.Refusal',
    });
  const userToken = async (user = userId, scope = 'openid profile', values: Values = {}, client = shop) =>
    (await signInTo(app, await signedIn(app, user), client, { scope, ...values })) as {
      access_token: string;
      refresh_token: string;
      id_token: string;
    };
  const apiToken = async (client = shop): Promise<string> => {
    const values = { resource: API, prompt: 'consent' };
    const { refresh_token: held } = await userToken(userId, 'openid offline_access read', values, client);
    const answer = await token(app, client, {
      grant_type: 'refresh_token',
      refresh_token: held,
      resource: API,
    });
    return answer.body.access_token;
  };
  const impersonate = async (context?: Record<string, unknown>, user = userId): Promise<string> => {
    const { status, body } = await app.management('POST', '/api/subject-tokens', { userId: user, context });
    assert.equal(status, 201);
    assert.equal(body.expiresIn, 600);
    return body.subjectToken;
  };

  test('§2.2 a signed access token for one of another API, by oauth4webapi', async () => {
    const insecure = { [oauth.allowInsecureRequests]: true };
    const issuer = new URL(`${app.origin}/oidc`);
    const server = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, insecure),
    );
    assert.ok(server.grant_types_supported?.includes(GRANT));
    const client: oauth.Client = { client_id: service.id };
    const response = await oauth.genericTokenEndpointRequest(
      server,
      client,
      oauth.ClientSecretBasic(service.secret ?? ''),
      GRANT,
      { subject_token: await apiToken(), subject_token_type: ACCESS, resource: OTHER, scope: 'pay read' },
      insecure,
    );
    const answer = await oauth.processGenericTokenEndpointResponse(server, client, response);
    assert.equal(answer.issued_token_type, ACCESS);
    assert.equal(answer.token_type, 'bearer');
    assert.equal(answer.refresh_token, undefined);
    const claims = claimsOf(answer.access_token);
    assert.deepEqual(
      [claims.sub, claims.aud, claims.scope, claims.client_id],
      [userId, OTHER, 'pay', service.id],
    );
    assert.equal(claims.act, undefined);
  });

  test('§2.1 an opaque access token gives no more of the user than it had, and no ID token', async () => {
    const subject = (await userToken()).access_token;
    const { status, body } = await exchange({ subject_token: subject, scope: 'openid profile email' });
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.scope, 'openid profile');
    assert.equal(body.id_token, undefined);
    const info = (await (await userinfo(app, body.access_token)).json()) as Record<string, unknown>;
    assert.deepEqual([info.sub, info.name, info.email], [userId, 'Hana', undefined]);
    const api = await exchange({ subject_token: subject, resource: API, scope: 'read write delete' });
    assert.deepEqual(claimsOf(api.body.access_token).scope, 'read write');
  });

  test('a subject token of the Management API acts for its user, once, within ten minutes', async () => {
    const subject = await impersonate({ ticket: 'T-7' });
    assert.match(subject, /^sub_\w{40}$/);
    const rows = await app.platform.db.queries.selectFrom('subjectTokens').selectAll().execute();
    assert.ok(!JSON.stringify(rows).includes(subject));
    const { status, body } = await exchange({ subject_token: subject, scope: 'openid email' });
    assert.equal(status, 200);
    const info = (await (await userinfo(app, body.access_token)).json()) as Record<string, unknown>;
    assert.equal(info.email, 'hana@acme.example');
    const grants = await app.platform.db.queries.selectFrom('grants').select('exchange').execute();
    const kept = grants.find(({ exchange: found }) => found?.kind === 'impersonation');
    assert.deepEqual(kept?.exchange?.context, { ticket: 'T-7' });
    await refused({ subject_token: subject }, 'invalid_grant');
    const late = await impersonate();
    app.clock.advance(600_001);
    await refused({ subject_token: late }, 'invalid_grant');
  });

  test('O-28 a subject token used 20 times at once acts once', async () => {
    const subject = await impersonate();
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange({ subject_token: subject })));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  });

  test('O-28 self-made, foreign and mistyped subject tokens are nobody’s', async () => {
    await refused({ subject_token: 'sub_self_made' }, 'invalid_grant');
    await refused({ subject_token: 'x'.repeat(43) }, 'invalid_grant');
    await refused({ subject_token: (await userToken()).id_token }, 'invalid_grant');
    await refused(
      { subject_token: (await userToken(userId, 'openid offline_access')).refresh_token },
      'invalid_grant',
    );
    const machine = await createClient(app, { type: 'MachineToMachine' });
    const alone = await token(app, machine, { grant_type: 'client_credentials', resource: API });
    await refused({ subject_token: alone.body.access_token }, 'invalid_grant');
    await refused({ subject_token: await impersonate(), subject_token_type: PERSONAL }, 'invalid_grant');
    await refused({ subject_token: await impersonate(), subject_token_type: 'urn:x' }, 'invalid_request');
    await refused({}, 'invalid_request');
    await refused({ subject_token: await impersonate(), requested_token_type: 'urn:x' }, 'invalid_request');
    await refused({ subject_token: await impersonate(), audience: 'x' }, 'invalid_target');
    await refused(
      { subject_token: await impersonate(), resource: 'https://nobody.example' },
      'invalid_target',
    );
  });

  test('O-28, O-23 a token that is bound to a key is exchanged with that key alone', async () => {
    const native = await createClient(app, {
      type: 'Native',
      customClientMetadata: { allowTokenExchange: true },
    });
    const skew = Math.round((app.clock.now() - Date.now()) / 1000);
    const key = await oauth.generateKeyPair('ES256', { extractable: true });
    const handle = oauth.DPoP({ [oauth.clockSkew]: skew }, key);
    const server = { issuer: `${app.origin}/oidc`, token_endpoint: `${app.origin}/oidc/token` };
    const options = { [oauth.allowInsecureRequests]: true, DPoP: handle };
    const given = async (subject: string) =>
      oauth.processGenericTokenEndpointResponse(
        server,
        { client_id: native.id },
        await oauth.genericTokenEndpointRequest(
          server,
          { client_id: native.id },
          oauth.None(),
          GRANT,
          { subject_token: subject, subject_token_type: ACCESS, scope: 'openid' },
          options,
        ),
      );
    const bound = await given(await impersonate());
    assert.equal(bound.token_type, 'dpop');
    await refused({ subject_token: bound.access_token }, 'invalid_grant');
    assert.equal((await given(bound.access_token)).token_type, 'dpop');
  });

  test('O-28 off unless allowed, and never for third parties or their tokens', async () => {
    await refused({ subject_token: await impersonate() }, 'unauthorized_client', shop);
    const party = await createClient(app, { customClientMetadata: { allowTokenExchange: true } });
    const subject = await apiToken(party);
    assert.equal((await exchange({ subject_token: subject, resource: API })).status, 200);
    await app.platform.db.queries
      .updateTable('applications')
      .set({ isThirdParty: true })
      .where('id', '=', party.id)
      .execute();
    app.clock.advance(1100);
    await refused({ subject_token: await impersonate() }, 'unauthorized_client', party);
    await refused({ subject_token: subject }, 'invalid_grant');
  });

  test('§4.1 who acts is in the token and the audit trail; a chain is refused (O-28)', async () => {
    const actor = (await userToken(agentId, 'openid')).access_token;
    const acting = { actor_token: actor, actor_token_type: ACCESS };
    const first = await exchange({
      subject_token: await impersonate(),
      ...acting,
      resource: API,
      scope: 'read',
    });
    assert.deepEqual(claimsOf(first.body.access_token).act, { sub: agentId });
    const row = (await app.audit()).findLast(({ key }) => key === 'ExchangeTokenBy.TokenExchange');
    assert.equal(row?.payload.actorUserId, agentId);
    assert.equal(row?.payload.kind, 'impersonation');
    const kept = await exchange({ subject_token: first.body.access_token, resource: OTHER, scope: 'pay' });
    assert.deepEqual(
      claimsOf(kept.body.access_token).act,
      { sub: agentId },
      'it does not get lost on the way',
    );
    const third = (await userToken((await createTestUser(app)).id, 'openid')).access_token;
    await refused(
      { subject_token: first.body.access_token, actor_token: third, actor_token_type: ACCESS },
      'invalid_grant',
    );
    const opaque = await exchange({ subject_token: await impersonate(), ...acting, scope: 'openid' });
    const described = await fetch(`${app.origin}/oidc/token/introspection`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: service.id,
        client_secret: service.secret ?? '',
        token: opaque.body.access_token,
      }),
    });
    assert.deepEqual(((await described.json()) as { act: unknown }).act, { sub: agentId });
    await refused(
      { subject_token: await impersonate(), actor_token: opaque.body.access_token, actor_token_type: ACCESS },
      'invalid_grant',
    );
    await refused(
      { subject_token: opaque.body.access_token, actor_token: third, actor_token_type: ACCESS },
      'invalid_grant',
    );
    const noOpenid = (await userToken(agentId, 'profile')).access_token;
    await refused(
      { subject_token: await impersonate(), actor_token: noOpenid, actor_token_type: ACCESS },
      'invalid_grant',
    );
    await refused({ subject_token: await impersonate(), actor_token_type: ACCESS }, 'invalid_request');
    await refused({ subject_token: await impersonate(), actor_token: actor }, 'invalid_request');
  });

  const opaqueToken = async () => (await userToken()).access_token;
  const lifeOf = ({ access_token: value, expires_in: seconds }: Values) => {
    const claims = String(value).includes('.') ? claimsOf(String(value)) : undefined;
    if (claims) assert.ok(Math.abs(Number(claims.exp) - Number(claims.iat) - Number(seconds)) <= 1);
    return Number(seconds);
  };

  test('O-28 no exchange prolongs what was exchanged, however often, opaque or signed', async () => {
    for (const begin of [opaqueToken, () => apiToken()]) {
      const subject = await begin();
      app.clock.advance(2_400_000);
      const first = await exchange({ subject_token: subject, resource: API, scope: 'read' });
      assert.ok(lifeOf(first.body) <= 1201 && lifeOf(first.body) > 1100, JSON.stringify(first.body));
      app.clock.advance(600_000);
      const second = await exchange({ subject_token: first.body.access_token, scope: 'openid' });
      assert.ok(lifeOf(second.body) <= 601 && lifeOf(second.body) > 500, JSON.stringify(second.body));
      app.clock.advance(590_000);
      const third = await exchange({
        subject_token: second.body.access_token,
        resource: OTHER,
        scope: 'pay',
      });
      assert.ok(lifeOf(third.body) <= 11, JSON.stringify(third.body));
      app.clock.advance(12_000);
      await refused({ subject_token: second.body.access_token }, 'invalid_grant');
      await refused({ subject_token: third.body.access_token }, 'invalid_grant');
      assert.equal((await userinfo(app, second.body.access_token)).status, 401);
    }
  });

  test('O-28 with its grant revoked a token is exchanged no more, and what it was exchanged for ends', async () => {
    const introspect = async (value: string, of: TestClient) => {
      const body = new URLSearchParams({ client_id: of.id, client_secret: of.secret ?? '', token: value });
      const answer = await fetch(`${app.origin}/oidc/token/introspection`, { method: 'POST', body });
      return (await answer.json()) as { active: boolean };
    };
    for (const begin of [opaqueToken, () => apiToken()]) {
      const subject = await begin();
      const opaque = (await exchange({ subject_token: subject, scope: 'openid' })).body.access_token;
      const signed = (await exchange({ subject_token: opaque, resource: API, scope: 'read' })).body
        .access_token;
      const further = (await exchange({ subject_token: signed, scope: 'openid' })).body.access_token;
      assert.equal((await introspect(signed, service)).active, true);
      const { body } = await app.management('GET', `/api/users/${userId}/grants`);
      const shops = body.grants.filter(
        ({ payload }: { payload: { clientId: string } }) => payload.clientId === shop.id,
      );
      for (const { id } of shops) await app.management('DELETE', `/api/users/${userId}/grants/${id}`);
      for (const dead of [subject, opaque, signed, further]) {
        await refused({ subject_token: dead, resource: API, scope: 'read' }, 'invalid_grant');
      }
      for (const dead of [opaque, further]) assert.equal((await userinfo(app, dead)).status, 401);
      assert.deepEqual(await introspect(signed, service), { active: false });
      assert.deepEqual(await introspect(opaque, service), { active: false });
    }
  });

  test('V-06 who stands in for a user does not get at the tokens that are kept for the user alone', async () => {
    const scope = 'openid identities';
    const read = async (value: string) => {
      const url = `${app.origin}/api/my-account/sso-identities/workspace/access-token`;
      const response = await fetch(url, { headers: { authorization: `Bearer ${value}` } });
      return [response.status, ((await response.json()) as { code: string }).code];
    };
    const own = (await userToken(userId, scope)).access_token;
    assert.deepEqual(await read(own), [404, 'single_sign_on.token_not_found'], 'the user may ask');
    const made = await app.management('POST', `/api/users/${userId}/personal-access-tokens`, {
      name: 'vault',
    });
    const actor = (await userToken(agentId, 'openid')).access_token;
    const ways: Values[] = [
      { subject_token: await impersonate() },
      { subject_token: made.body.value, subject_token_type: PERSONAL },
      { subject_token: own, actor_token: actor, actor_token_type: ACCESS },
    ];
    for (const way of ways) {
      const first = await exchange({ ...way, scope });
      assert.equal(first.body.scope, scope, JSON.stringify(first.body));
      const again = await exchange({ subject_token: first.body.access_token, scope });
      assert.equal(again.status, 200, JSON.stringify(again.body));
      for (const { body } of [first, again])
        assert.deepEqual(await read(body.access_token), [403, 'auth.forbidden']);
    }
  });

  test('an organization of the user, and no other (O-26)', async () => {
    const { body: organization } = await app.management('POST', '/api/organizations', { name: 'Acme' });
    const values = { organization_id: organization.id };
    await refused({ subject_token: await impersonate(), ...values }, 'access_denied');
    await app.management('POST', `/api/organizations/${organization.id}/users`, { userIds: [userId] });
    const answer = await exchange({ subject_token: await impersonate(), ...values });
    assert.equal(claimsOf(answer.body.access_token).aud, `urn:logto:organization:${organization.id}`);
  });

  test('a personal access token stands for its user until it ends', async () => {
    const { body } = await app.management('POST', `/api/users/${userId}/personal-access-tokens`, {
      name: 'Script',
    });
    const values = { subject_token: body.value, subject_token_type: PERSONAL, resource: API, scope: 'read' };
    const answer = await exchange(values);
    assert.deepEqual([answer.status, claimsOf(answer.body.access_token).scope], [200, 'read']);
    assert.equal((await exchange(values)).status, 200, 'it is good more than once');
    await app.management('DELETE', `/api/users/${userId}/personal-access-tokens/Script`);
    const brief = { name: 'Brief', expiresAt: app.clock.now() + 90_000 };
    const { body: ending } = await app.management(
      'POST',
      `/api/users/${userId}/personal-access-tokens`,
      brief,
    );
    const short = await exchange({ ...values, subject_token: ending.value });
    assert.ok(lifeOf(short.body) <= 91, 'a token for it ends with it');
    await refused(values, 'invalid_grant');
  });

  test('L-17 nothing for a suspended user', async () => {
    const user = await createTestUser(app);
    const subject = await impersonate({}, user.id);
    await app.management('PATCH', `/api/users/${user.id}/is-suspended`, { isSuspended: true });
    await refused({ subject_token: subject }, 'invalid_grant');
  });
});
