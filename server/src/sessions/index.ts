export type { LogoutNotice } from './logout-notices.ts';
export { sessionSettingsRoutes } from './session-settings.routes.ts';
export {
  findSessionById,
  type GrantsTarget,
  holdSession,
  revokeGrantsOfSession,
  type Session,
  type SessionUse,
  sessionApplications,
} from './sessions.store.ts';
export {
  endSession,
  findSession,
  listSessionUses,
  listUserSessions,
  noteApplication,
  revokeSessionOfUser,
  revokeUserAccess,
  type SessionStart,
  startSession,
} from './sessions.ts';
