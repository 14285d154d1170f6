/**
 * For whom a user's access token is: userinfo, one API resource, one organization, or one resource within one
 * organization; and which scopes it carries there. Read anew at every issue, so a role or membership taken away is
 * gone with the next token.
 */
import { cachedResource, userScopesOnResource } from '../../access/index.ts';
import { organizationResourceScopes, organizationScopes } from '../../organizations/index.ts';
import type { Context } from '../../platform.ts';
import type { Limits } from '../consent/consent.ts';
import { refuse } from '../errors.ts';
import { type Parameters, words } from '../parameters.ts';
import { isUserScope, ORGANIZATION_AUDIENCE, ORGANIZATIONS_RESOURCE, ORGANIZATIONS_SCOPE } from './claims.ts';
import { requireMembership } from './membership.ts';
import { DEFAULT_ACCESS_TOKEN_TTL } from './tokens.ts';

/** What a token request may draw on: the user and what the grant covers. */
export type Granted = {
  userId: string;
  /** Words of the grant's scope. */
  scopes: readonly string[];
  resources: readonly string[];
  /** How the user signed in, where the grant knows. */
  methods?: readonly string[] | undefined;
  /** What a third-party application has of the user; first-party applications have no such limits. */
  limits?: Limits | undefined;
};

export type Target =
  | { kind: 'userinfo'; scopes: string[] }
  | { kind: 'api'; audience: string; scopes: string[]; ttl: number; organizationId?: string | undefined };

/**
 * The scopes to give: what the request narrows it to, or all of the grant. Never more than the grant (RFC 6749 §6).
 */
const narrowScopes = (granted: readonly string[], asked: string | undefined): readonly string[] => {
  if (asked === undefined) return granted;
  const narrowed = words(asked);
  if (narrowed.some((scope) => !granted.includes(scope))) {
    throw refuse('invalid_scope', 'The request asks for a scope that was not granted.');
  }
  return narrowed;
};

const checkOrganization = async (
  context: Context,
  granted: Granted,
  organizationId: string,
): Promise<void> => {
  const { limits } = granted;
  if (
    !granted.scopes.includes(ORGANIZATIONS_SCOPE) ||
    limits?.permitsUserScope(ORGANIZATIONS_SCOPE) === false
  ) {
    throw refuse('insufficient_scope', `The grant does not cover the scope ${ORGANIZATIONS_SCOPE}.`);
  }
  await requireMembership(context, organizationId, { userId: granted.userId }, granted.methods);
  if (granted.limits?.sharesOrganization(organizationId) === false) {
    throw refuse('access_denied', 'The user does not share the organization with this application.');
  }
};

const organizationTarget = async (
  { platform, tenant }: Context,
  { userId, limits }: Granted,
  scopes: readonly string[],
  organizationId: string,
): Promise<Target> => {
  const held = await organizationScopes(platform.db.queries, tenant.id, organizationId, userId);
  return {
    kind: 'api',
    audience: `${ORGANIZATION_AUDIENCE}${organizationId}`,
    scopes: held.filter(
      (scope) => scopes.includes(scope) && (limits?.permitsOrganizationScope(scope) ?? true),
    ),
    ttl: DEFAULT_ACCESS_TOKEN_TTL,
  };
};

const resourceTarget = async (
  { platform, tenant }: Context,
  { userId, resources, limits }: Granted,
  scopes: readonly string[],
  indicator: string,
  organizationId: string | undefined,
): Promise<Target> => {
  const resource = await cachedResource(platform, tenant.id, indicator);
  if (!resource || !resources.includes(resource.indicator)) {
    throw refuse('invalid_target', 'The grant does not cover this resource.');
  }
  const db = platform.db.queries;
  const held =
    organizationId === undefined
      ? await userScopesOnResource(db, tenant.id, userId, resource.id)
      : await organizationResourceScopes(db, tenant.id, organizationId, userId, resource.id);
  return {
    kind: 'api',
    audience: resource.indicator,
    scopes: held.filter(
      (scope) =>
        scopes.includes(scope) &&
        (limits?.permitsResourceScope(resource.id, scope, organizationId !== undefined) ?? true),
    ),
    ttl: resource.accessTokenTtl,
    organizationId,
  };
};

/** The scopes about the user that a grant gives. */
export const userScopes = ({ scopes, limits }: Granted): string[] =>
  scopes.filter((scope) => isUserScope(scope) && (limits?.permitsUserScope(scope) ?? true));

/** Reads the target of a token request and checks that the grant covers it. One token has one audience. */
export const readTarget = async (
  context: Context,
  granted: Granted,
  parameters: Parameters,
): Promise<Target> => {
  if (parameters.resources.length > 1) throw refuse('invalid_target', 'Ask for one resource at a time.');
  const scopes = narrowScopes(granted.scopes, parameters.get('scope'));
  const organizationId = parameters.get('organization_id');
  const [resource] = parameters.resources;
  if (organizationId !== undefined) await checkOrganization(context, granted, organizationId);
  if (resource !== undefined && resource !== ORGANIZATIONS_RESOURCE) {
    return resourceTarget(context, granted, scopes, resource, organizationId);
  }
  if (organizationId !== undefined) return organizationTarget(context, granted, scopes, organizationId);
  if (resource !== undefined) throw refuse('invalid_request', 'The parameter organization_id is missing.');
  return { kind: 'userinfo', scopes: userScopes({ ...granted, scopes }) };
};
