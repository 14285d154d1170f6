/** `/api/configs/oidc/private-keys` and `/cookie-keys`: the keys of a tenant. */
import { z } from 'zod';
import { idSchema, route } from '../http/index.ts';
import { deleteCookieKey, listCookieKeys, rotateCookieKey } from './cookie-keys.ts';
import { refuse } from './errors.ts';
import { deleteSigningKey, type KeyDescription, listKeys, rotateSigningKey } from './keys.ts';

const AlgorithmSchema = z.enum(['ES256', 'ES384', 'RS256']);
const KeySchema = z.object({
  id: z.string(),
  createdAt: z.number(),
  status: z.enum(['Next', 'Current', 'Previous']),
  /** Signing keys only: the key's kind, and what it signs with. */
  signingKeyAlgorithm: z.enum(['RSA', 'EC']).optional(),
  algorithm: AlgorithmSchema.optional(),
  /** Signing keys only: from when on it signs, in milliseconds. */
  effectiveAt: z.number().optional(),
});
const keyType = z.enum(['private-keys', 'cookie-keys']);

/** An algorithm by its own name, or the usual one of a kind of key. */
const ALGORITHMS = { RSA: 'RS256', EC: 'ES256', ES256: 'ES256', ES384: 'ES384', RS256: 'RS256' } as const;
const HOUR_IN_SECONDS = 3600;

const toWire = (key: KeyDescription): z.infer<typeof KeySchema> => ({
  ...key,
  signingKeyAlgorithm: key.algorithm === 'RS256' ? 'RSA' : 'EC',
});

export const keysRoutes = [
  route(
    'GET /api/configs/oidc/:keyType',
    {
      summary: 'List the signing keys or the cookie keys, newest first',
      scope: 'management',
      params: z.object({ keyType }),
      response: z.array(KeySchema),
    },
    async ({ context, params }) =>
      params.keyType === 'cookie-keys' ? listCookieKeys(context) : (await listKeys(context)).map(toWire),
  ),
  route(
    'POST /api/configs/oidc/:keyType/rotate',
    {
      summary: 'Publish a new signing key that takes over after a grace period, or change the cookie key',
      scope: 'management',
      params: z.object({ keyType }),
      body: z
        .strictObject({
          /** Of signing keys only; ES256 unless told. */
          signingKeyAlgorithm: z.enum(['RSA', 'EC', 'ES256', 'ES384', 'RS256']).optional(),
          /**
           * Of signing keys only: seconds until the new key signs, an hour unless told. Relying parties cache key
           * sets, so zero breaks them for a while.
           */
          rotationGracePeriod: z.number().int().min(0).max(604_800).optional(),
        })
        .optional(),
      response: z.array(KeySchema),
      errors: [422],
    },
    async ({ context, params, body = {} }) => {
      if (params.keyType === 'cookie-keys') {
        if (Object.keys(body).length > 0) throw refuse('oidc.not_of_cookie_keys');
        return rotateCookieKey(context);
      }
      const keys = await rotateSigningKey(context, {
        algorithm: ALGORITHMS[body.signingKeyAlgorithm ?? 'ES256'],
        gracePeriod: (body.rotationGracePeriod ?? HOUR_IN_SECONDS) * 1000,
      });
      return keys.map(toWire);
    },
  ),
  route(
    'DELETE /api/configs/oidc/:keyType/:keyId',
    {
      summary: 'Delete a previous signing key or cookie key',
      scope: 'management',
      params: z.object({ keyType, keyId: idSchema }),
      errors: [404, 422],
    },
    ({ context, params }) =>
      params.keyType === 'cookie-keys'
        ? deleteCookieKey(context, params.keyId)
        : deleteSigningKey(context, params.keyId),
  ),
];
