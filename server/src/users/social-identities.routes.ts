/** Accounts of users at social providers, on the Management API. */
import { z } from 'zod';
import { idSchema, route } from '../http/index.ts';
import { customDataSchema } from './custom-data.ts';
import { refuse } from './errors.ts';
import { findSocialIdentity } from './social-identities.store.ts';
import { deleteSocialIdentity, setSocialIdentity } from './social-identities.ts';
import {
  presentUser,
  socialIdentitiesWireSchema,
  socialIdentityWireSchema,
  toSocialIdentitiesWire,
  userWireSchema,
} from './user-wire.ts';
import { getUser } from './users.store.ts';

const params = z.object({ userId: idSchema, target: idSchema });

export const socialIdentitiesRoutes = [
  route(
    'GET /api/users/:userId/identities/:target',
    {
      summary: "Get a user's account at a social provider",
      scope: 'management',
      params,
      response: z.object({ identity: socialIdentityWireSchema }),
      errors: [404],
    },
    async ({ context: { platform, tenant }, params: { userId, target } }) => {
      const db = platform.db.queries;
      await getUser(db, tenant.id, userId);
      const identity = await findSocialIdentity(db, tenant.id, userId, target);
      if (!identity) throw refuse('user.social_identity_not_exist');
      return { identity: { userId: identity.identityId, details: identity.details } };
    },
  ),
  route(
    'PUT /api/users/:userId/identities/:target',
    {
      summary: "Set a user's account at a social provider as it is, in place of another there",
      scope: 'management',
      params,
      body: z.strictObject({ userId: z.string().min(1).max(256), details: customDataSchema.optional() }),
      response: socialIdentitiesWireSchema,
      otherStatus: 201,
      errors: [404, 422],
    },
    async ({ context, params: { userId, target }, body, reply }) => {
      const identity = { identityId: body.userId, details: body.details ?? {} };
      const { identities, isNew } = await setSocialIdentity(context, userId, target, identity);
      if (isNew) reply.status = 201;
      return toSocialIdentitiesWire(identities);
    },
  ),
  route(
    'DELETE /api/users/:userId/identities/:target',
    {
      summary: "Take a user's account at a social provider away",
      scope: 'management',
      params,
      response: userWireSchema,
      errors: [404],
    },
    async ({ context, params: { userId, target } }) =>
      presentUser(context.platform.db.queries, await deleteSocialIdentity(context, userId, target)),
  ),
];
