/** The Management API of users. Bodies are strict: a key that may not be set is refused, never ignored. */
import { z } from 'zod';
import { record } from '../audit/index.ts';
import {
  flag,
  idSchema,
  pageOf,
  pagingSchema,
  refuse as refuseRequest,
  requireManagementScope,
  route,
} from '../http/index.ts';
import type { Context } from '../platform.ts';
import { customDataSchema } from './custom-data.ts';
import { factorsRoutes } from './factors.routes.ts';
import { PASSWORD_ALGORITHMS } from './imported-passwords.ts';
import { logtoConfigRoutes } from './logto-config.routes.ts';
import { messageLimitsRoutes } from './message-limits.routes.ts';
import { oneTimeTokensRoutes } from './one-time-tokens.routes.ts';
import { passwordRoutes, passwordSchema } from './password.routes.ts';
import { personalAccessTokensRoutes } from './personal-access-tokens.routes.ts';
import { listUsers, SEARCH_MODES, SEARCHABLE, type SearchMode, type UserFilter } from './search.store.ts';
import { sentinelRoutes } from './sentinel.routes.ts';
import { socialIdentitiesRoutes } from './social-identities.routes.ts';
import { mySessionsRoutes, userSessionsRoutes } from './user-sessions.routes.ts';
import {
  imageUrlSchema,
  presentUser,
  presentUsers,
  type UserWire,
  userProfileSchema,
  userWireSchema,
} from './user-wire.ts';
import { getUser } from './users.store.ts';
import { changeUser, createUser, deleteUser, suspendUser } from './users.ts';

const params = z.object({ userId: idSchema });
const identifiers = {
  username: z.string().max(512),
  primaryEmail: z.string().max(512),
  /** In digits, with the country code. */
  primaryPhone: z.string().max(64),
};
const fields = {
  name: z.string().max(128),
  avatar: imageUrlSchema,
  customData: customDataSchema,
  profile: userProfileSchema,
};

const createBody = z
  .strictObject({
    ...identifiers,
    ...fields,
    avatar: fields.avatar.nullable(),
    password: passwordSchema,
    /** What another system made of the password, and how. */
    passwordDigest: z.string().min(1).max(256),
    passwordAlgorithm: z.enum(PASSWORD_ALGORITHMS),
  })
  .partial();
const changeBody = z
  .strictObject({
    username: identifiers.username.nullable(),
    primaryEmail: identifiers.primaryEmail.nullable(),
    primaryPhone: identifiers.primaryPhone.nullable(),
    name: fields.name.nullable(),
    avatar: fields.avatar.nullable(),
    customData: fields.customData,
    profile: fields.profile,
  })
  .partial();

const text = z.string().min(1).max(256);
/** Said several times: one of the values, where whole ones are looked for. */
const term = z.union([text, z.array(text).max(100)]).optional();
const mode = z.enum(SEARCH_MODES).optional();

const listQuery = pagingSchema.extend({
  /** In id, address, number, username or name. `%` at an end stands for anything there. */
  search: z.union([text, z.array(text).max(10)]).optional(),
  'search.id': term,
  'search.primaryEmail': term,
  'search.primaryPhone': term,
  'search.username': term,
  'search.name': term,
  /** How a term is looked for: `like` (a part, unless told) or `exact`; on PostgreSQL also `similar_to` and `posix`. */
  mode,
  'mode.id': mode,
  'mode.primaryEmail': mode,
  'mode.primaryPhone': mode,
  'mode.username': mode,
  'mode.name': mode,
  /** Whether all terms must be found, or at least one. */
  joint: z.enum(['and', 'or']).optional(),
  /** Another name of `joint`. */
  jointMode: z.enum(['and', 'or']).optional(),
  isCaseSensitive: flag,
  excludeRoleId: idSchema.optional(),
  excludeOrganizationId: idSchema.optional(),
  includeSsoIdentities: flag,
});
type ListQuery = z.infer<typeof listQuery>;

const refuseQuery = (reason: string) => refuseRequest('guard.invalid_input', { type: 'query', reason });

/** A column that is not searched by is refused: to ignore the condition would list everybody. */
const refuseUnknownTerms = (names: Iterable<string>): void => {
  for (const name of names) {
    const asked = /^(?:search_params\[)?((?:search|mode)\.[^\]]*)\]?$/.exec(name)?.[1];
    if (asked !== undefined && !(asked in listQuery.shape)) {
      throw refuseQuery(`${asked}: users cannot be searched like this`);
    }
  }
};

const readFilters = (query: ListQuery): UserFilter[] => {
  const general: SearchMode = query.mode ?? 'like';
  const everywhere = query.search === undefined ? [] : [query.search].flat();
  return [
    ...everywhere.map((value) => ({ columns: SEARCHABLE, value, mode: general })),
    ...SEARCHABLE.flatMap((column) => {
      const [value, ...others] = [query[`search.${column}`] ?? []].flat();
      if (value === undefined) return [];
      const mode = query[`mode.${column}`] ?? general;
      if (others.length > 0 && mode !== 'exact') {
        throw refuseQuery(`search.${column}: only the mode exact takes several values`);
      }
      return [{ columns: [column], value, others, mode }];
    }),
  ];
};

/** Whether all terms must be found. The wire contract has two names for it, which must not disagree. */
const areAllAsked = ({ joint, jointMode }: ListQuery): boolean => {
  if (joint && jointMode && joint !== jointMode) throw refuseQuery('joint and jointMode disagree');
  return (joint ?? jointMode) === 'and';
};

/** One user; its hash only to who may see secrets, and not without a trace. */
const showUser = async (
  context: Context,
  userId: string,
  include: { includeSsoIdentities?: boolean | undefined; includePasswordHash?: boolean | undefined },
): Promise<UserWire> => {
  const { platform, tenant, actor } = context;
  const db = platform.db.queries;
  if (include.includePasswordHash) requireManagementScope(actor, tenant, 'secrets:read');
  const user = await getUser(db, tenant.id, userId);
  if (include.includePasswordHash) {
    const payload = { userId, algorithm: user.passwordAlgorithm ?? 'Argon2id' };
    await record(db, context, { key: 'User.Password.Reveal', userId, payload });
  }
  return presentUser(db, user, {
    ssoIdentities: include.includeSsoIdentities,
    passwordHash: include.includePasswordHash,
  });
};

export const usersRoutes = [
  route(
    'GET /api/users',
    {
      summary: 'List users, newest first; totals of searches are counted up to 2,000',
      scope: 'management',
      query: listQuery,
      response: z.array(userWireSchema),
    },
    async ({ context: { platform, tenant }, query, incoming, reply }) => {
      refuseUnknownTerms(incoming.query.keys());
      const { rows, total, isCapped } = await listUsers(platform.db, tenant.id, {
        filters: readFilters(query),
        all: areAllAsked(query),
        isCaseSensitive: query.isCaseSensitive,
        excludeRoleId: query.excludeRoleId,
        excludeOrganizationId: query.excludeOrganizationId,
        ...pageOf(query),
      });
      reply.paged(total);
      if (isCapped) reply.headers.push(['Total-Number-Is-Capped', 'true']);
      return presentUsers(platform.db.queries, tenant.id, rows, {
        ssoIdentities: query.includeSsoIdentities,
      });
    },
  ),
  route(
    'POST /api/users',
    {
      summary: 'Create a user; address and number count as verified',
      scope: 'management',
      body: createBody,
      response: userWireSchema,
      errors: [422, 429],
    },
    async ({ context, body }) => presentUser(context.platform.db.queries, await createUser(context, body)),
  ),
  route(
    'GET /api/users/:userId',
    {
      summary: 'Get a user; `includePasswordHash` needs `secrets:read`',
      scope: 'management',
      params,
      query: z.object({ includeSsoIdentities: flag, includePasswordHash: flag }),
      response: userWireSchema,
      errors: [404],
    },
    ({ context, params: { userId }, query }) => showUser(context, userId, query),
  ),
  route(
    'PATCH /api/users/:userId',
    {
      summary: 'Change a user; a new address or number counts as verified',
      scope: 'management',
      params,
      body: changeBody,
      response: userWireSchema,
      errors: [404, 422],
    },
    async ({ context, params: { userId }, body }) =>
      presentUser(context.platform.db.queries, await changeUser(context, userId, body)),
  ),
  route(
    'DELETE /api/users/:userId',
    { summary: 'Delete a user, ending all access at once', scope: 'management', params, errors: [404, 422] },
    ({ context, params: { userId } }) => deleteUser(context, userId),
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
      presentUser(context.platform.db.queries, await suspendUser(context, userId, body.isSuspended)),
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
  ...passwordRoutes,
  ...logtoConfigRoutes,
  ...socialIdentitiesRoutes,
  ...factorsRoutes,
  ...personalAccessTokensRoutes,
  ...oneTimeTokensRoutes,
  ...sentinelRoutes,
  ...messageLimitsRoutes,
  ...userSessionsRoutes,
  ...mySessionsRoutes,
];
