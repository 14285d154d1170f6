/** A user's browser sessions as the API shows them: how somebody signed in, from where, and to what. */
import { z } from 'zod';
import type { Context } from '../platform.ts';
import { listSessionUses, listUserSessions, type Session, type SessionUse } from '../sessions/index.ts';
import { refuse } from './errors.ts';

const authorizationSchema = z.object({
  /** What the ID tokens of the application call the session. */
  sid: z.string(),
  /** The newest grant of the session that still gives something. */
  grantId: z.string().optional(),
  /** Whether that grant stays when the user signs out. */
  persistsLogout: z.boolean().optional(),
  /** The application's name. */
  name: z.string(),
});

const submissionSchema = z.object({
  interactionEvent: z.enum(['SignIn', 'Register', 'ForgotPassword']),
  userId: z.string(),
  verificationRecords: z.array(z.looseObject({ id: z.string(), type: z.string() })),
  signInContext: z.record(z.string(), z.string()).optional(),
});

export const sessionWireSchema = z.object({
  payload: z.object({
    exp: z.number(),
    iat: z.number(),
    jti: z.string(),
    uid: z.string(),
    kind: z.literal('Session'),
    loginTs: z.number(),
    accountId: z.string(),
    /** By application. */
    authorizations: z.record(z.string(), authorizationSchema),
  }),
  /** How the user proved who they are; null where no sign-in page was used. */
  lastSubmission: submissionSchema.nullable(),
  /** The application that was signed in to first. */
  clientId: z.string().nullable(),
  accountId: z.string(),
  expiresAt: z.number(),
  /** How the user signed in, when the browser was last seen, and from where it signed in. */
  methods: z.array(z.string()),
  lastSeenAt: z.number(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
});
export type SessionWire = z.infer<typeof sessionWireSchema>;

const seconds = (time: number): number => Math.floor(time / 1000);

const present = (session: Session, uses: readonly SessionUse[]): SessionWire => ({
  payload: {
    exp: seconds(session.expiresAt),
    iat: seconds(session.createdAt),
    jti: session.id,
    uid: session.id,
    kind: 'Session',
    loginTs: seconds(session.authenticatedAt),
    accountId: session.userId,
    authorizations: Object.fromEntries(
      uses.map(({ applicationId, name, grant }) => [
        applicationId,
        {
          sid: session.sid ?? session.id,
          ...(grant ? { grantId: grant.id, persistsLogout: grant.isOffline } : {}),
          name,
        },
      ]),
    ),
  },
  lastSubmission: session.lastSubmission as SessionWire['lastSubmission'],
  clientId: uses[0]?.applicationId ?? null,
  accountId: session.userId,
  expiresAt: session.expiresAt,
  methods: session.methods,
  lastSeenAt: session.lastSeenAt,
  ip: session.ip,
  userAgent: session.userAgent,
});

/** A user's living sessions, newest first. */
export const presentSessions = async (context: Context, userId: string): Promise<SessionWire[]> => {
  const [sessions, uses] = await Promise.all([
    listUserSessions(context, userId),
    listSessionUses(context, userId),
  ]);
  return sessions.map((session) =>
    present(
      session,
      uses.filter(({ sessionId }) => sessionId === session.id),
    ),
  );
};

/** One of a user's living sessions. Throws `session.not_exist`, also for somebody else's. */
export const presentSession = async (
  context: Context,
  userId: string,
  sessionId: string,
): Promise<SessionWire> => {
  const found = (await presentSessions(context, userId)).find(({ payload }) => payload.jti === sessionId);
  if (!found) throw refuse('session.not_exist');
  return found;
};
