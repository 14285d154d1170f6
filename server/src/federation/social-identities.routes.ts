/** Linking a user to their account at a social provider, after they have been there. */
import { z } from 'zod';
import { idSchema, route } from '../http/index.ts';
import { verifySocial } from '../integrations/index.ts';
import {
  getUser,
  setSocialIdentity,
  socialIdentityWireSchema,
  toSocialIdentitiesWire,
} from '../users/index.ts';

export const userSocialIdentityRoutes = [
  route(
    'POST /api/users/:userId/identities',
    {
      summary: 'Link a user to the account at a social provider that they have come back from',
      scope: 'management',
      params: z.object({ userId: idSchema }),
      body: z.strictObject({
        connectorId: idSchema,
        /** The parameters of the provider's answer, after `POST /api/connectors/:id/authorization-uri`. */
        connectorData: z.record(z.string().max(128), z.unknown()),
      }),
      response: z.record(z.string(), socialIdentityWireSchema),
      errors: [404, 422, 502],
    },
    async ({ context, params: { userId }, body }) => {
      const { platform, tenant } = context;
      await getUser(platform.db.queries, tenant.id, userId);
      const { target, identity } = await verifySocial(context, body.connectorId, body.connectorData);
      const { subject, name, email, avatar, phone, detail } = identity;
      const said = Object.entries({ name, email, phone, avatar }).filter(([, value]) => value);
      const details = { id: subject, ...Object.fromEntries(said), rawData: detail };
      const linked = { identityId: subject, details };
      return toSocialIdentitiesWire((await setSocialIdentity(context, userId, target, linked)).identities);
    },
  ),
];
