/** Passwords of users on the Management API. */
import { z } from 'zod';
import { idSchema, route } from '../http/index.ts';
import type { Context } from '../platform.ts';
import { refuse } from './errors.ts';
import { verifyPassword } from './password.ts';
import { clearAttempts, reserveAttempt, returnAttempt, userKey } from './throttle.ts';
import { presentUser, userWireSchema } from './user-wire.ts';
import { getUser } from './users.store.ts';
import { expirePassword, setPassword } from './users.ts';

const params = z.object({ userId: idSchema });
export const passwordSchema = z.string().min(1);

/** Compares a password on behalf of an administrator's client, under the same limits as a sign-in. */
const comparePassword = async (context: Context, userId: string, password: string): Promise<void> => {
  const { platform, tenant } = context;
  const user = await getUser(platform.db.queries, tenant.id, userId);
  const attempt = await reserveAttempt(context, userKey(userId));
  const right = await verifyPassword(user, password).catch(async (error: unknown) => {
    await returnAttempt(platform.db.queries, context, attempt);
    throw error;
  });
  if (!right) throw refuse('session.invalid_credentials');
  await clearAttempts(platform.db.queries, context, attempt);
};

export const passwordRoutes = [
  route(
    'PATCH /api/users/:userId/password',
    {
      summary: "Set a user's password, ending all sessions and grants",
      scope: 'management',
      params,
      body: z.strictObject({ password: passwordSchema }),
      response: userWireSchema,
      errors: [404, 422, 429],
    },
    async ({ context, params: { userId }, body }) =>
      presentUser(context.platform.db.queries, await setPassword(context, userId, body.password)),
  ),
  route(
    'PATCH /api/users/:userId/password/expiration',
    {
      summary:
        'Let a password expire, so that the user must get a new one before signing in, or take that back',
      scope: 'management',
      params,
      body: z.strictObject({ isExpired: z.boolean() }),
      response: userWireSchema,
      errors: [404, 422],
    },
    async ({ context, params: { userId }, body }) =>
      presentUser(context.platform.db.queries, await expirePassword(context, userId, body.isExpired)),
  ),
  route(
    'POST /api/users/:userId/password/verify',
    {
      summary: "Compare a password with a user's, under the same limits as a sign-in",
      scope: 'management',
      params,
      body: z.strictObject({ password: passwordSchema }),
      errors: [404, 422, 429],
    },
    ({ context, params: { userId }, body }) => comparePassword(context, userId, body.password),
  ),
  route(
    'GET /api/users/:userId/has-password',
    {
      summary: 'Whether a user has a password',
      scope: 'management',
      params,
      response: z.object({ hasPassword: z.boolean() }),
      errors: [404],
    },
    async ({ context, params: { userId } }) => {
      const user = await getUser(context.platform.db.queries, context.tenant.id, userId);
      return { hasPassword: user.passwordHash !== null };
    },
  ),
];
