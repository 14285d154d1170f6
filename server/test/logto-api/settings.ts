/** Connectors, templates, webhooks, the trail, keys, scripts and what a tenant is set to, with @logto/api. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { startReceiver } from '../http-receiver.ts';
import { guarded, ok, paged, refused, unique, untyped, type World } from './client.ts';

const NOTHING = { params: { path: { id: 'nothing' } } };
const CLAIMS = 'const getCustomJwtClaims = () => ({ rank: 1 })';
const ACTION = 'const postSignIn = () => null';

export const settings = (world: () => World): void => {
  connectorTests(world);
  hookTests(world);
  scriptTests(world);
  tenantTests(world);
};

const connectorTests = (world: () => World): void => {
  test('connectors: factories, create, read, list, try, change, delete', async () => {
    const { api } = world();
    const factories = await ok(api.GET('/api/connector-factories'));
    assert.ok(factories.some(({ id }) => id === 'http-sms'));
    const factory = { params: { path: { id: 'http-sms' } } };
    assert.equal((await ok(api.GET('/api/connector-factories/{id}', factory))).type, 'Sms');
    await refused(api.GET('/api/connector-factories/{id}', NOTHING), 404);
    const receiver = await startReceiver();
    const config = { endpoint: receiver.origin } as never;
    const connector = await ok(api.POST('/api/connectors', { body: { connectorId: 'http-sms', config } }));
    assert.equal(connector.type, 'Sms');
    const params = { path: { id: connector.id } };
    assert.equal((await ok(api.GET('/api/connectors/{id}', { params }))).connectorId, 'http-sms');
    assert.ok((await ok(api.GET('/api/connectors'))).some(({ id }) => id === connector.id));
    const sent = { params: { path: { factoryId: 'http-sms' } }, body: { phone: '819012345678', config } };
    await ok(api.POST('/api/connectors/{factoryId}/test', sent), 204);
    await receiver.close();
    await ok(api.PATCH('/api/connectors/{id}', { params, body: { config } }));
    const place = { state: unique(), redirectUri: `${world().app.origin}/callback/nothing` };
    const uri = { params: { path: { connectorId: 'nothing' } }, body: place };
    await refused(api.POST('/api/connectors/{connectorId}/authorization-uri', uri), 404);
    await refused(api.POST('/api/connectors', { body: { connectorId: 'http-sms' } }), 400);
    await refused(api.POST('/api/connectors', { body: { connectorId: 'nothing', config } }), 422);
    await ok(api.DELETE('/api/connectors/{id}', { params }), 204);
    await refused(api.GET('/api/connectors/{id}', { params }), 404);
    await refused(api.DELETE('/api/connectors/{id}', { params }), 404);
    await guarded(world(), (client) => client.GET('/api/connectors'));
  });

  test('enterprise connectors: providers, create, read, list, change, delete', async () => {
    const { api } = world();
    assert.ok(
      (await ok(api.GET('/api/sso-connector-providers'))).some(
        ({ providerName }) => providerName === 'GoogleWorkspace',
      ),
    );
    const before = await api.GET('/api/sso-connectors');
    const create = (connectorName: string, domains: string[]) =>
      api.POST('/api/sso-connectors', { body: { providerName: 'OIDC', connectorName, domains } });
    const connectorName = unique('Partner');
    const connector = await ok(create(connectorName, [`${unique('a').replace('_', '-')}.example`]));
    await refused(create(connectorName, []), 409);
    await refused(create(unique(), ['gmail.com']), 422);
    const total = Number(before.response.headers.get('total-number')) + 1;
    await paged((query) => api.GET('/api/sso-connectors', { params: { query } }), total);
    const params = { path: { id: connector.id } };
    const one = '/api/sso-connectors/{id}';
    assert.equal((await ok(api.GET(one, { params }))).connectorName, connectorName);
    const changed = await ok(
      api.PATCH(one, { params, body: { branding: { displayName: 'Partner' }, syncProfile: true } }),
    );
    assert.deepEqual([changed.branding.displayName, changed.syncProfile], ['Partner', true]);
    await ok(api.DELETE(one, { params }), 204);
    await refused(api.GET(one, { params }), 404);
    await refused(api.PATCH(one, { params, body: { syncProfile: false } }), 404);
    await refused(api.DELETE(one, { params }), 404);
    await guarded(world(), (client) => client.GET('/api/sso-connectors'));
  });

  test('email templates', async () => {
    const { api } = world();
    const details = { subject: 'Your code', content: 'It is {{code}}.' };
    const template = { languageTag: 'en' as const, templateType: 'MfaVerification' as const, details };
    const [kept] = await ok(api.PUT('/api/email-templates', { body: { templates: [template] as never } }));
    const params = { path: { id: kept?.id ?? '' } };
    const one = '/api/email-templates/{id}';
    assert.equal((await ok(api.GET(one, { params }))).details.subject, 'Your code');
    const changed = await ok(api.PATCH(`${one}/details`, { params, body: { subject: 'New' } }));
    assert.deepEqual([changed.details.subject, changed.details.content], ['New', details.content]);
    const query = { languageTag: 'en', templateType: 'MfaVerification' as const };
    assert.equal((await ok(api.GET('/api/email-templates', { params: { query } }))).length, 1);
    await ok(api.DELETE(one, { params }), 204);
    await refused(api.DELETE(one, { params }), 404);
    await refused(api.GET(one, { params }), 404);
    await ok(api.PUT('/api/email-templates', { body: { templates: [template] as never } }));
    assert.deepEqual(await ok(api.DELETE('/api/email-templates', { params: { query } })), { rowCount: 1 });
    await refused(api.PUT('/api/email-templates', { body: { templates: [{}] } as never }), 400);
  });
};

const hookTests = (world: () => World): void => {
  test('webhooks: create, read, list, try, change, delete', async () => {
    const { api } = world();
    const receiver = await startReceiver();
    const config = { url: receiver.origin };
    const body = { name: 'Roles', events: ['Role.Created' as const], config };
    const hook = await ok(api.POST('/api/hooks', { body }), 201);
    assert.ok(hook.signingKey);
    await ok(api.POST('/api/hooks', { body: { ...body, enabled: false } }), 201);
    const params = { path: { id: hook.id } };
    await paged(
      (query) => api.GET('/api/hooks', { params: { query: { includeExecutionStats: 'true', ...query } } }),
      2,
    );
    assert.deepEqual((await ok(api.GET('/api/hooks/{id}', { params }))).events, ['Role.Created']);
    const tried = { params, body: { events: ['Role.Created' as const], config } };
    await ok(api.POST('/api/hooks/{id}/test', tried), 204);
    await receiver.close();
    const logs = await ok(api.GET('/api/hooks/{id}/recent-logs', { params }));
    assert.ok(Array.isArray(logs));
    assert.equal(
      (await ok(api.PATCH('/api/hooks/{id}', { params, body: { name: 'Renamed' } }))).name,
      'Renamed',
    );
    const renewed = await ok(api.PATCH('/api/hooks/{id}/signing-key', { params }));
    assert.notEqual(renewed.signingKey, hook.signingKey);
    await refused(api.POST('/api/hooks', { body: { ...body, events: ['Nothing'] } as never }), 400);
    await ok(api.DELETE('/api/hooks/{id}', { params }), 204);
    await refused(api.GET('/api/hooks/{id}', { params }), 404);
    await refused(api.PATCH('/api/hooks/{id}', { params, body: { name: 'Gone' } }), 404);
    await refused(api.PATCH('/api/hooks/{id}/signing-key', { params }), 404);
    await refused(api.DELETE('/api/hooks/{id}', { params }), 404);
    await guarded(world(), (client) => client.GET('/api/hooks'));
  });

  test('the trail: filters, paging, one row', async () => {
    const { api } = world();
    const application = await ok(api.POST('/api/applications', { body: { name: 'Seen', type: 'SPA' } }));
    for (const name of ['Seen 1', 'Seen 2']) {
      await ok(
        api.PATCH('/api/applications/{id}', { params: { path: { id: application.id } }, body: { name } }),
      );
    }
    const query = { applicationId: application.id, logKey: 'Application.Update' };
    await paged((page) => api.GET('/api/logs', { params: { query: { ...query, ...page } } }), 2);
    const [row] = await ok(api.GET('/api/logs', { params: { query } }));
    const params = { path: { id: row?.id ?? '' } };
    assert.equal((await ok(api.GET('/api/logs/{id}', { params }))).key, 'Application.Update');
    await refused(api.GET('/api/logs/{id}', NOTHING), 404);
    const ahead = { start_time: String(Date.now() + 3_600_000) };
    assert.deepEqual(await ok(api.GET('/api/logs', { params: { query: { ...query, ...ahead } } })), []);
    await guarded(world(), (client) => client.GET('/api/logs'));
  });
};

const scriptTests = (world: () => World): void => {
  test('scripts for claims', async () => {
    const { api } = world();
    const one = '/api/configs/jwt-customizer/{tokenTypePath}';
    const params = { path: { tokenTypePath: 'client-credentials' as const } };
    await refused(api.GET(one, { params }), 404);
    await ok(api.PUT(one, { params, body: { script: CLAIMS } as never }), 201);
    assert.equal((await ok(api.GET(one, { params }))).script, CLAIMS);
    await ok(api.PATCH(one, { params, body: { blockIssuanceOnError: true } as never }));
    assert.equal((await ok(api.GET('/api/configs/jwt-customizer'))).length, 1);
    const trial = { tokenType: 'client-credentials', script: CLAIMS, token: {}, context: {} };
    const outcome = await ok(api.POST('/api/configs/jwt-customizer/test', { body: trial as never }));
    assert.deepEqual(outcome, { rank: 1 });
    await refused(
      api.POST('/api/configs/jwt-customizer/test', { body: { ...trial, script: 'nothing' } as never }),
      422,
    );
    await ok(api.DELETE(one, { params }), 204);
    await refused(api.DELETE(one, { params }), 404);
    await refused(api.PATCH(one, { params, body: { blockIssuanceOnError: true } as never }), 404);
  });

  test('actions', async () => {
    const api = untyped(world().api);
    const one = '/api/configs/actions/{actionType}';
    const params = { path: { actionType: 'action.postSignIn' } };
    await refused(api.GET(one, { params }), 404);
    await ok(api.PUT(one, { params, body: { script: ACTION } }), 201);
    assert.equal(((await ok(api.GET(one, { params }))) as { script: string }).script, ACTION);
    await ok(api.PATCH(one, { params, body: { enabled: false } }));
    assert.equal(((await ok(api.GET('/api/configs/actions'))) as unknown[]).length, 1);
    const trial = { script: ACTION, actionType: 'action.postSignIn', event: {} };
    await ok(api.POST('/api/configs/actions/test', { body: trial }), 204);
    await refused(api.POST('/api/configs/actions/test', { body: { ...trial, script: 'nothing' } }), 422);
    await ok(api.DELETE(one, { params }), 204);
    await refused(api.DELETE(one, { params }), 404);
    await refused(api.PATCH(one, { params, body: { enabled: true } }), 404);
  });
};

const tenantTests = (world: () => World): void => {
  test('keys of the tenant', async () => {
    const { api } = world();
    for (const keyType of ['private-keys', 'cookie-keys'] as const) {
      const params = { path: { keyType } };
      const before = await ok(api.GET('/api/configs/oidc/{keyType}', { params }));
      const body = (keyType === 'private-keys' ? { rotationGracePeriod: 0 } : {}) as never;
      const after = await ok(api.POST('/api/configs/oidc/{keyType}/rotate', { params, body }));
      assert.equal(after.length, before.length + 1);
      const current = after.filter(({ id }) => !before.some((key) => key.id === id));
      assert.equal(current.length, 1);
      const one = '/api/configs/oidc/{keyType}/{keyId}';
      await refused(api.DELETE(one, { params: { path: { keyType, keyId: 'nothing' } } }), 404);
      const inUse = { params: { path: { keyType, keyId: current[0]?.id ?? '' } } };
      await refused(api.DELETE(one, inUse), 422, 'oidc.key_in_use');
      // Not the signing key: this client still works with a token that it signed.
      const kept = { params: { path: { keyType, keyId: before[0]?.id ?? '' } } };
      if (keyType === 'cookie-keys') await ok(api.DELETE(one, kept), 204);
    }
    const wrong = { params: { path: { keyType: 'nothing' } } } as never;
    await refused(api.GET('/api/configs/oidc/{keyType}', wrong), 400);
    await guarded(world(), (client) =>
      client.GET('/api/configs/oidc/{keyType}', { params: { path: { keyType: 'cookie-keys' } } }),
    );
  });

  test('configuration: sessions, larger ID tokens, client documents', async () => {
    const { api } = world();
    const newer = untyped(api);
    await ok(api.PATCH('/api/configs/oidc/session', { body: { ttl: 86_400 } }));
    assert.equal((await ok(api.GET('/api/configs/oidc/session'))).ttl, 86_400);
    await refused(api.PATCH('/api/configs/oidc/session', { body: { ttl: 'long' } as never }), 400);
    const claims = { enabledExtendedClaims: ['roles' as const, 'organizations' as const] };
    await ok(api.PUT('/api/configs/id-token', { body: claims }));
    assert.deepEqual(await ok(api.GET('/api/configs/id-token')), claims);
    await refused(api.PUT('/api/configs/id-token', { body: { enabledExtendedClaims: ['x'] } as never }), 400);
    await ok(newer.PATCH('/api/configs/cimd', { body: { enabled: true } }));
    assert.equal(((await ok(newer.GET('/api/configs/cimd'))) as { enabled: boolean }).enabled, true);
  });

  test('sign-in experience, phrases of passwords, dashboard, status, documents', async () => {
    const { api } = world();
    const color = { primaryColor: '#0a5d00', isDarkModeEnabled: false, darkPrimaryColor: '#0a5d00' };
    const before = await ok(api.GET('/api/sign-in-exp'));
    assert.equal(before.id, 'default');
    const changed = await ok(
      api.PATCH('/api/sign-in-exp', { body: { branding: { logoUrl: 'https://acme.example/logo.png' } } }),
    );
    assert.equal(changed.branding.logoUrl, 'https://acme.example/logo.png');
    await refused(
      api.PATCH('/api/sign-in-exp', { body: { color: { ...color, primaryColor: 1 } } as never }),
      400,
    );
    const check = '/api/sign-in-exp/default/check-password';
    assert.deepEqual(await ok(api.POST(check, { body: { password: 'Quiet-harbour-47-lanterns' } })), {
      result: true,
    });
    const weak = await ok(api.POST(check, { body: { password: 'short' } }));
    assert.equal(weak.result, false);
    const total = await ok(api.GET('/api/dashboard/users/total'));
    assert.equal(typeof total.totalUserCount, 'number');
    assert.equal(typeof (await ok(api.GET('/api/dashboard/users/new'))).today.count, 'number');
    const active = await ok(
      api.GET('/api/dashboard/users/active', { params: { query: { date: '2026-01-31' } } }),
    );
    assert.ok(Array.isArray(active.dauCurve));
    await refused(api.GET('/api/dashboard/users/active', { params: { query: { date: 'today' } } }), 400);
    await ok(api.GET('/api/status'), 204);
    const { paths } = (await ok(untyped(api).GET('/api/swagger.json'))) as { paths: Record<string, unknown> };
    assert.ok(paths['/api/applications/{id}']);
    await guarded(
      world(),
      (client) => client.GET('/api/sign-in-exp'),
      (client) => client.GET('/api/dashboard/users/total'),
    );
  });
};
