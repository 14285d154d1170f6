import { z } from 'zod';
import { findApplication } from '../applications/index.ts';
import { flag, idSchema, route } from '../http/index.ts';
import type { Context } from '../platform.ts';
import { getUser, listSocialIdentities, socialIdentityWireSchema } from '../users/index.ts';
import { findSecret, secretMetadata } from '../vault/index.ts';
import { refuse } from './errors.ts';
import { findIdentityOfUser, listIdentities, type SsoIdentity } from './identities.store.ts';
import { userSocialIdentityRoutes } from './social-identities.routes.ts';
import { readAccessToken } from './tokens.ts';

const identitySchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  userId: z.string(),
  issuer: z.string(),
  identityId: z.string(),
  detail: z.record(z.string(), z.unknown()),
  createdAt: z.number(),
  updatedAt: z.number(),
  ssoConnectorId: z.string(),
});
/** A stored token set as an administrator may see it: never the tokens. */
const tokenSecretSchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  userId: z.string(),
  type: z.literal('federated_token_set'),
  metadata: z.object({
    scope: z.string().optional(),
    /** Seconds since the epoch. */
    expiresAt: z.number().optional(),
    tokenType: z.string().optional(),
    hasRefreshToken: z.boolean(),
  }),
  createdAt: z.number(),
  updatedAt: z.number(),
  ssoConnectorId: z.string(),
  issuer: z.string(),
  identityId: z.string(),
});
const withSecret = z.object({ ssoIdentity: identitySchema, tokenSecret: tokenSecretSchema.optional() });

const presentIdentity = ({ vaultVersion, ...identity }: SsoIdentity): z.infer<typeof identitySchema> =>
  identity;

const present = async (
  context: Context,
  identity: SsoIdentity,
  includeTokenSecret: boolean | undefined,
): Promise<z.infer<typeof withSecret>> => {
  const secret = includeTokenSecret ? await findSecret(context, identity.id) : undefined;
  const ssoIdentity = presentIdentity(identity);
  if (!secret) return { ssoIdentity };
  const { tenantId, id, userId, createdAt, updatedAt, ssoConnectorId } = secret;
  const { issuer, identityId } = identity;
  return {
    ssoIdentity,
    tokenSecret: {
      tenantId,
      id,
      userId,
      type: 'federated_token_set',
      metadata: secretMetadata(secret),
      createdAt,
      updatedAt,
      ssoConnectorId,
      issuer,
      identityId,
    },
  };
};

const query = z.object({ includeTokenSecret: flag });

export const userSsoIdentityRoutes = [
  route(
    'GET /api/users/:userId/sso-identities/:ssoConnectorId',
    {
      summary: 'Get the outside identity of a user by connector',
      scope: 'management',
      params: z.object({ userId: idSchema, ssoConnectorId: idSchema }),
      query,
      response: withSecret,
      errors: [404],
    },
    async ({ context, params: { userId, ssoConnectorId }, query: { includeTokenSecret } }) => {
      const db = context.platform.db.queries;
      await getUser(db, context.tenant.id, userId);
      const identity = await findIdentityOfUser(db, context.tenant.id, userId, ssoConnectorId);
      if (!identity) throw refuse('single_sign_on.identity_not_found');
      return present(context, identity, includeTokenSecret);
    },
  ),
  route(
    'GET /api/users/:userId/all-identities',
    {
      summary: 'List every outside identity of a user',
      scope: 'management',
      params: z.object({ userId: idSchema }),
      query,
      response: z.object({
        socialIdentities: z.array(z.object({ identity: socialIdentityWireSchema, target: z.string() })),
        ssoIdentities: z.array(withSecret.extend({ ssoConnectorId: z.string() })),
      }),
      errors: [404],
    },
    async ({ context, params: { userId }, query: { includeTokenSecret } }) => {
      const db = context.platform.db.queries;
      await getUser(db, context.tenant.id, userId);
      const identities = await listIdentities(db, context.tenant.id, userId);
      const ssoIdentities = await Promise.all(
        identities.map(async (identity) => ({
          ...(await present(context, identity, includeTokenSecret)),
          ssoConnectorId: identity.ssoConnectorId,
        })),
      );
      const social = await listSocialIdentities(db, context.tenant.id, [userId]);
      const socialIdentities = social.map(({ target, identityId, details }) => ({
        identity: { userId: identityId, details },
        target,
      }));
      return { socialIdentities, ssoIdentities };
    },
  ),
  ...userSocialIdentityRoutes,
];

export const ssoAccountRoutes = [
  route(
    'GET /api/my-account/sso-identities/:connectorId/access-token',
    {
      summary: 'Read my access token of an identity provider',
      scope: 'account:identities',
      params: z.object({ connectorId: idSchema }),
      response: z.object({
        access_token: z.string(),
        scope: z.string().optional(),
        token_type: z.string(),
        expires_in: z.number().optional(),
      }),
      errors: [404, 422, 502, 503],
    },
    async ({ context, params: { connectorId } }) => {
      const { actor, platform, tenant } = context;
      if (actor.type !== 'user') throw refuse('single_sign_on.third_party');
      const application = await findApplication(platform.db.queries, tenant.id, actor.applicationId);
      if (!application || application.isThirdParty) throw refuse('single_sign_on.third_party');
      return readAccessToken(context, actor.userId, connectorId);
    },
  ),
];
