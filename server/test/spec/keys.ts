/** Keys and signatures of clients in protocol tests: what a careful client would make, and what a careless one would. */
import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { TestApp } from '../app.ts';

export type TestKey = { privateKey: CryptoKey; publicKey: CryptoKey; jwk: JWK; kid: string; alg: string };

export const createKey = async (alg = 'ES256', kid: string = randomUUID()): Promise<TestKey> => {
  const pair = await generateKeyPair(alg, { extractable: true });
  return { ...pair, jwk: { ...(await exportJWK(pair.publicKey)), kid, alg, use: 'sig' }, kid, alg };
};

const seconds = (app: TestApp) => Math.floor(app.clock.now() / 1000);

/** A JWT of a client's: a client assertion or a request object, by what it claims. */
export const signAs = (
  app: TestApp,
  key: TestKey,
  clientId: string,
  claims: JWTPayload = {},
  header: Record<string, unknown> = {},
): Promise<string> => {
  const now = seconds(app);
  return new SignJWT({
    iss: clientId,
    sub: clientId,
    aud: `${app.origin}/oidc`,
    jti: randomUUID(),
    iat: now,
    exp: now + 60,
    ...claims,
  })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
    .sign(key.privateKey);
};

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
export const assertion = async (
  ...parameters: Parameters<typeof signAs>
): Promise<{ client_assertion: string; client_assertion_type: string }> => ({
  client_assertion: await signAs(...parameters),
  client_assertion_type: ASSERTION_TYPE,
});

/** A DPoP proof; what a test gives replaces what is right. */
export const proof = async (
  app: TestApp,
  key: TestKey,
  claims: JWTPayload & { htm?: string; htu?: string } = {},
  header: Record<string, unknown> = {},
): Promise<string> => {
  const { kid: _, use: __, alg: ___, ...jwk } = key.jwk;
  return new SignJWT({
    htm: 'POST',
    htu: `${app.origin}/oidc/token`,
    iat: seconds(app),
    jti: randomUUID(),
    ...claims,
  })
    .setProtectedHeader({ alg: key.alg, typ: 'dpop+jwt', jwk, ...header })
    .sign(key.privateKey);
};

export const thumbprintOf = (key: TestKey): Promise<string> => calculateJwkThumbprint(key.jwk);
