/** A user's browser sessions for administrators. */
import { z } from 'zod';
import { record } from '../audit/index.ts';
import { idSchema, route } from '../http/index.ts';
import type { Context } from '../platform.ts';
import {
  listUserSessions,
  revokeGrantsOfSession,
  revokeSession,
  type Session,
  sessionApplications,
} from '../sessions/index.ts';
import { refuse } from './errors.ts';
import { getUser } from './users.store.ts';

const sessionWireSchema = z.object({
  payload: z.object({
    exp: z.number(),
    iat: z.number(),
    jti: z.string(),
    uid: z.string(),
    kind: z.literal('Session'),
    loginTs: z.number(),
    accountId: z.string(),
    authorizations: z.record(z.string(), z.object({ sid: z.string() })),
  }),
  lastSubmission: z.null(),
  clientId: z.string().nullable(),
  accountId: z.string(),
  expiresAt: z.number(),
  /** How the user signed in, when the browser was last seen, and from where it signed in. */
  methods: z.array(z.string()),
  lastSeenAt: z.number(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
});

const toWire = async (context: Context, session: Session): Promise<z.infer<typeof sessionWireSchema>> => {
  const applications = await sessionApplications(context.platform.db.queries, context.tenant.id, session.id);
  return {
    payload: {
      exp: Math.floor(session.expiresAt / 1000),
      iat: Math.floor(session.createdAt / 1000),
      jti: session.id,
      uid: session.id,
      kind: 'Session',
      loginTs: Math.floor(session.authenticatedAt / 1000),
      accountId: session.userId,
      authorizations: Object.fromEntries(applications.map((id) => [id, { sid: session.id }])),
    },
    lastSubmission: null,
    clientId: applications[0] ?? null,
    accountId: session.userId,
    expiresAt: session.expiresAt,
    methods: session.methods,
    lastSeenAt: session.lastSeenAt,
    ip: session.ip,
    userAgent: session.userAgent,
  };
};

const findOwn = async (context: Context, userId: string, sessionId: string): Promise<Session> => {
  await getUser(context.platform.db.queries, context.tenant.id, userId);
  const session = (await listUserSessions(context, userId)).find((one) => one.id === sessionId);
  if (!session) throw refuse('session.not_exist');
  return session;
};

const userParams = z.object({ userId: idSchema });
const sessionParams = z.object({ userId: idSchema, sessionId: idSchema });

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
    async ({ context, params }) => {
      await getUser(context.platform.db.queries, context.tenant.id, params.userId);
      const sessions = await listUserSessions(context, params.userId);
      return { sessions: await Promise.all(sessions.map((session) => toWire(context, session))) };
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
    async ({ context, params }) => toWire(context, await findOwn(context, params.userId, params.sessionId)),
  ),
  route(
    'DELETE /api/users/:userId/sessions/:sessionId',
    {
      summary: 'End a browser session, and with `revokeGrantsTarget=all` what was granted in it',
      scope: 'management',
      params: sessionParams,
      query: z.object({ revokeGrantsTarget: z.enum(['all', 'firstParty']).optional() }),
      errors: [404],
    },
    async ({ context, params, query }) => {
      const { platform, tenant } = context;
      const session = await findOwn(context, params.userId, params.sessionId);
      await platform.db.transaction(async (tx) => {
        await revokeSession(tx, context, session.id);
        if (query.revokeGrantsTarget) {
          await revokeGrantsOfSession(
            tx,
            tenant.id,
            session.id,
            platform.clock.now(),
            query.revokeGrantsTarget,
          );
        }
        await record(tx, context, {
          key: 'Session.Revoke',
          userId: params.userId,
          payload: { sessionId: session.id, grants: query.revokeGrantsTarget ?? 'none' },
        });
      });
    },
  ),
];
