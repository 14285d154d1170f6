/**
 * What one browser's sign-in remembers between its steps, and how it is read and changed. The cookie is the only key
 * to it; an id from a URL or body never is (fixation, other people's links).
 */
import type { JsonObject, Transaction } from '../db/index.ts';
import type { Arrival, Memory } from '../federation/index.ts';
import { comesFromOwnOrigin, type Incoming, readCookie, refuse as refuseRequest } from '../http/index.ts';
import { sha256 } from '../lib/digest.ts';
import type { Context } from '../platform.ts';
import type { Identifier, ProfileValues } from '../users/index.ts';
import { limitSteps } from './beginnings.ts';
import type { Identifier as IdentifierType, InteractionEvent } from './boot.ts';
import { refuse } from './errors.ts';
import { findOpenInteraction, type InteractionRow, updateInteraction } from './interactions.store.ts';

/** A right password. `passwordUpdatedAt` pins which one: a reset in between makes it void. */
export type PasswordRecord = {
  type: 'Password';
  id: string;
  identifier: Identifier;
  userId: string;
  passwordUpdatedAt: number | null;
};
/** A code that was sent; the code itself is a row of its own. */
export type EmailCodeRecord = {
  type: 'EmailVerificationCode';
  id: string;
  event: InteractionEvent;
  email: string;
  verified: boolean;
};
export type NewPasswordRecord = {
  type: 'NewPasswordIdentity';
  id: string;
  identifier: Identifier;
  passwordHash: string;
};
/** A departure to an identity provider and, once back, who it says has come. */
export type SsoRecord = {
  type: 'EnterpriseSso';
  id: string;
  connectorId: string;
  state: string;
  /** Taken out before the answer of the provider is looked at: it is good once. */
  memory: Memory | null;
  arrival: Arrival | null;
};
export type VerificationRecord = PasswordRecord | EmailCodeRecord | NewPasswordRecord | SsoRecord;

/** What a registration has collected. `emailVerified` says whether `email` was proved here. */
export type Profile = {
  username?: string;
  email?: string;
  emailVerified?: boolean;
  passwordHash?: string;
  /** Answers to the tenant's profile fields. */
  extra?: ProfileValues;
};

/** Where the terms are to be read. */
export type Terms = { termsOfUseUrl: string | null; privacyPolicyUrl: string | null };

export type InteractionState = {
  records: VerificationRecord[];
  profile: Profile;
  /** The record that identified the user or, in a registration, the outside identity that registers. */
  identifiedBy: string | null;
  /** The session that the submit started, for the protocol that asked. */
  sessionId: string | null;
  /** What the user said on the consent page, for this request alone. */
  consent?: 'approved' | 'denied';
  /** The organizations they shared there. */
  sharedOrganizationIds?: readonly string[];
  /** The documents that were agreed to. */
  agreement?: Terms;
};

export type Hints = {
  firstScreen?: string;
  loginHint?: string;
  identifiers?: IdentifierType[];
  directSignIn?: string;
  uiLocales?: string;
  applicationId?: string;
  /** Whose look the pages take. */
  organizationId?: string;
  requireLogin?: boolean;
};

export type Interaction = {
  readonly row: InteractionRow;
  readonly id: string;
  readonly event: InteractionEvent | null;
  readonly state: InteractionState;
  readonly hints: Hints;
};

export const EMPTY_STATE: InteractionState = {
  records: [],
  profile: {},
  identifiedBy: null,
  sessionId: null,
};

/** An interaction's row as the rules read it. */
export const toInteraction = (row: InteractionRow): Interaction => ({
  row,
  id: row.id,
  event: row.event,
  state: row.state as InteractionState,
  hints: row.hints as Hints,
});

/** The sign-in under way in the request's browser; undefined when there is none, or it is done or over. */
export const currentInteraction = async (
  context: Context,
  incoming: Incoming,
): Promise<Interaction | undefined> => {
  const { platform, tenant } = context;
  const token = readCookie(incoming, tenant, 'interaction');
  if (token === undefined) return undefined;
  const row = await findOpenInteraction(platform.db.queries, tenant.id, sha256(token), platform.clock.now());
  return row && row.completedAt === null ? toInteraction(row) : undefined;
};

/**
 * As `currentInteraction`, for a step of it. Throws `session.not_found`, `request.cross_site` for another site's request,
 * and `request.too_many` where an address takes too many.
 */
export const getInteraction = async (context: Context, incoming: Incoming): Promise<Interaction> => {
  if (!comesFromOwnOrigin(context.tenant, incoming)) throw refuseRequest('request.cross_site');
  limitSteps(context);
  const interaction = await currentInteraction(context, incoming);
  if (!interaction) throw refuse('session.not_found');
  return interaction;
};

/** The interaction's event. Throws `session.interaction_not_found` before one was chosen. */
export const eventOf = (interaction: Interaction): InteractionEvent => {
  if (interaction.event === null) throw refuse('session.interaction_not_found');
  return interaction.event;
};

/** A verification of this interaction by id. One of another interaction, or of another kind, is not found. */
export const recordOf = <T extends VerificationRecord['type']>(
  interaction: Interaction,
  id: string,
  type: T,
): Extract<VerificationRecord, { type: T }> => {
  const found = interaction.state.records.find((record) => record.id === id && record.type === type);
  if (!found) throw refuse('session.verification_session_not_found');
  return found as Extract<VerificationRecord, { type: T }>;
};

/** Verifications kept per interaction; the oldest go first. */
const MAX_RECORDS = 10;

/** The state with a verification added, or replaced where the id is known. */
export const withRecord = (state: InteractionState, record: VerificationRecord): InteractionState => ({
  ...state,
  records: [...state.records.filter((known) => known.id !== record.id), record].slice(-MAX_RECORDS),
});

export type InteractionChange = {
  event?: InteractionEvent;
  state?: InteractionState;
  userId?: string | null;
  completedAt?: number;
};

/** Stores a change and answers what is stored now. Throws `session.changed` when a parallel request got in first. */
export const saveInteraction = async (
  tx: Transaction,
  interaction: Interaction,
  change: InteractionChange,
): Promise<Interaction> => {
  const { state, ...rest } = change;
  const patch = { ...rest, ...(state ? { state: state as unknown as JsonObject } : {}) };
  if (!(await updateInteraction(tx, interaction.row, patch))) throw refuse('session.changed');
  return toInteraction({ ...interaction.row, ...patch, version: interaction.row.version + 1 });
};
