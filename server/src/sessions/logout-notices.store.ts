import type { Queries } from '../db/index.ts';

/** One session, or all of a user. */
export type EndingSessions = { sessionId: string } | { userId: string };

/** The applications that took part in sessions, with what they registered. */
export const listParticipants = (db: Queries, tenantId: string, ending: EndingSessions) => {
  const participants = db
    .selectFrom('sessions')
    .innerJoin('sessionApplications', (join) =>
      join
        .onRef('sessionApplications.tenantId', '=', 'sessions.tenantId')
        .onRef('sessionApplications.sessionId', '=', 'sessions.id'),
    )
    .innerJoin('applications', (join) =>
      join
        .onRef('applications.tenantId', '=', 'sessionApplications.tenantId')
        .onRef('applications.id', '=', 'sessionApplications.applicationId'),
    )
    .select([
      'applications.id as applicationId',
      'applications.oidcClientMetadata',
      'sessionApplications.issuer',
      'sessions.id as sessionId',
      'sessions.sid',
      'sessions.userId',
    ])
    .where('sessions.tenantId', '=', tenantId);
  return 'userId' in ending
    ? participants.where('sessions.userId', '=', ending.userId).execute()
    : participants.where('sessions.id', '=', ending.sessionId).execute();
};
