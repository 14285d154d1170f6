export { removeAuditRowsBefore } from './audit.store.ts';
export { type AuditEvent, flushRefusals, record, recordRefusal } from './audit.ts';
export { differences } from './differences.ts';
export type { EventKey } from './events.ts';
export { auditRetentionDays, auditRetentionRoutes } from './retention.ts';
