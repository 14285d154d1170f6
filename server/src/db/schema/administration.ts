/** Roles and invitations of administrators, and idempotency keys. */
import type { Json, Optional } from './column.ts';

/** Roles of the operator's own making; those that every installation has are in the code. Of tenant `admin`. */
export type AdministratorRolesTable = {
  tenantId: string;
  id: string;
  name: string;
  description: Optional<string>;
  managementScopes: Json<string[]>;
  createdAt: number;
};

/** Links with which somebody becomes an administrator: hashes only. Of tenant `admin`. */
export type AdministratorInvitationsTable = {
  tenantId: string;
  id: string;
  tokenHash: string;
  name: Optional<string>;
  tenantRoles: Json<{ tenantId: string; role: string }[]>;
  createdAt: number;
  expiresAt: number;
  /** The administrator who made it; null where it was a machine or a command. */
  inviterId: Optional<string>;
};

/** What was answered to a request with an Idempotency-Key. */
export type IdempotencyKeysTable = {
  tenantId: string;
  /** Of caller, operation and key. */
  keyHash: string;
  /** MAC of the request's body. */
  fingerprint: string;
  /** `running`; `applied` once the change is committed; `answered` with the answer. */
  progress: 'running' | 'applied' | 'answered';
  sealedAnswer: Optional<string>;
  createdAt: number;
  expiresAt: number;
};

export type AdministrationTables = {
  administratorRoles: AdministratorRolesTable;
  administratorInvitations: AdministratorInvitationsTable;
  idempotencyKeys: IdempotencyKeysTable;
};
