/** Keys that connectors sign with, and providers that believe the signature in place of a secret (RFC 7523). */
import assert from 'node:assert/strict';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { after, afterEach, before, test } from 'node:test';
import { type Stage, setStage } from '../../test/sso-stage.ts';
import { Refusal } from '../lib/errors.ts';
import { readAccessToken } from './tokens.ts';

const YEAR = 365 * 86_400_000;

let stage: Stage;
before(async () => {
  stage = await setStage();
});
afterEach(() => {
  stage.idp.straighten();
  stage.idp.clientKeys = [];
});
after(() => stage.close());

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape.
type Answer = any;
const call = async (method: string, path: string, body: unknown, status: number): Promise<Answer> => {
  const answer = await stage.api(method, ['/api/sso-connectors', path].filter(Boolean).join('/'), body);
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  return answer.body;
};
const makeKey = (id: string, active = false): Promise<Answer> =>
  call('POST', `${id}/signing-keys`, { active }, 201);
const activeKeys = async (id: string): Promise<string[]> =>
  (await call('GET', `${id}/signing-keys`, undefined, 200))
    .filter((key: Answer) => key.active)
    .map((key: Answer) => key.id);

/** A connector that signs with a key that the provider knows. */
const signer = async (providerName = 'OIDC', input: Record<string, unknown> = {}) => {
  const id = await stage.connector(providerName, input);
  const key = await makeKey(id, true);
  stage.idp.clientKeys = [key.publicJwk];
  const { clientId, issuer } = stage.idp;
  await call(
    'PATCH',
    id,
    { config: { clientId, issuer, clientAuthentication: 'private_key_jwt', ...(input.config as object) } },
    200,
  );
  return { id, key };
};
const refusedWith = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;

test('a key comes with a certificate of three years, inactive, and nobody is shown its private half', async () => {
  const id = await stage.connector();
  const key = await makeKey(id);
  const certificate = new X509Certificate(key.certificate);
  assert.equal(certificate.verify(certificate.publicKey), true);
  assert.equal(certificate.issuer, certificate.subject);
  assert.equal(certificate.subject, `CN=Genkan default ${id}`);
  assert.ok(!certificate.serialNumber.startsWith('0'));
  assert.equal(Date.parse(certificate.validTo), key.expiresAt);
  assert.ok(Math.abs(key.expiresAt - key.createdAt - 3 * YEAR) < 1000);
  assert.equal(certificate.publicKey.asymmetricKeyDetails?.modulusLength, 2048);
  const { formatted, unformatted } = key.fingerprints.sha256;
  assert.equal(formatted, certificate.fingerprint256);
  assert.equal(unformatted, formatted.replaceAll(':', '').toLowerCase());
  const fromJwk = createPublicKey({ key: key.publicJwk, format: 'jwk' });
  assert.ok(fromJwk.equals(certificate.publicKey));
  assert.equal(key.active, false);
  const [row] = await stage.platform.db.queries
    .selectFrom('ssoConnectorSigningKeys')
    .selectAll()
    .where('id', '=', key.id)
    .execute();
  const [audited] = (await stage.audit()).filter(
    ({ key: event }) => event === 'SsoConnector.SigningKey.Create',
  );
  const listed = await call('GET', `${id}/signing-keys`, undefined, 200);
  assert.doesNotMatch(JSON.stringify([row, audited, listed]), /PRIVATE KEY|"d":/);
});

test('one key is active at most, however many are made so at once', async () => {
  const id = await stage.connector();
  const keys = await Promise.all(Array.from({ length: 4 }, () => makeKey(id)));
  assert.deepEqual(await activeKeys(id), []);
  const path = `${id}/signing-keys`;
  await Promise.all(keys.map((key) => call('PATCH', `${path}/${key.id}`, { active: true }, 200)));
  assert.equal((await activeKeys(id)).length, 1);
  await call('PATCH', `${path}/${keys[0].id}`, { active: true }, 200);
  await call('PATCH', `${path}/${keys[1].id}`, { active: false }, 200);
  assert.deepEqual(await activeKeys(id), [keys[0].id]);
  for (let round = 0; round < 6; round += 1) await makeKey(id);
  const full = await call('POST', path, { active: false }, 400);
  assert.equal(full.code, 'single_sign_on.too_many_signing_keys');
  stage.clock.advance(3 * YEAR);
  const late = await call('PATCH', `${path}/${keys[2].id}`, { active: true }, 400);
  assert.equal(late.code, 'single_sign_on.signing_key_expired');
});

for (const providerName of ['OIDC', 'AzureAdOidc', 'Okta']) {
  test(`${providerName}: a sign-in proves the client by a signature, and no secret goes out`, async () => {
    const { secrets } = stage.idp.seen;
    const { id, key } = await signer(providerName);
    await stage.signIn(id);
    const header = stage.idp.seen.assertions.at(-1);
    const sha1 = new X509Certificate(key.certificate).fingerprint.replaceAll(':', '');
    assert.deepEqual(header, {
      alg: 'RS256',
      kid: key.publicJwk.kid,
      x5t: Buffer.from(sha1, 'hex').toString('base64url'),
      'x5t#S256': Buffer.from(key.fingerprints.sha256.unformatted, 'hex').toString('base64url'),
    });
    assert.equal(stage.idp.seen.secrets, secrets);
    await call('DELETE', id, undefined, 204);
  });
}

test('a proof is never from the future, whatever part of a second it is made in (RFC 7523 §3)', async () => {
  const { id } = await signer('OIDC');
  for (let tenth = 0; tenth < 10; tenth += 1) {
    stage.clock.advance(100);
    await stage.signIn(id);
  }
});

test('tokens are renewed with a signature too', async () => {
  const { id } = await signer('OIDC', { enableTokenStorage: true, config: { offlineAccess: true } });
  stage.idp.bend = { lifetime: 1 };
  const user = await stage.signIn(id);
  stage.idp.bend = {};
  const before = stage.idp.seen.assertions.length;
  await readAccessToken(stage.context, user.id, id);
  assert.equal(stage.idp.seen.assertions.length, before + 1);
});

test('a provider that reads PS256 alone gets it; one that takes no signature is refused when it is saved', async () => {
  stage.idp.bend.discovery = (document) => ({
    ...document,
    token_endpoint_auth_signing_alg_values_supported: ['PS256'],
  });
  const id = await stage.connector();
  const { publicJwk } = await makeKey(id, true);
  stage.idp.clientKeys = [{ ...publicJwk, alg: 'PS256' }];
  const { clientId, issuer } = stage.idp;
  const config = { clientId, issuer, clientAuthentication: 'private_key_jwt' };
  await call('PATCH', id, { config }, 200);
  await stage.arrive(id);
  assert.equal(stage.idp.seen.assertions.at(-1)?.alg, 'PS256');
  stage.idp.bend.discovery = (document) => ({
    ...document,
    token_endpoint_auth_methods_supported: ['client_secret_basic'],
  });
  const refused = await call('PATCH', id, { config }, 422);
  assert.equal(refused.code, 'connector.discovery_invalid');
});

test('nothing is ever sent unsigned: without an active key there is no switch and no departure', async () => {
  const { clientId, issuer } = stage.idp;
  const config = { clientId, issuer, clientAuthentication: 'private_key_jwt' };
  const id = await stage.connector();
  const early = await call('PATCH', id, { config }, 422);
  assert.equal(early.code, 'single_sign_on.signing_key_needed');
  await stage.signIn(id);
  const draft = await call(
    'POST',
    '',
    { providerName: 'OIDC', connectorName: 'Signing draft', domains: ['draft.test'], config },
    200,
  );
  assert.deepEqual([draft.isAvailable, draft.unavailableReason], [false, 'it has no active signing key']);
  await assert.rejects(stage.depart(draft.id), refusedWith('single_sign_on.connector_not_available'));
  const key = await makeKey(draft.id, true);
  stage.idp.clientKeys = [key.publicJwk];
  await stage.arrive(draft.id);
  // Whoever were to take the key away behind our back stops the way, at the latest where the request is made.
  const { memory, query } = await stage.depart(draft.id);
  await stage.platform.db.queries
    .updateTable('ssoConnectors')
    .set({ activeSigningKeyId: null })
    .where('id', '=', draft.id)
    .execute();
  const asked = stage.idp.counts.token;
  const { arriveFrom } = await import('./sign-in.ts');
  await assert.rejects(
    arriveFrom(stage.context, draft.id, memory, query),
    refusedWith('single_sign_on.connector_not_available'),
  );
  assert.equal(stage.idp.counts.token, asked);
});

test('M-08 the key in use is neither switched off nor deleted; with the secret again it may be', async () => {
  const { id, key } = await signer();
  const path = `${id}/signing-keys/${key.id}`;
  const off = await call('PATCH', path, { active: false }, 400);
  assert.equal(off.code, 'single_sign_on.signing_key_in_use');
  assert.equal((await call('DELETE', path, undefined, 400)).code, 'single_sign_on.signing_key_in_use');
  const next = await makeKey(id);
  await call('PATCH', `${id}/signing-keys/${next.id}`, { active: true }, 200);
  await call('DELETE', path, undefined, 204);
  stage.idp.clientKeys = [next.publicJwk];
  await stage.arrive(id);
  assert.equal(stage.idp.seen.assertions.at(-1)?.kid, next.publicJwk.kid);
  const { clientId, clientSecret, issuer } = stage.idp;
  await call('PATCH', id, { config: { clientId, clientSecret, issuer } }, 200);
  await call('DELETE', `${id}/signing-keys/${next.id}`, undefined, 204);
  await stage.arrive(id);
  const changes = (await stage.audit()).filter(
    ({ key: event, payload }) => event.startsWith('SsoConnector.SigningKey') && payload.connectorId === id,
  );
  assert.deepEqual(
    changes.map(({ key: event }) => event.replace('SsoConnector.SigningKey.', '')),
    ['Create', 'Create', 'Update', 'Delete', 'Delete'],
  );
  assert.deepEqual(changes[2]?.payload.before, { activeSigningKeyId: key.id });
  assert.deepEqual(changes[2]?.payload.after, { activeSigningKeyId: next.id });
});

test('connectors of a kind that signs nothing have no keys; a deleted connector leaves none', async () => {
  const google = await stage.connector('GoogleWorkspace');
  const path = `${google}/signing-keys`;
  for (const [method, of, body] of [
    ['GET', path, undefined],
    ['POST', path, { active: false }],
    ['PATCH', `${path}/nothing`, { active: true }],
    ['DELETE', `${path}/nothing`, undefined],
  ] as const) {
    const { code } = await call(method, of, body, 400);
    assert.equal(code, 'single_sign_on.signing_keys_unsupported');
  }
  const settings = { clientId: 'x', clientAuthentication: 'private_key_jwt' };
  await call('PATCH', google, { config: settings }, 400);
  const { id } = await signer();
  await call('DELETE', id, undefined, 204);
  const left = await stage.platform.db.queries
    .selectFrom('ssoConnectorSigningKeys')
    .select('id')
    .where('ssoConnectorId', '=', id)
    .execute();
  assert.deepEqual(left, []);
});
