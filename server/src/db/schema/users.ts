/** Users, and the counters of their failed attempts. */
import type { Json, JsonObject, Optional } from './column.ts';

export type UsersTable = {
  tenantId: string;
  id: string;
  username: Optional<string>;
  /** Look-up form of the username (lower case, NFKC-checked); unique in the tenant. */
  usernameKey: Optional<string>;
  primaryEmail: Optional<string>;
  /** Look-up form of the address; set only while the address is verified, unique in the tenant. */
  emailKey: Optional<string>;
  emailVerified: boolean;
  primaryPhone: Optional<string>;
  name: Optional<string>;
  avatar: Optional<string>;
  profile: Json<JsonObject>;
  customData: Json<JsonObject>;
  passwordHash: Optional<string>;
  passwordUpdatedAt: Optional<number>;
  isSuspended: boolean;
  applicationId: Optional<string>;
  lastSignInAt: Optional<number>;
  createdAt: number;
  updatedAt: number;
};

/** Counters of failed attempts and rates, shared by all nodes. `bucket` names the limit, `key` whom it counts. */
export type ThrottlesTable = {
  tenantId: string;
  bucket: string;
  key: string;
  count: number;
  windowStartedAt: number;
  blockedUntil: number;
};

export type UsersTables = {
  users: UsersTable;
  throttles: ThrottlesTable;
};
