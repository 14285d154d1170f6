/** The audit trail. */
import type { Json, JsonObject, Optional } from './column.ts';

export type AuditLogsTable = {
  tenantId: string;
  id: string;
  key: string;
  result: 'Success' | 'Error';
  payload: Json<JsonObject>;
  userId: Optional<string>;
  applicationId: Optional<string>;
  /** The webhook whose delivery this is. */
  hookId: Optional<string>;
  createdAt: number;
};

/** Up to when a tenant's rows have been removed; what is younger cannot be deleted (a trigger refuses). */
export type AuditRetentionTable = { tenantId: string; removedBefore: number };

/** Where a tenant's trail is streamed to. */
export type AuditSinksTable = {
  tenantId: string;
  config: Json<JsonObject>;
  sealedHeaders: Optional<string>;
  /** Failures since the last success. */
  attempts: number;
  /** When it is looked at again; taking it moves this on by the lease. */
  nextAttemptAt: number;
  lastError: Optional<string>;
  lastSentAt: Optional<number>;
};

/** Rows that the sink has not taken yet. */
export type AuditExportsTable = { tenantId: string; id: string; createdAt: number };

export type AuditTables = {
  auditLogs: AuditLogsTable;
  auditRetention: AuditRetentionTable;
  auditSinks: AuditSinksTable;
  auditExports: AuditExportsTable;
};
