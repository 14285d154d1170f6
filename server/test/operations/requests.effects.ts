/** What an application's settings demand of its requests, and the keys it registers. */
import assert from 'node:assert/strict';
import { assertion, createKey, proof, signAs, type TestKey } from '../spec/keys.ts';
import { authorize, CALLBACK, encode, signedIn, type TestClient, token } from '../spec/world.ts';
import type { Effect, Effects, Fields } from './effects.ts';
import type { Stage } from './stage.ts';

type Make = (stage: Stage, settings: Fields) => Promise<TestClient>;
const BASE = { name: 'Bookstore', type: 'Traditional', oidcClientMetadata: { redirectUris: [CALLBACK] } };
const asClient = (body: { id: string; secret?: string }) =>
  ({ ...body, application: body }) as unknown as TestClient;

const created: Make = async (stage, customClientMetadata) => {
  const body = { ...BASE, customClientMetadata };
  return asClient((await stage.call('POST /api/applications', { body }, 200)).body);
};
const changed: Make = async (stage, customClientMetadata) => {
  const { id, secret } = await stage.need('POST', '/api/applications', BASE);
  const request = { params: { id }, body: { customClientMetadata } };
  return asClient({ ...(await stage.call('PATCH /api/applications/:id', request, 200)).body, secret });
};

const ask = async (stage: Stage, client: TestClient, values: Record<string, string> = {}) => {
  const browser = await signedIn(stage.app, (await stage.make.user()).id);
  const answer = await authorize(stage.app, browser, client, values);
  return new URL(answer.headers.get('location') ?? '').searchParams;
};

/** What the token endpoint says to a client that proves itself and then brings nothing. */
const knock = async ({ app }: Stage, client: TestClient, values: Record<string, string>): Promise<string> => {
  const request = { grant_type: 'refresh_token', refresh_token: 'nothing', ...values };
  return (await token(app, { ...client, secret: undefined }, request)).body.error;
};

const jwks =
  (make: Make): Effect =>
  async (stage) => {
    const key = await createKey();
    const client = await make(stage, { jwks: { keys: [key.jwk] } });
    assert.equal(await knock(stage, client, await assertion(stage.app, key, client.id)), 'invalid_grant');
    const foreign = await createKey();
    assert.equal(
      await knock(stage, client, await assertion(stage.app, foreign, client.id)),
      'invalid_client',
    );
  };

const jwksUri =
  (make: Make): Effect =>
  async (stage) => {
    const client = await make(stage, { jwksUri: 'https://keys.example/jwks' });
    const platform = stage.app.platform as { outgoing: typeof stage.app.platform.outgoing };
    const { outgoing } = platform;
    const key: TestKey = await createKey();
    const asked: string[] = [];
    platform.outgoing = async (url) => {
      asked.push(String(url));
      return Response.json({ keys: [key.jwk] });
    };
    try {
      assert.equal(await knock(stage, client, await assertion(stage.app, key, client.id)), 'invalid_grant');
    } finally {
      platform.outgoing = outgoing;
    }
    assert.deepEqual(asked, ['https://keys.example/jwks']);
  };

const tokenEndpointAuthMethod =
  (make: Make): Effect =>
  async (stage) => {
    const client = await make(stage, { tokenEndpointAuthMethod: 'client_secret_basic' });
    const { id, secret = '' } = client;
    assert.equal(await knock(stage, client, { client_secret: secret }), 'invalid_client');
    const basic = await fetch(`${stage.app.origin}/oidc/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'nothing' }),
    });
    assert.equal(((await basic.json()) as { error: string }).error, 'invalid_grant');
  };

const requirePushedAuthorizationRequests =
  (make: Make): Effect =>
  async (stage) => {
    const client = await make(stage, { requirePushedAuthorizationRequests: true });
    assert.equal((await ask(stage, client)).get('error'), 'invalid_request');
    const pushed = await fetch(`${stage.app.origin}/oidc/request`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: encode({
        client_id: client.id,
        client_secret: client.secret,
        redirect_uri: CALLBACK,
        response_type: 'code',
      }),
    });
    const { request_uri } = (await pushed.json()) as { request_uri: string };
    assert.ok((await ask(stage, client, { request_uri })).get('code'));
  };

const requireSignedRequestObject =
  (make: Make): Effect =>
  async (stage) => {
    const key = await createKey();
    const client = await make(stage, { jwks: { keys: [key.jwk] }, requireSignedRequestObject: true });
    assert.equal((await ask(stage, client)).get('error'), 'invalid_request');
    const claims = { client_id: client.id, redirect_uri: CALLBACK, response_type: 'code' };
    const request = await signAs(stage.app, key, client.id, claims);
    assert.ok((await ask(stage, client, { request })).get('code'));
  };

/** The setting refuses a request without a proof; with one the request is looked at. */
const dpopBoundAccessTokens =
  (make: Make): Effect =>
  async (stage) => {
    const client = await make(stage, { dpopBoundAccessTokens: true });
    const values = { client_id: client.id, client_secret: client.secret ?? '', grant_type: 'refresh_token' };
    const send = async (headers: Record<string, string>) => {
      const body = new URLSearchParams({ ...values, refresh_token: 'nothing' });
      const answer = await fetch(`${stage.app.origin}/oidc/token`, { method: 'POST', headers, body });
      return ((await answer.json()) as { error: string }).error;
    };
    assert.equal(await send({}), 'invalid_dpop_proof');
    assert.equal(await send({ dpop: await proof(stage.app, await createKey()) }), 'invalid_grant');
  };

const fapi2SecurityProfile =
  (make: Make): Effect =>
  async (stage) => {
    const key = await createKey();
    const client = await make(stage, { fapi2SecurityProfile: true, jwks: { keys: [key.jwk] } });
    assert.equal((await ask(stage, client)).get('error'), 'invalid_request');
    assert.equal(await knock(stage, client, { client_secret: client.secret ?? '' }), 'invalid_client');
    const signed = await assertion(stage.app, key, client.id);
    assert.equal(await knock(stage, client, signed), 'invalid_dpop_proof');
  };

const settings = (make: Make): Record<string, Effect> => ({
  'customClientMetadata.jwks.keys': jwks(make),
  'customClientMetadata.jwksUri': jwksUri(make),
  'customClientMetadata.tokenEndpointAuthMethod': tokenEndpointAuthMethod(make),
  'customClientMetadata.requirePushedAuthorizationRequests': requirePushedAuthorizationRequests(make),
  'customClientMetadata.requireSignedRequestObject': requireSignedRequestObject(make),
  'customClientMetadata.dpopBoundAccessTokens': dpopBoundAccessTokens(make),
  'customClientMetadata.fapi2SecurityProfile': fapi2SecurityProfile(make),
});

export const requestsEffects: Effects = {
  'POST /api/applications': settings(created),
  'PATCH /api/applications/:id': settings(changed),
};
