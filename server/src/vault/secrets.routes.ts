/** Stored secrets on the Management API: they can be deleted, never read. */
import { z } from 'zod';
import { idSchema, route } from '../http/index.ts';
import { refuse } from './errors.ts';
import { findSecretRowById } from './vault.store.ts';
import { removeSecret } from './vault.ts';

export const secretsRoutes = [
  route(
    'DELETE /api/secrets/:id',
    {
      summary: "Delete a user's stored tokens of an identity provider",
      scope: 'management',
      params: z.object({ id: idSchema }),
      errors: [404],
    },
    ({ context, params: { id } }) => {
      const { platform, tenant } = context;
      return platform.db.transaction(async (tx) => {
        const secret = await findSecretRowById(tx, tenant.id, id);
        if (!secret) throw refuse('vault.secret_not_exist');
        await removeSecret(tx, context, secret, 'deleted by an administrator');
      });
    },
  ),
];
