export { removeAuditRowsBefore } from './audit.store.ts';
export { type AuditEvent, flushRefusals, record, recordRefusal } from './audit.ts';
export { differences } from './differences.ts';
export { type EventKey, HOOK_EVENTS, type HookEvent } from './events.ts';
export { forgetFollowers, type HookOccasion, MAX_NAMED } from './followers.ts';
export { RAISED_BY } from './hook-events.ts';
export { type Log, logSchema, logsRoutes, logWindow, presentLog } from './logs.routes.ts';
export { listAuditRows } from './logs.store.ts';
export { auditRetentionDays, auditRetentionRoutes } from './retention.ts';
