/** Device codes, subject tokens and registered clients. */
import type { Generated } from 'kysely';
import type { Json, JsonObject, Optional } from './column.ts';

/** A device that waits for somebody to let it in (RFC 8628). */
export type DeviceCodesTable = {
  tenantId: string;
  codeHash: string;
  /** Keyed: the code is short enough to be guessed from a plain hash. */
  userCodeHash: string;
  applicationId: string;
  scope: string;
  resources: Json<string[]>;
  status: 'pending' | 'approved' | 'denied';
  /** Made when a user approves. */
  grantId: Optional<string>;
  /** The one confirmation page that may decide, and the browser session it was shown to. */
  confirmationHash: Optional<string>;
  confirmationSessionId: Optional<string>;
  /** How often the user code was entered; too often, and it is dead. */
  lookUps: Generated<number>;
  /** Seconds between two polls. */
  pollInterval: number;
  polledAt: Optional<number>;
  createdAt: number;
  expiresAt: number;
  consumedAt: Optional<number>;
};

/** Tokens with which an application acts for a user without that user's doing: good once. */
export type SubjectTokensTable = {
  tenantId: string;
  tokenHash: string;
  id: string;
  userId: string;
  context: Json<JsonObject>;
  createdAt: number;
  expiresAt: number;
  consumedAt: Optional<number>;
};

/** Initial access tokens: who holds one may register clients (RFC 7591 §3). */
export type RegistrationTokensTable = {
  tenantId: string;
  id: string;
  tokenHash: string;
  name: string;
  usesLeft: number;
  createdAt: number;
  expiresAt: number;
};

/** What a client that registered itself said, and the hash of the token with which it may say otherwise. */
export type RegisteredClientsTable = {
  tenantId: string;
  applicationId: string;
  tokenHash: string;
  /** Id of the initial access token that was used. */
  registrationTokenId: string;
  registration: Json<JsonObject>;
  createdAt: number;
};

export type GrantsTables = {
  deviceCodes: DeviceCodesTable;
  subjectTokens: SubjectTokensTable;
  registrationTokens: RegistrationTokensTable;
  registeredClients: RegisteredClientsTable;
};
