/** `/api/configs/oidc/private-keys`: the signing keys of a tenant. */
import { z } from 'zod';
import { idSchema, route } from '../http/index.ts';
import { deleteSigningKey, listKeys, rotateSigningKey } from './keys.ts';

const KeySchema = z.object({
  id: z.string(),
  createdAt: z.number(),
  activatesAt: z.number(),
  signingKeyAlgorithm: z.enum(['ES256', 'ES384', 'RS256']),
  status: z.enum(['Next', 'Current', 'Previous']),
});
const keyType = z.literal('private-keys');

export const keysRoutes = [
  route(
    'GET /api/configs/oidc/:keyType',
    {
      summary: 'List the signing keys',
      scope: 'management',
      params: z.object({ keyType }),
      response: z.array(KeySchema),
    },
    ({ context }) => listKeys(context),
  ),
  route(
    'POST /api/configs/oidc/:keyType/rotate',
    {
      summary: 'Publish a new signing key that takes over after a grace period',
      scope: 'management',
      params: z.object({ keyType }),
      body: z.strictObject({
        signingKeyAlgorithm: z.enum(['RSA', 'EC', 'ES256', 'ES384', 'RS256']).default('ES256'),
        /** Seconds until the new key signs; relying parties cache key sets, so zero breaks them for a while. */
        rotationGracePeriod: z.number().int().min(0).max(604_800).default(3600),
      }),
      response: z.array(KeySchema),
    },
    ({ context, body }) =>
      rotateSigningKey(context, {
        algorithm:
          body.signingKeyAlgorithm === 'RSA'
            ? 'RS256'
            : body.signingKeyAlgorithm === 'EC'
              ? 'ES256'
              : body.signingKeyAlgorithm,
        gracePeriod: body.rotationGracePeriod * 1000,
      }),
  ),
  route(
    'DELETE /api/configs/oidc/:keyType/:keyId',
    {
      summary: 'Delete a previous signing key',
      scope: 'management',
      params: z.object({ keyType, keyId: idSchema }),
      errors: [404, 422],
    },
    ({ context, params }) => deleteSigningKey(context, params.keyId),
  ),
];
