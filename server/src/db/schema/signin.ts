/** The sign-in experience, browser sessions, interactions, codes and the development inbox. */
import type { Generated } from 'kysely';
import type { Json, JsonObject, Optional } from './column.ts';

/** One row per tenant; each JSON column is one part of the wire contract's sign-in experience. */
export type SignInExperiencesTable = {
  tenantId: string;
  color: Json<JsonObject>;
  branding: Json<JsonObject>;
  languageInfo: Json<JsonObject>;
  signIn: Json<JsonObject>;
  signUp: Json<JsonObject>;
  signInMode: 'SignIn' | 'Register' | 'SignInAndRegister';
  passwordPolicy: Json<JsonObject>;
  singleSignOnEnabled: boolean;
  termsOfUseUrl: Optional<string>;
  privacyPolicyUrl: Optional<string>;
  /** Whether case tells usernames apart. */
  usernamesCaseSensitive: Generated<boolean>;
  /** Every further part that was set. */
  more: Generated<JsonObject>;
  updatedAt: number;
};

export type SessionsTable = {
  tenantId: string;
  /** SHA-256 of the cookie's value. */
  tokenHash: string;
  /** Public id, for lists and revocation. */
  id: string;
  /** What ID and logout tokens call it: stays when the same user signs in again. */
  sid: Optional<string>;
  userId: string;
  authenticatedAt: number;
  /** How the user proved who they are: `password`, `sso:<connectorId>` … */
  methods: Json<string[]>;
  createdAt: number;
  lastSeenAt: number;
  expiresAt: number;
  ip: Optional<string>;
  userAgent: Optional<string>;
  /** How the user proved who they are, and from where, as it may be shown. */
  lastSubmission: Optional<JsonObject>;
};

export type SessionApplicationsTable = {
  tenantId: string;
  sessionId: string;
  applicationId: string;
  /** Under which the application knows the tenant; null for the tenant's own. */
  issuer: Optional<string>;
  createdAt: number;
};

/** A sign-in under way in one browser. */
export type InteractionsTable = {
  tenantId: string;
  /** SHA-256 of the interaction cookie's value. */
  tokenHash: string;
  id: string;
  /** Path on our own origin where the protocol that asked goes on. */
  returnTo: string;
  /** What that protocol asked for, in its own words; sign-in does not read it. */
  request: Json<JsonObject>;
  /** Hints for the pages (screen, login hint, identifiers, locale …). */
  hints: Json<JsonObject>;
  event: Optional<'SignIn' | 'Register'>;
  /** Verification records, profile being filled in, upstream memory. */
  state: Json<JsonObject>;
  /** Optimistic lock: every change adds one. */
  version: number;
  userId: Optional<string>;
  /** Set when sign-in is done and the protocol may go on. */
  completedAt: Optional<number>;
  consumedAt: Optional<number>;
  createdAt: number;
  expiresAt: number;
};

export type VerificationCodesTable = {
  tenantId: string;
  id: string;
  interactionId: string;
  purpose: string;
  identifier: string;
  codeHash: string;
  attempts: number;
  createdAt: number;
  expiresAt: number;
  consumedAt: Optional<number>;
};

export type InboxMessagesTable = {
  tenantId: string;
  id: string;
  channel: Generated<'email' | 'sms'>;
  recipient: string;
  kind: string;
  subject: string;
  body: string;
  code: Optional<string>;
  createdAt: number;
};

export type SigninTables = {
  signInExperiences: SignInExperiencesTable;
  sessions: SessionsTable;
  sessionApplications: SessionApplicationsTable;
  interactions: InteractionsTable;
  verificationCodes: VerificationCodesTable;
  inboxMessages: InboxMessagesTable;
};
