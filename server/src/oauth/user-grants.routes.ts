/** What a user has given to applications: for administrators, and for the user. */
import { z } from 'zod';
import { record } from '../audit/index.ts';
import { accountOf, idSchema, route } from '../http/index.ts';
import { SECOND } from '../lib/clock.ts';
import type { Context } from '../platform.ts';
import { getUser } from '../users/index.ts';
import { removeConsents } from './consent/consent.store.ts';
import { refusePage } from './errors.ts';
import { type LiveGrant, listLiveGrants, revokeGrant } from './grants.store.ts';

const grantSchema = z.object({
  id: z.string(),
  payload: z.object({
    exp: z.number(),
    iat: z.number(),
    jti: z.string(),
    kind: z.literal('Grant'),
    clientId: z.string(),
    accountId: z.string(),
  }),
  expiresAt: z.number(),
  application: z.object({ id: z.string(), name: z.string() }),
});

const present = (grant: LiveGrant): z.infer<typeof grantSchema> => ({
  id: grant.id,
  payload: {
    exp: Math.floor(grant.expiresAt / SECOND),
    iat: Math.floor(grant.createdAt / SECOND),
    jti: grant.id,
    kind: 'Grant',
    clientId: grant.applicationId,
    accountId: grant.userId,
  },
  expiresAt: grant.expiresAt,
  application: { id: grant.applicationId, name: grant.applicationName },
});

/**
 * Ends a grant and all it gave. With the last one of a third-party application its consent is withdrawn too: the user
 * is asked anew. Throws `grant.not_found`.
 */
const endGrant = async (context: Context, userId: string, grantId: string): Promise<void> => {
  const { platform, tenant } = context;
  const now = platform.clock.now();
  await platform.db.transaction(async (tx) => {
    const grants = await listLiveGrants(tx, tenant.id, { userId }, now);
    const grant = grants.find(({ id }) => id === grantId);
    if (!grant || !(await revokeGrant(tx, tenant.id, grantId, now))) throw refusePage('grant.not_found');
    const { applicationId, isThirdParty } = grant;
    const isLast = !grants.some((other) => other.id !== grantId && other.applicationId === applicationId);
    if (isThirdParty && isLast) await removeConsents(tx, { tenantId: tenant.id, userId, applicationId });
    await record(tx, context, {
      key: 'Grant.Revoke',
      userId,
      applicationId,
      payload: { grantId, consentWithdrawn: isThirdParty && isLast },
    });
  });
};

const typeQuery = z.object({ appType: z.enum(['firstParty', 'thirdParty']).optional() });
const grantsSchema = z.object({ grants: z.array(grantSchema) });

const listOf = async (
  { platform, tenant }: Context,
  userId: string,
  { appType }: z.infer<typeof typeQuery>,
): Promise<z.infer<typeof grantsSchema>> => {
  const isThirdParty = appType === undefined ? undefined : appType === 'thirdParty';
  const of = { userId, isThirdParty };
  return {
    grants: (await listLiveGrants(platform.db.queries, tenant.id, of, platform.clock.now())).map(present),
  };
};

export const userGrantsRoutes = [
  route(
    'GET /api/users/:userId/grants',
    {
      summary: 'List what a user has given to applications',
      scope: 'management',
      params: z.object({ userId: idSchema }),
      query: typeQuery,
      response: grantsSchema,
      errors: [400, 404],
    },
    async ({ context, params: { userId }, query }) => {
      await getUser(context.platform.db.queries, context.tenant.id, userId);
      return listOf(context, userId, query);
    },
  ),
  route(
    'DELETE /api/users/:userId/grants/:grantId',
    {
      summary: 'End a grant and all it gave',
      scope: 'management',
      params: z.object({ userId: idSchema, grantId: idSchema }),
      errors: [404],
    },
    ({ context, params: { userId, grantId } }) => endGrant(context, userId, grantId),
  ),
  route(
    'GET /api/my-account/grants',
    {
      summary: 'List what I have given to applications',
      scope: 'account:sessions',
      query: typeQuery,
      response: grantsSchema,
      errors: [400],
    },
    ({ context, query }) => listOf(context, accountOf(context).userId, query),
  ),
  route(
    'DELETE /api/my-account/grants/:grantId',
    {
      summary: 'End one of my grants and all it gave',
      scope: 'account:sessions',
      params: z.object({ grantId: idSchema }),
      errors: [404],
    },
    ({ context, params: { grantId } }) => endGrant(context, accountOf(context).userId, grantId),
  ),
];
