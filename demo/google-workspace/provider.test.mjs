import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { startProvider } from './provider.mjs';

const redirectUri = 'http://localhost:9/callback/abc';
const verifier = 'v'.repeat(43);
let provider;
let metadata;

before(async () => {
  const clients = [{ id: 'app', secret: 'secret', name: 'Genkan', redirectUris: [redirectUri] }];
  provider = await startProvider({ clients, accessTokenSeconds: 120 });
  metadata = await (await fetch(`${provider.issuer}/.well-known/openid-configuration`)).json();
});
after(() => provider.close());

const request = (extra = {}) => ({
  client_id: 'app',
  redirect_uri: redirectUri,
  response_type: 'code',
  scope: 'openid profile email',
  state: 'st',
  nonce: 'n-1',
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
  ...extra,
});

/** Chooses the account with this address on the chooser page and gives the redirect's parameters. */
async function choose(email, extra) {
  const page = await fetch(`${metadata.authorization_endpoint}?${new URLSearchParams(request(extra))}`);
  const text = await page.text();
  assert.equal(page.status, 200);
  const sub = email ? new RegExp(`value="(\\d+)"><b>[^<]*</b><small>${email}`).exec(text)?.[1] : '';
  assert.notEqual(sub, undefined, 'the account is on the page');
  const answer = await post(`${provider.issuer}/o/oauth2/v2/auth/choose`, {
    ...request(extra),
    account: sub,
  });
  assert.equal(answer.status, 302);
  const location = new URL(answer.headers.get('location'));
  assert.equal(location.origin + location.pathname, redirectUri);
  return Object.fromEntries(location.searchParams);
}

const post = (url, values) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(values), redirect: 'manual' });

async function exchange(code, extra = {}) {
  const answer = await post(metadata.token_endpoint, {
    grant_type: 'authorization_code',
    client_id: 'app',
    client_secret: 'secret',
    redirect_uri: redirectUri,
    code_verifier: verifier,
    code,
    ...extra,
  });
  return { status: answer.status, body: await answer.json() };
}

test('token endpoint and keys lie on another origin than the issuer', () => {
  assert.equal(metadata.issuer, provider.issuer);
  assert.notEqual(new URL(metadata.token_endpoint).origin, provider.issuer);
  assert.notEqual(new URL(metadata.jwks_uri).origin, provider.issuer);
});

test('an ID token carries hd, the nonce and a verified address, signed with RS256', async () => {
  const { code, state } = await choose('taro@acme.com');
  assert.equal(state, 'st');
  const { body } = await exchange(code);
  const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
  const { payload, protectedHeader } = await jwtVerify(body.id_token, keys, {
    issuer: provider.issuer,
    audience: 'app',
  });
  assert.equal(protectedHeader.alg, 'RS256');
  assert.deepEqual(
    [payload.hd, payload.email, payload.email_verified, payload.nonce],
    ['acme.com', 'taro@acme.com', true, 'n-1'],
  );
  assert.equal(body.expires_in, 120);
  const userinfo = await fetch(metadata.userinfo_endpoint, {
    headers: { authorization: `Bearer ${body.access_token}` },
  });
  assert.equal((await userinfo.json()).email, 'taro@acme.com');
});

test('a refresh token comes only with offline access and consent, and a refresh gives no new one', async () => {
  assert.equal((await exchange((await choose('taro@acme.com')).code)).body.refresh_token, undefined);
  const quiet = await choose('taro@acme.com', { access_type: 'offline' });
  assert.equal(
    (await exchange(quiet.code)).body.refresh_token,
    undefined,
    'consented before, not asked again',
  );
  const asked = await choose('taro@acme.com', { access_type: 'offline', prompt: 'consent' });
  const refreshToken = (await exchange(asked.code)).body.refresh_token;
  assert.ok(refreshToken);
  const renewed = await exchange(undefined, { grant_type: 'refresh_token', refresh_token: refreshToken });
  assert.equal(renewed.status, 200);
  assert.equal(renewed.body.refresh_token, undefined);
});

test('a code works once, for its verifier, address and secret only', async () => {
  for (const wrong of [{ code_verifier: 'w'.repeat(43) }, { redirect_uri: `${redirectUri}/` }]) {
    assert.equal((await exchange((await choose('hanako@acme.com')).code, wrong)).body.error, 'invalid_grant');
  }
  const { code } = await choose('hanako@acme.com');
  assert.equal((await exchange(code, { client_secret: 'other' })).status, 401);
  assert.equal((await exchange(code)).status, 200);
  assert.equal((await exchange(code)).status, 400);
});

test('cancelling returns access_denied; an unregistered address gets a page, not a redirect', async () => {
  assert.deepEqual(await choose('', {}), { state: 'st', error: 'access_denied' });
  const wrong = request({ redirect_uri: 'http://localhost:9/other' });
  const answer = await fetch(`${metadata.authorization_endpoint}?${new URLSearchParams(wrong)}`, {
    redirect: 'manual',
  });
  assert.equal(answer.status, 400);
  assert.match(await answer.text(), /redirect_uri_mismatch/);
});

test('offline_access is no scope of Google', async () => {
  const asked = request({ scope: 'openid offline_access', access_type: 'offline' });
  const answer = await fetch(`${metadata.authorization_endpoint}?${new URLSearchParams(asked)}`, {
    redirect: 'manual',
  });
  assert.equal(new URL(answer.headers.get('location')).searchParams.get('error'), 'invalid_scope');
});

test('redirect URIs are registered on the page of the OAuth client', async () => {
  const added = 'http://localhost:9/callback/new';
  const answer = await post(`${provider.issuer}/cloud`, {
    client_id: 'app',
    uris: `${redirectUri}\n${added}`,
  });
  assert.match(await answer.text(), /Saved/);
  assert.deepEqual(provider.clients[0].redirectUris, [redirectUri, added]);
});

test('the controls take it down and let refreshes fail; a foreign page cannot work them', async () => {
  const control = (values, headers) =>
    fetch(`${provider.apiOrigin}/control`, { method: 'POST', body: JSON.stringify(values), headers });
  assert.equal((await control({ down: true }, { origin: 'https://evil.example' })).status, 403);
  assert.equal((await control({ nonsense: 1 })).status, 400);
  await control({ down: true });
  assert.equal((await fetch(`${provider.issuer}/.well-known/openid-configuration`)).status, 503);
  await control({ down: false, refuseRefresh: true });
  assert.equal((await fetch(`${provider.issuer}/.well-known/openid-configuration`)).status, 200);
  provider.controls.refuseRefresh = false;
});
