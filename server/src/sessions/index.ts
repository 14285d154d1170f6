export type { LogoutNotice } from './logout-notices.ts';
export { sessionSettingsRoutes } from './session-settings.routes.ts';
export {
  findSessionById,
  type GrantsTarget,
  holdSession,
  revokeGrantsOfSession,
  type Session,
  sessionApplications,
} from './sessions.store.ts';
export {
  endSession,
  findSession,
  listUserSessions,
  noteApplication,
  revokeSession,
  revokeUserAccess,
  type SessionStart,
  startSession,
} from './sessions.ts';
