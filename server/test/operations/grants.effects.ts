/** Fields of subject tokens, of clients that register themselves, and of clients known by a metadata document. */
import assert from 'node:assert/strict';
import { type TestClient, token } from '../spec/world.ts';
import { type Effect, type Effects, type Fields, someApi, together } from './effects.ts';
import type { Body } from './recorder.ts';
import type { Stage } from './stage.ts';

const SETTINGS = 'PATCH /api/configs/dynamic-client-registration';
const TOKENS = 'POST /api/configs/dynamic-client-registration/initial-access-tokens';
const SCOPES = 'POST /api/cimd/user-consent-scopes';

const exchanger = async (stage: Stage): Promise<TestClient> =>
  stage.need('POST', '/api/applications', {
    name: 'Service',
    type: 'Traditional',
    customClientMetadata: { allowTokenExchange: true },
  });

/** What an application gets for a user with a subject token. */
const impersonate = async (stage: Stage, fields: Fields): Promise<Body> => {
  const { subjectToken } = (await stage.call('POST /api/subject-tokens', { body: fields }, 201)).body;
  const answer = await token(stage.app, await exchanger(stage), {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: subjectToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    scope: 'openid',
  });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
};

const subjectUser: Effect = async (stage) => {
  const { id: userId } = await stage.make.user();
  const { access_token: value } = await impersonate(stage, { userId });
  const info = await fetch(`${stage.app.origin}/oidc/me`, { headers: { authorization: `Bearer ${value}` } });
  assert.equal(((await info.json()) as Body).sub, userId);
};

const subjectContext: Effect = async (stage) => {
  const { id: userId } = await stage.make.user();
  await impersonate(stage, { userId, context: { ticket: 'T-9' } });
  const kept = await stage.app.platform.db.queries
    .selectFrom('grants')
    .select('exchange')
    .where('userId', '=', userId)
    .executeTakeFirstOrThrow();
  assert.deepEqual(kept.exchange?.context, { ticket: 'T-9' });
};

const discovered = async (stage: Stage): Promise<Body> =>
  (await fetch(`${stage.app.origin}/oidc/.well-known/openid-configuration`)).json();

const cimdEnabled: Effect = async (stage) => {
  for (const enabled of [true, false]) {
    await stage.call('PATCH /api/configs/cimd', { body: { enabled } }, 200);
    stage.app.clock.advance(1001);
    assert.equal((await discovered(stage)).client_id_metadata_document_supported, enabled || undefined);
  }
};

/** Permissions of every kind, as the wire lists them. */
const scopesOfAllKinds = async (stage: Stage) => {
  const { id: organizationScope } = await stage.make.organizationScope();
  const { scopeId } = await someApi(stage);
  return {
    userScopes: ['phone'],
    organizationScopes: [organizationScope as string],
    resourceScopes: [scopeId],
    organizationResourceScopes: [scopeId],
  };
};
const idsOf = (shown: Body) => ({
  userScopes: shown.userScopes,
  organizationScopes: shown.organizationScopes.map(({ id }: Body) => id),
  resourceScopes: shown.resourceScopes.flatMap(({ scopes }: Body) => scopes.map(({ id }: Body) => id)),
  organizationResourceScopes: shown.organizationResourceScopes.flatMap(({ scopes }: Body) =>
    scopes.map(({ id }: Body) => id),
  ),
});

const cimdScopes: Effect = async (stage) => {
  const scopes = await scopesOfAllKinds(stage);
  await stage.call(SCOPES, { body: scopes }, 201);
  const shown: Record<string, string[]> = idsOf(await stage.need('GET', '/api/cimd/user-consent-scopes'));
  for (const [kind, ids] of Object.entries(scopes)) {
    for (const id of ids) assert.ok(shown[kind]?.includes(id), kind);
  }
};

const register = async (stage: Stage, value: string): Promise<{ status: number; body: Body }> => {
  const response = await fetch(`${stage.app.origin}/oidc/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${value}` },
    body: JSON.stringify({ redirect_uris: ['https://app.example/back'] }),
  });
  return { status: response.status, body: await response.json() };
};
const initialToken = async (stage: Stage, fields: Fields = {}): Promise<Body> =>
  (await stage.call(TOKENS, { body: { name: 'For assistants', ...fields } }, 201)).body;
const turn = (stage: Stage, enabled: boolean) => stage.call(SETTINGS, { body: { enabled } }, 200);

const registrationEnabled: Effect = async (stage) => {
  for (const enabled of [true, false]) {
    await turn(stage, enabled);
    stage.app.clock.advance(1001);
    assert.equal('registration_endpoint' in (await discovered(stage)), enabled);
    const { value } = await initialToken(stage);
    assert.equal((await register(stage, value)).status, enabled ? 201 : 404);
  }
};

const registrationScopes: Effect = async (stage) => {
  const allowedScopes = await scopesOfAllKinds(stage);
  await stage.call(SETTINGS, { body: { enabled: true, allowedScopes } }, 200);
  const { body } = await register(stage, (await initialToken(stage)).value);
  const path = `/api/applications/${body.client_id}/user-consent-scopes`;
  assert.deepEqual(idsOf(await stage.need('GET', path)), allowedScopes);
};

const tokenName: Effect = async (stage) => {
  const { id } = await initialToken(stage, { name: 'For robots' });
  const { initialAccessTokens } = await stage.need('GET', '/api/configs/dynamic-client-registration');
  assert.equal(initialAccessTokens.find((shown: Body) => shown.id === id).name, 'For robots');
};

const tokenUses: Effect = async (stage) => {
  await turn(stage, true);
  const { value } = await initialToken(stage, { maxUses: 2 });
  for (const status of [201, 201, 401]) assert.equal((await register(stage, value)).status, status);
};

const tokenEnd: Effect = async (stage) => {
  await turn(stage, true);
  const { value } = await initialToken(stage, { maxUses: 9, expiresAt: stage.app.clock.now() + 60_000 });
  assert.equal((await register(stage, value)).status, 201);
  stage.app.clock.advance(61_000);
  assert.equal((await register(stage, value)).status, 401);
};

const kinds = ['userScopes', 'organizationScopes', 'resourceScopes', 'organizationResourceScopes'];

export const grantsEffects: Effects = {
  'POST /api/subject-tokens': { userId: subjectUser, context: subjectContext },
  'PATCH /api/configs/cimd': { enabled: cimdEnabled },
  [SCOPES]: together(kinds, cimdScopes),
  [SETTINGS]: {
    enabled: registrationEnabled,
    ...together(
      kinds.map((kind) => `allowedScopes.${kind}`),
      registrationScopes,
    ),
  },
  [TOKENS]: { name: tokenName, maxUses: tokenUses, expiresAt: tokenEnd },
};
