/** The sign-in experience for administrators. */
import { z } from 'zod';
import { listReadyConnectorIds } from '../federation/index.ts';
import { refuseOtherTenant, route, tenantIdInput } from '../http/index.ts';
import { findPasswordIssues, findUser, listUsernameConflicts, passwordOwner } from '../users/index.ts';
import { countUsersOfConnectors } from './sign-in-experience.store.ts';
import {
  changeSignInExperience,
  getSignInExperience,
  signInExperienceChangeSchema,
  signInExperienceSchema,
} from './sign-in-experience.ts';

const issueSchema = z.object({
  code: z.string(),
  interpolation: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
});

export const signInExperienceRoutes = [
  route(
    'GET /api/sign-in-exp',
    { summary: 'Get the sign-in experience', scope: 'management', response: signInExperienceSchema },
    ({ context }) => getSignInExperience(context.platform.db.queries, context.tenant.id),
  ),
  route(
    'PATCH /api/sign-in-exp',
    {
      summary: 'Change the sign-in experience',
      scope: 'management',
      longBody: true,
      body: signInExperienceChangeSchema.extend({ tenantId: tenantIdInput.optional() }),
      response: signInExperienceSchema,
      errors: [422],
    },
    ({ context, body: { tenantId, ...change } }) => {
      refuseOtherTenant(context, tenantId);
      return changeSignInExperience(context, change);
    },
  ),
  route(
    'POST /api/sign-in-exp/default/check-password',
    {
      summary: 'What the password policy says of a password',
      scope: 'management',
      body: z.strictObject({ password: z.string(), userId: z.string().max(128).optional() }),
      response: z.object({ result: z.boolean(), issues: z.array(issueSchema).optional() }),
    },
    async ({ context, body }) => {
      const { platform, tenant } = context;
      const user = body.userId ? await findUser(platform.db.queries, tenant.id, body.userId) : undefined;
      const issues = await findPasswordIssues(context, body.password, user ? passwordOwner(user) : {});
      return issues.length === 0 ? { result: true } : { result: false, issues };
    },
  ),
  route(
    'GET /api/sign-in-exp/username-policy/case-sensitivity-conflicts',
    {
      summary:
        'Usernames that differ in nothing but case: while there are any, case goes on telling them apart',
      scope: 'management',
      query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
      response: z.object({
        totalConflicts: z.number(),
        samples: z.array(z.object({ usernameLower: z.string(), userIds: z.array(z.string()) })),
      }),
    },
    async ({ context, query: { limit } }) => {
      const { platform, tenant } = context;
      const { total, samples } = await listUsernameConflicts(platform.db.queries, tenant.id, limit);
      return { totalConflicts: total, samples };
    },
  ),
  route(
    'GET /api/sign-in-exp/single-sign-on/affected-users',
    {
      summary: 'How many users would have to sign in through an enterprise connector',
      scope: 'management',
      response: z.object({ count: z.number() }),
    },
    async ({ context }) => ({
      count: await countUsersOfConnectors(
        context.platform.db.queries,
        context.tenant.id,
        await listReadyConnectorIds(context),
      ),
    }),
  ),
];
