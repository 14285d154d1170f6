/** What a user chose about second factors and passkeys, on the Management API. */
import { z } from 'zod';
import { idSchema, route } from '../http/index.ts';
import type { User } from './users.store.ts';
import { getUser } from './users.store.ts';
import { changeLogtoConfig } from './users.ts';

const params = z.object({ userId: idSchema });

const changeSchema = z.strictObject({
  mfa: z
    .strictObject({
      /** Whether the user wants a second factor where the tenant leaves it to them. */
      enabled: z.boolean().optional(),
      /** Whether the user was asked to set one up and put it off. */
      skipped: z.boolean().optional(),
      additionalBindingSuggestionSkipped: z.boolean().optional(),
      /** Whether the user is not asked for it at sign-in, where the tenant leaves that to them. */
      skipMfaOnSignIn: z.boolean().optional(),
    })
    .optional(),
  passkeySignIn: z.strictObject({ skipped: z.boolean().optional() }).optional(),
});
export type LogtoConfigChange = z.infer<typeof changeSchema>;

const wireSchema = z.object({
  mfa: z.object({
    enabled: z.boolean().optional(),
    skipped: z.boolean(),
    additionalBindingSuggestionSkipped: z.boolean().optional(),
    skipMfaOnSignIn: z.boolean(),
  }),
  passkeySignIn: z.object({ skipped: z.boolean() }),
});

/** What a user chose, with what holds where they chose nothing. */
const logtoConfigOf = (user: Pick<User, 'logtoConfig'>): z.infer<typeof wireSchema> => {
  const { mfa, passkeySignIn } = user.logtoConfig as LogtoConfigChange;
  return {
    mfa: { ...mfa, skipped: mfa?.skipped ?? false, skipMfaOnSignIn: mfa?.skipMfaOnSignIn ?? false },
    passkeySignIn: { skipped: passkeySignIn?.skipped ?? false },
  };
};

export const logtoConfigRoutes = [
  route(
    'GET /api/users/:userId/logto-configs',
    {
      summary: 'Get what a user chose about second factors and passkeys',
      scope: 'management',
      params,
      response: wireSchema,
      errors: [404],
    },
    async ({ context: { platform, tenant }, params: { userId } }) =>
      logtoConfigOf(await getUser(platform.db.queries, tenant.id, userId)),
  ),
  route(
    'PATCH /api/users/:userId/logto-configs',
    {
      summary: 'Change what a user chose about second factors and passkeys',
      scope: 'management',
      params,
      body: changeSchema,
      response: wireSchema,
      errors: [404],
    },
    async ({ context, params: { userId }, body }) =>
      logtoConfigOf(await changeLogtoConfig(context, userId, body)),
  ),
];
