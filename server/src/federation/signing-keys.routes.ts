/** Keys that enterprise connectors sign with, on the Management API. */
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { idSchema, route } from '../http/index.ts';
import {
  activateSigningKey,
  createSigningKey,
  deleteSigningKey,
  type ListedKey,
  listSigningKeys,
  publicJwkOf,
} from './signing-keys.ts';

const keySchema = z.object({
  id: z.string(),
  /** PEM. */
  certificate: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
  active: z.boolean(),
  fingerprints: z.object({ sha256: z.object({ formatted: z.string(), unformatted: z.string() }) }),
  /** The public half, for providers that take a JWK. */
  publicJwk: z.object({
    kty: z.string(),
    n: z.string(),
    e: z.string(),
    kid: z.string(),
    use: z.string(),
    alg: z.string(),
    x5c: z.array(z.string()),
    'x5t#S256': z.string(),
  }),
});

const present = ({ row, active }: ListedKey): z.infer<typeof keySchema> => {
  const formatted = new X509Certificate(row.certificate).fingerprint256;
  return {
    id: row.id,
    certificate: row.certificate,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    active,
    fingerprints: { sha256: { formatted, unformatted: formatted.replaceAll(':', '').toLowerCase() } },
    publicJwk: publicJwkOf(row),
  };
};

const params = z.object({ id: idSchema });
const byKey = z.object({ id: idSchema, keyId: idSchema });

export const signingKeyRoutes = [
  route(
    'GET /api/sso-connectors/:id/signing-keys',
    {
      summary: 'List the keys that a connector signs its requests with',
      scope: 'management',
      params,
      response: z.array(keySchema),
      errors: [400, 404],
    },
    async ({ context, params: { id } }) => (await listSigningKeys(context, id)).map(present),
  ),
  route(
    'POST /api/sso-connectors/:id/signing-keys',
    {
      summary: 'Make a key with a certificate of three years',
      scope: 'management',
      params,
      /** Whether it takes the place of the active one at once, before the provider knows it. */
      body: z.strictObject({ active: z.boolean().default(false) }),
      response: keySchema,
      status: 201,
      errors: [400, 404],
    },
    async ({ context, params: { id }, body }) => present(await createSigningKey(context, id, body.active)),
  ),
  route(
    'PATCH /api/sso-connectors/:id/signing-keys/:keyId',
    {
      summary: 'Make a key the active one in place of another, or no longer so',
      scope: 'management',
      params: byKey,
      body: z.strictObject({ active: z.boolean() }),
      response: keySchema,
      errors: [400, 404],
    },
    async ({ context, params: { id, keyId }, body }) =>
      present(await activateSigningKey(context, id, keyId, body.active)),
  ),
  route(
    'DELETE /api/sso-connectors/:id/signing-keys/:keyId',
    { summary: 'Remove a key', scope: 'management', params: byKey, errors: [400, 404] },
    ({ context, params: { id, keyId } }) => deleteSigningKey(context, id, keyId),
  ),
];
