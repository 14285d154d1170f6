/** Fields of applications and their secrets. */
import assert from 'node:assert/strict';
import {
  authorize,
  authorizeUrl,
  claimsOf,
  refresh,
  sendToken,
  signedIn,
  type TestClient,
} from '../spec/world.ts';
import { bootOf, type Effect, type Effects, type Fields, tokensFor } from './effects.ts';
import type { Stage } from './stage.ts';

const DAY = 86_400_000;
const CALLBACK = 'https://app.example/callback';
const OTHER = 'https://other.example/back';
const BASE = { name: 'Bookstore', type: 'Traditional', oidcClientMetadata: { redirectUris: [CALLBACK] } };

type Make = (stage: Stage, fields: Fields) => Promise<TestClient>;
const asClient = (body: { id: string; secret?: string }) =>
  ({ ...body, application: body }) as unknown as TestClient;
const created: Make = async (stage, fields) =>
  asClient((await stage.call('POST /api/applications', { body: { ...BASE, ...fields } }, 200)).body);
const changed: Make = async (stage, fields) => {
  const made = await stage.need('POST', '/api/applications', BASE);
  const { id, secret } = made;
  const { body } = await stage.call('PATCH /api/applications/:id', { params: { id }, body: fields }, 200);
  return asClient({ ...body, secret });
};

const tokens = async (stage: Stage, client: TestClient, values: Record<string, string> = {}) =>
  tokensFor(stage, (await stage.make.user()).id, 'offline_access', values, client);

const metadata = (fields: Fields) => ({ customClientMetadata: fields });

const name = (make: Make) => async (stage: Stage) => {
  const client = await make(stage, { name: 'Corner shop' });
  const browser = stage.app.browser();
  await browser.get(authorizeUrl(client));
  assert.deepEqual((await bootOf(browser)).application, { name: 'Corner shop' });
};

const readBack = (make: Make, fields: Fields) => async (stage: Stage) => {
  const { id } = await make(stage, fields);
  const shown = await stage.need('GET', `/api/applications/${id}`);
  for (const [field, value] of Object.entries(fields)) assert.deepEqual(shown[field], value);
};

const redirectUris = (make: Make) => async (stage: Stage) => {
  const client = await make(stage, { oidcClientMetadata: { redirectUris: [OTHER] } });
  const browser = await signedIn(stage.app, (await stage.make.user()).id);
  const to = async (address: string) =>
    (await authorize(stage.app, browser, client, { redirect_uri: address })).headers.get('location');
  assert.ok((await to(OTHER))?.startsWith(`${OTHER}?code=`));
  assert.equal(await to(CALLBACK), null);
};

const postLogoutRedirectUris = (make: Make) => async (stage: Stage) => {
  const client = await make(stage, { oidcClientMetadata: { postLogoutRedirectUris: [OTHER] } });
  const end = async (address: string) =>
    (
      await stage.app
        .browser()
        .get(
          `/oidc/session/end?client_id=${client.id}&post_logout_redirect_uri=${encodeURIComponent(address)}`,
        )
    ).location;
  assert.equal(await end(OTHER), OTHER);
  assert.notEqual(await end(CALLBACK), CALLBACK);
};

const corsAllowedOrigins = (make: Make) => async (stage: Stage) => {
  const client = await make(stage, metadata({ corsAllowedOrigins: ['https://pages.example'] }));
  const allowed = async (origin: string) => {
    const response = await fetch(`${stage.app.origin}/oidc/token`, {
      method: 'POST',
      headers: { origin },
      body: new URLSearchParams({ grant_type: 'refresh_token', client_id: client.id }),
    });
    await response.text();
    return response.headers.get('access-control-allow-origin');
  };
  assert.equal(await allowed('https://pages.example'), 'https://pages.example');
  assert.equal(await allowed('https://elsewhere.example'), null);
};

const idTokenTtl = (make: Make) => async (stage: Stage) => {
  const client = await make(stage, metadata({ idTokenTtl: 120 }));
  const claims = claimsOf((await tokens(stage, client)).id_token);
  assert.equal(Number(claims.exp) - Number(claims.iat), 120);
};

const refreshTokenTtlInDays = (make: Make) => async (stage: Stage) => {
  const client = await make(stage, metadata({ refreshTokenTtlInDays: 2 }));
  const { refresh_token: first } = await tokens(stage, client);
  stage.app.clock.advance(1.2 * DAY);
  assert.equal((await refresh(stage.app, client, first)).status, 200);
  stage.app.clock.advance(DAY);
  assert.equal((await refresh(stage.app, client, first)).body.error, 'invalid_grant');
};

const refreshTokenTtl = (make: Make) => async (stage: Stage) => {
  const client = await make(stage, metadata({ refreshTokenTtl: 600 }));
  const { refresh_token: first } = await tokens(stage, client);
  stage.app.clock.advance(601_000);
  assert.equal((await refresh(stage.app, client, first)).body.error, 'invalid_grant');
};

const rotateRefreshToken = (make: Make) => async (stage: Stage) => {
  for (const rotate of [true, false]) {
    const client = await make(stage, metadata({ rotateRefreshToken: rotate }));
    const { refresh_token: first } = await tokens(stage, client);
    const next = (await refresh(stage.app, client, first)).body.refresh_token;
    assert.equal(next !== undefined && next !== first, rotate);
  }
};

const alwaysIssueRefreshToken = (make: Make) => async (stage: Stage) => {
  for (const always of [true, false]) {
    const client = await make(stage, metadata({ alwaysIssueRefreshToken: always }));
    const answer = await tokens(stage, client, { prompt: '', scope: 'openid' });
    assert.equal('refresh_token' in answer, always);
  }
};

const allowTokenExchange = (make: Make) => async (stage: Stage) => {
  for (const allowed of [true, false]) {
    const client = await make(stage, metadata({ allowTokenExchange: allowed }));
    const response = await sendToken(stage.app, client, {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    });
    const { error } = (await response.json()) as { error: string };
    assert.equal(error, allowed ? 'invalid_request' : 'unauthorized_client');
  }
};

const isDeviceFlow = (make: Make) => async (stage: Stage) => {
  for (const isDevice of [true, false]) {
    const { id } = await make(stage, metadata({ isDeviceFlow: isDevice }));
    const db = stage.app.platform.db.queries;
    await db.updateTable('applications').set({ type: 'Native' }).where('id', '=', id).execute();
    stage.app.clock.advance(1001);
    const body = new URLSearchParams({ client_id: id });
    const response = await fetch(`${stage.app.origin}/oidc/device/auth`, { method: 'POST', body });
    assert.equal(((await response.json()) as { error?: string }).error === undefined, isDevice);
  }
};

const maxAllowedGrants = (make: Make) => async (stage: Stage) => {
  const client = await make(stage, metadata({ maxAllowedGrants: 1 }));
  const { id } = await stage.make.user();
  const { refresh_token: first } = await tokensFor(stage, id, 'offline_access', {}, client);
  stage.app.clock.advance(1001);
  await tokensFor(stage, id, 'offline_access', {}, client);
  assert.equal((await refresh(stage.app, client, first)).body.error, 'invalid_grant');
};

const readBackMetadata = (make: Make, fields: Fields) => async (stage: Stage) => {
  const { id } = await make(stage, { oidcClientMetadata: { redirectUris: [CALLBACK], ...fields } });
  const { oidcClientMetadata } = await stage.need('GET', `/api/applications/${id}`);
  for (const [field, value] of Object.entries(fields)) assert.equal(oidcClientMetadata[field], value);
};

const sessionRequired = (make: Make) => async (stage: Stage) => {
  const client = await make(stage, {
    oidcClientMetadata: { redirectUris: [CALLBACK], backchannelLogoutSessionRequired: true },
  });
  assert.ok(claimsOf((await tokens(stage, client)).id_token).sid);
};

const common = (make: Make): Record<string, Effect> => ({
  name: name(make),
  description: readBack(make, { description: 'Sells books' }),
  'oidcClientMetadata.redirectUris': redirectUris(make),
  'oidcClientMetadata.postLogoutRedirectUris': postLogoutRedirectUris(make),
  'customClientMetadata.corsAllowedOrigins': corsAllowedOrigins(make),
  'customClientMetadata.idTokenTtl': idTokenTtl(make),
  'customClientMetadata.refreshTokenTtl': refreshTokenTtl(make),
  'customClientMetadata.refreshTokenTtlInDays': refreshTokenTtlInDays(make),
  'customClientMetadata.rotateRefreshToken': rotateRefreshToken(make),
  'customClientMetadata.alwaysIssueRefreshToken': alwaysIssueRefreshToken(make),
  'customClientMetadata.allowTokenExchange': allowTokenExchange(make),
  'customClientMetadata.isDeviceFlow': isDeviceFlow(make),
  'customClientMetadata.maxAllowedGrants': maxAllowedGrants(make),
  'oidcClientMetadata.backchannelLogoutUri': readBackMetadata(make, {
    backchannelLogoutUri: 'https://app.example/notices',
  }),
  'oidcClientMetadata.backchannelLogoutSessionRequired': sessionRequired(make),
  'oidcClientMetadata.logoUri': readBackMetadata(make, { logoUri: 'https://app.example/logo.png' }),
  customData: readBack(make, { customData: { shelf: 3 } }),
});

/** Whether a secret opens the token endpoint. */
const opens = async (stage: Stage, id: string, secret: string): Promise<boolean> => {
  const response = await sendToken(stage.app, { id, secret } as TestClient, {
    grant_type: 'refresh_token',
    refresh_token: 'nothing',
  });
  const { error } = (await response.json()) as { error: string };
  assert.match(error, /^invalid_(grant|client)$/);
  return error === 'invalid_grant';
};

const addSecret = async (stage: Stage, fields: Fields) => {
  const { id } = await stage.make.application();
  const { body } = await stage.call(
    'POST /api/applications/:id/secrets',
    { params: { id }, body: fields },
    201,
  );
  return { id: id as string, value: body.value as string };
};

export const applicationsEffects: Effects = {
  'POST /api/applications': {
    ...common(created),
    type: async (stage) => {
      const spa = await created(stage, { type: 'SPA' });
      assert.equal(spa.secret, undefined);
      const browser = await signedIn(stage.app, (await stage.make.user()).id);
      const answer = await authorize(stage.app, browser, spa);
      assert.match(answer.headers.get('location') ?? '', /error=invalid_request/, 'it must send a challenge');
      assert.ok((await created(stage, { type: 'Traditional' })).secret);
    },
    isThirdParty: async (stage) => {
      assert.ok(await created(stage, { isThirdParty: false }));
      const { id } = await created(stage, { isThirdParty: true });
      const response = await authorize(stage.app, stage.app.browser(), { id } as TestClient);
      assert.match(response.headers.get('location') ?? '', /PKCE/, 'others have to bind their codes');
    },
  },
  'PATCH /api/applications/:id': {
    ...common(changed),
    appLevelAccessControlEnabled: async (stage) => {
      const client = await changed(stage, { appLevelAccessControlEnabled: true });
      const browser = await signedIn(stage.app, (await stage.make.user()).id);
      const answer = await authorize(stage.app, browser, client);
      assert.match(answer.headers.get('location') ?? '', /access_denied/);
    },
  },
  'PATCH /api/applications/:applicationId/custom-data': {
    '*': async (stage) => {
      const { id } = await stage.make.application();
      const operation = 'PATCH /api/applications/:applicationId/custom-data';
      await stage.call(operation, { params: { applicationId: id }, body: { shelf: 3 } }, 200);
      assert.deepEqual((await stage.need('GET', `/api/applications/${id}`)).customData, { shelf: 3 });
    },
  },
  'POST /api/applications/:id/secrets': {
    name: async (stage) => {
      const { id, value } = await addSecret(stage, { name: 'For the shop' });
      const secrets: { name: string; value: string }[] = await stage.need(
        'GET',
        `/api/applications/${id}/secrets`,
      );
      assert.equal(secrets.find((secret) => secret.name === 'For the shop')?.value, value);
    },
    expiresAt: async (stage) => {
      const fields = { name: 'For a while', expiresAt: stage.app.clock.now() + 60_000 };
      const { id, value } = await addSecret(stage, fields);
      assert.equal(await opens(stage, id, value), true);
      stage.app.clock.advance(61_000);
      assert.equal(await opens(stage, id, value), false);
    },
  },
  'PATCH /api/applications/:id/secrets/:name': {
    name: async (stage) => {
      const { id } = await stage.make.application();
      const request = { params: { id, name: 'Default secret' }, body: { name: 'Renamed' } };
      await stage.call('PATCH /api/applications/:id/secrets/:name', request, 200);
      assert.equal((await stage.need('GET', `/api/applications/${id}/secrets`))[0].name, 'Renamed');
    },
  },
};
