/** Gives authorization codes: a grant, and a code that is good once, for 60 seconds, for one client and address. */

import { type Application, documentFacts, mayUse } from '../applications/index.ts';
import { record } from '../audit/index.ts';
import type { Transaction } from '../db/index.ts';
import { DAY, SECOND } from '../lib/clock.ts';
import { createId } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { holdSession, noteApplication, type Session } from '../sessions/index.ts';
import { contextOf } from './authentication.ts';
import type { AuthorizationRequest } from './checks/check.ts';
import { insertAuthorizationCode } from './codes.store.ts';
import { listSharedOrganizations } from './consent/consent.store.ts';
import { endOldestDevices } from './device-limit.ts';
import { refuse } from './errors.ts';
import { insertGrant } from './grants.store.ts';
import { words } from './parameters.ts';
import type { ClaimsRequest } from './tokens/claims-request.ts';
import { createBearer } from './tokens/tokens.ts';

const CODE_LIFE = 60 * SECOND;
/** No grant outlives a year, whatever is refreshed under it. */
const GRANT_LIFE = 365 * DAY;
const ONLINE_GRANT_LIFE = 14 * DAY;

/**
 * Whether a refresh token will be given: `offline_access` was asked for with `prompt=consent` (OpenID Connect Core
 * §11), or the application is set to get one always.
 */
const givesRefreshToken = (application: Application, request: AuthorizationRequest): boolean =>
  application.customClientMetadata.alwaysIssueRefreshToken === true ||
  (words(request.scope).includes('offline_access') && request.prompt.includes('consent'));

/** A client that a document describes, as its user saw it when they let it in. */
const frozen = ({ cimdClientId, name, oidcClientMetadata }: Application) =>
  cimdClientId === null
    ? null
    : { clientId: cimdClientId, name, logoUri: oidcClientMetadata.logoUri ?? null };

export type Opening = {
  application: Application;
  session: Session;
  scope: string;
  resources: string[];
  /** Whether a refresh token will be given under it. */
  offline: boolean;
  /** Authentication contexts that were asked for, the most wanted first. */
  contexts?: readonly string[];
  claimsRequest?: ClaimsRequest | null;
  /** What the user shared when they were asked for this grant; undefined where they were not asked. */
  sharedOrganizationIds?: readonly string[] | undefined;
};

/** The organization that a grant to a client by document is for: the one just chosen, or the only one ever shared. */
const organizationOf = async (
  tx: Transaction,
  { tenant }: Context,
  { application, session, sharedOrganizationIds }: Opening,
): Promise<string | null> => {
  if (application.cimdClientId === null) return null;
  const consenting = { tenantId: tenant.id, userId: session.userId, applicationId: application.id };
  const known = sharedOrganizationIds ?? [...(await listSharedOrganizations(tx, consenting))];
  return known.length === 1 ? (known[0] ?? null) : null;
};

/**
 * Opens a user's grant to an application and notes that the session takes part in it. Answers its id; undefined when
 * the session has ended since it was read. Refuses with `access_denied` whom the application's access control leaves
 * out. Where the application limits devices, the oldest ones go. Part of the caller's transaction.
 */
export const openGrant = async (
  tx: Transaction,
  context: Context,
  opening: Opening,
): Promise<string | undefined> => {
  const { application, session, scope, resources, offline, contexts = [], claimsRequest = null } = opening;
  const { platform, tenant } = context;
  const now = platform.clock.now();
  if (!(await holdSession(tx, tenant.id, session.id, now))) return undefined;
  if (!(await mayUse(tx, application, session.userId))) {
    throw refuse('access_denied', 'The user may not use this application.');
  }
  const id = createId();
  await insertGrant(tx, {
    tenantId: tenant.id,
    id,
    applicationId: application.id,
    userId: session.userId,
    sessionId: session.id,
    sid: session.sid ?? session.id,
    scope,
    resources,
    authenticatedAt: session.authenticatedAt,
    methods: session.methods,
    acr: contextOf(session.methods, contexts),
    claimsRequest,
    cimdClient: frozen(application),
    organizationId: await organizationOf(tx, context, opening),
    createdAt: now,
    expiresAt: now + (offline ? GRANT_LIFE : ONLINE_GRANT_LIFE),
  });
  await noteApplication(tx, context, session.id, application.id);
  await endOldestDevices(tx, context, application, session);
  return id;
};

/**
 * Makes grant and code and answers the code; undefined when the session has ended since it
 * was read. Part of the caller's transaction.
 */
export const issueCode = async (
  tx: Transaction,
  context: Context,
  {
    application,
    request,
    session,
    sharedOrganizationIds,
  }: Pick<Opening, 'application' | 'session' | 'sharedOrganizationIds'> & { request: AuthorizationRequest },
): Promise<string | undefined> => {
  const { platform, tenant } = context;
  const now = platform.clock.now();
  const { scope, resources } = request;
  const offline = givesRefreshToken(application, request);
  const grantId = await openGrant(tx, context, {
    application,
    session,
    scope,
    resources,
    offline,
    contexts: request.contexts,
    claimsRequest: request.claims,
    sharedOrganizationIds,
  });
  if (grantId === undefined) return undefined;
  const code = createBearer();
  await insertAuthorizationCode(tx, {
    tenantId: tenant.id,
    codeHash: code.hash,
    grantId,
    applicationId: application.id,
    userId: session.userId,
    scope,
    redirectUri: request.redirectUri,
    codeChallenge: request.codeChallenge,
    nonce: request.nonce,
    dpopJkt: request.dpopJkt,
    offline,
    createdAt: now,
    expiresAt: now + CODE_LIFE,
  });
  await record(tx, context, {
    key: 'Authorize.Success',
    userId: session.userId,
    applicationId: application.id,
    payload: { scope, resources, sessionId: session.id, grantId, ...documentFacts(application) },
  });
  return code.value;
};
