/** A user's browser sessions: for administrators, and for the user. */
import { z } from 'zod';
import { record } from '../audit/index.ts';
import { accountOf, idSchema, route } from '../http/index.ts';
import type { Context } from '../platform.ts';
import { type GrantsTarget, revokeGrantsOfSession, revokeSessionOfUser } from '../sessions/index.ts';
import { refuse } from './errors.ts';
import { presentSession, presentSessions, sessionWireSchema } from './session-wire.ts';
import { getUser } from './users.store.ts';

const userParams = z.object({ userId: idSchema });
const sessionParams = z.object({ userId: idSchema, sessionId: idSchema });
/** Which grants of the session end with it; none when left out. */
const endQuery = z.object({ revokeGrantsTarget: z.enum(['all', 'firstParty']).optional() });

/** Ends a user's session and, where told, what was granted in it. Throws `session.not_exist`. */
const endOne = async (
  context: Context,
  { userId, sessionId }: z.infer<typeof sessionParams>,
  target: GrantsTarget | undefined,
): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    if (!(await revokeSessionOfUser(tx, context, userId, sessionId))) throw refuse('session.not_exist');
    if (target) await revokeGrantsOfSession(tx, tenant.id, sessionId, platform.clock.now(), target);
    await record(tx, context, {
      key: 'Session.Revoke',
      userId,
      payload: { sessionId, grants: target ?? 'none' },
    });
  });
};

export const userSessionsRoutes = [
  route(
    'GET /api/users/:userId/sessions',
    {
      summary: "List a user's browser sessions",
      scope: 'management',
      params: userParams,
      response: z.object({ sessions: z.array(sessionWireSchema) }),
      errors: [404],
    },
    async ({ context, params: { userId } }) => {
      await getUser(context.platform.db.queries, context.tenant.id, userId);
      return { sessions: await presentSessions(context, userId) };
    },
  ),
  route(
    'GET /api/users/:userId/sessions/:sessionId',
    {
      summary: "Get one of a user's browser sessions",
      scope: 'management',
      params: sessionParams,
      response: sessionWireSchema,
      errors: [404],
    },
    async ({ context, params: { userId, sessionId } }) => {
      await getUser(context.platform.db.queries, context.tenant.id, userId);
      return presentSession(context, userId, sessionId);
    },
  ),
  route(
    'DELETE /api/users/:userId/sessions/:sessionId',
    {
      summary: 'End a browser session, and with `revokeGrantsTarget` all or the first-party grants of it',
      scope: 'management',
      params: sessionParams,
      query: endQuery,
      errors: [404],
    },
    async ({ context, params, query }) => {
      await getUser(context.platform.db.queries, context.tenant.id, params.userId);
      await endOne(context, params, query.revokeGrantsTarget);
    },
  ),
];

export const mySessionsRoutes = [
  route(
    'GET /api/my-account/sessions',
    {
      summary: 'List my browser sessions',
      scope: 'account:sessions',
      response: z.object({
        /** `isCurrent` marks the one that the access token was given in. */
        sessions: z.array(sessionWireSchema.extend({ isCurrent: z.boolean() })),
      }),
    },
    async ({ context }) => {
      const { userId, sessionId } = accountOf(context);
      const sessions = await presentSessions(context, userId);
      return {
        sessions: sessions.map((session) => ({ ...session, isCurrent: session.payload.jti === sessionId })),
      };
    },
  ),
  route(
    'DELETE /api/my-account/sessions/:sessionId',
    {
      summary:
        'End one of my browser sessions, and with `revokeGrantsTarget` all or the first-party grants of it',
      scope: 'account:sessions',
      params: z.object({ sessionId: idSchema }),
      query: endQuery,
      errors: [400, 404],
    },
    ({ context, params: { sessionId }, query }) =>
      endOne(context, { userId: accountOf(context).userId, sessionId }, query.revokeGrantsTarget),
  ),
];
