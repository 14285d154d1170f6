/** The Management API of users. Bodies are strict: a key that may not be set is refused, never ignored. */
import { z } from 'zod';
import { flag, idSchema, pageOf, pagingSchema, refuse as refuseRequest, route } from '../http/index.ts';
import type { Context } from '../platform.ts';
import { refuse } from './errors.ts';
import { verifyPassword } from './password.ts';
import { accountKey, clearAttempts, reserveAttempt, returnAttempt } from './throttle.ts';
import { userSessionsRoutes } from './user-sessions.routes.ts';
import {
  customDataSchema,
  imageUrlSchema,
  type SsoIdentityWire,
  toUserWire,
  type UserWire,
  userProfileSchema,
  userWireSchema,
} from './user-wire.ts';
import { getUser, listSsoIdentitiesOf, listUsers, SEARCHABLE, type UserFilter } from './users.store.ts';
import { changeUser, createUser, deleteUser, setPassword, suspendUser } from './users.ts';

const params = z.object({ userId: idSchema });
const passwordSchema = z.string().min(1);
const identifiers = { username: z.string().max(512), primaryEmail: z.string().max(512) };
const fields = {
  name: z.string().max(128),
  avatar: imageUrlSchema,
  customData: customDataSchema,
  profile: userProfileSchema,
};

const createBody = z.strictObject({ ...identifiers, ...fields, password: passwordSchema }).partial();
const changeBody = z
  .strictObject({
    username: identifiers.username.nullable(),
    primaryEmail: identifiers.primaryEmail.nullable(),
    name: fields.name.nullable(),
    avatar: fields.avatar.nullable(),
    customData: fields.customData,
    profile: fields.profile,
  })
  .partial();

const listQuery = pagingSchema
  .extend({
    /** A part of id, username, address or name, in any case. */
    search: z.string().max(256).optional(),
    joint: z.enum(['and', 'or']).optional(),
    includeSsoIdentities: flag,
  })
  // `search.primaryEmail=…` with `mode.primaryEmail=exact`, as the published clients send them.
  .catchall(z.unknown());

/** Conditions on single columns. One that we do not know is refused: ignoring it would list everybody. */
const readFilters = (query: Record<string, unknown>): UserFilter[] =>
  Object.entries(query)
    .filter(([name]) => name.startsWith('search.'))
    .map(([name, value]) => {
      const column = SEARCHABLE.find((known) => `search.${known}` === name);
      const mode = column && (query[`mode.${column}`] ?? 'like');
      if (
        !column ||
        typeof value !== 'string' ||
        value.length > 256 ||
        (mode !== 'exact' && mode !== 'like')
      ) {
        throw refuseRequest('guard.invalid_input', {
          type: 'query',
          reason: `${name} cannot be searched like this`,
        });
      }
      return { column, value, exact: mode === 'exact' };
    });

const ssoIdentitiesOf = async (context: Context, userIds: string[]): Promise<SsoIdentityWire[]> =>
  listSsoIdentitiesOf(context.platform.db.queries, context.tenant.id, userIds);

const oneWire = async (context: Context, userId: string, includeSso: boolean): Promise<UserWire> => {
  const user = await getUser(context.platform.db.queries, context.tenant.id, userId);
  return toUserWire(user, includeSso ? await ssoIdentitiesOf(context, [userId]) : undefined);
};

/** Compares a password on behalf of an administrator's client, under the same limits as a sign-in. */
const comparePassword = async (context: Context, userId: string, password: string): Promise<void> => {
  const { platform, tenant } = context;
  const user = await getUser(platform.db.queries, tenant.id, userId);
  const account = user.username
    ? accountKey({ type: 'username', value: user.username })
    : user.primaryEmail
      ? accountKey({ type: 'email', value: user.primaryEmail })
      : `id:${userId}`;
  const attempt = await reserveAttempt(context, account);
  const right = await verifyPassword(user, password).catch(async (error: unknown) => {
    await returnAttempt(platform.db.queries, context, attempt);
    throw error;
  });
  if (!right) throw refuse('session.invalid_credentials');
  await clearAttempts(platform.db.queries, context, attempt);
};

export const usersRoutes = [
  route(
    'GET /api/users',
    {
      summary: 'List users, newest first',
      scope: 'management',
      query: listQuery,
      response: z.array(userWireSchema),
    },
    async ({ context, query, reply }) => {
      const { rows, total } = await listUsers(context.platform.db.queries, context.tenant.id, {
        search: query.search,
        filters: readFilters(query),
        all: query.joint === 'and',
        ...pageOf(query),
      });
      reply.paged(total);
      if (!query.includeSsoIdentities) return rows.map((user) => toUserWire(user));
      const identities = await ssoIdentitiesOf(
        context,
        rows.map((user) => user.id),
      );
      return rows.map((user) =>
        toUserWire(
          user,
          identities.filter((identity) => identity.userId === user.id),
        ),
      );
    },
  ),
  route(
    'POST /api/users',
    {
      summary: 'Create a user; the address counts as verified',
      scope: 'management',
      body: createBody,
      response: userWireSchema,
      errors: [422, 429],
    },
    async ({ context, body }) => toUserWire(await createUser(context, body)),
  ),
  route(
    'GET /api/users/:userId',
    {
      summary: 'Get a user',
      scope: 'management',
      params,
      query: z.object({ includeSsoIdentities: flag }),
      response: userWireSchema,
      errors: [404],
    },
    ({ context, params: { userId }, query }) => oneWire(context, userId, query.includeSsoIdentities ?? false),
  ),
  route(
    'PATCH /api/users/:userId',
    {
      summary: 'Change a user; a new address counts as verified',
      scope: 'management',
      params,
      body: changeBody,
      response: userWireSchema,
      errors: [404, 422],
    },
    async ({ context, params: { userId }, body }) => toUserWire(await changeUser(context, userId, body)),
  ),
  route(
    'DELETE /api/users/:userId',
    { summary: 'Delete a user, ending all access at once', scope: 'management', params, errors: [404, 422] },
    ({ context, params: { userId } }) => deleteUser(context, userId),
  ),
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
      toUserWire(await setPassword(context, userId, body.password)),
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
  route(
    'PATCH /api/users/:userId/is-suspended',
    {
      summary: 'Suspend a user, ending all access at once, or let them in again',
      scope: 'management',
      params,
      body: z.strictObject({ isSuspended: z.boolean() }),
      response: userWireSchema,
      errors: [404, 422],
    },
    async ({ context, params: { userId }, body }) =>
      toUserWire(await suspendUser(context, userId, body.isSuspended)),
  ),
  route(
    'GET /api/users/:userId/custom-data',
    {
      summary: "Get a user's custom data",
      scope: 'management',
      params,
      response: z.record(z.string(), z.unknown()),
      errors: [404],
    },
    async ({ context, params: { userId } }) =>
      (await getUser(context.platform.db.queries, context.tenant.id, userId)).customData,
  ),
  route(
    'PATCH /api/users/:userId/custom-data',
    {
      summary: "Merge keys into a user's custom data",
      scope: 'management',
      params,
      body: z.strictObject({ customData: customDataSchema }),
      response: z.record(z.string(), z.unknown()),
      errors: [404],
    },
    async ({ context, params: { userId }, body }) =>
      (await changeUser(context, userId, { customData: body.customData }, { merge: true })).customData,
  ),
  route(
    'PATCH /api/users/:userId/profile',
    {
      summary: "Merge keys into a user's profile",
      scope: 'management',
      params,
      body: z.strictObject({ profile: userProfileSchema }),
      response: z.looseObject(userProfileSchema.shape),
      errors: [404],
    },
    async ({ context, params: { userId }, body }) =>
      (await changeUser(context, userId, { profile: body.profile }, { merge: true })).profile,
  ),
  ...userSessionsRoutes,
];
