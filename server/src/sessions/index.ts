export {
  findSessionById,
  holdSession,
  revokeGrantsOfSession,
  revokeUserAccess,
  type Session,
  sessionApplications,
} from './sessions.store.ts';
export {
  endSession,
  findSession,
  listUserSessions,
  noteApplication,
  revokeSession,
  type SessionStart,
  startSession,
} from './sessions.ts';
