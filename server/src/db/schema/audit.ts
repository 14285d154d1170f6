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
  createdAt: number;
};

export type AuditTables = {
  auditLogs: AuditLogsTable;
};
