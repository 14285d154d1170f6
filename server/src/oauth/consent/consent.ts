/**
 * What users let third-party applications have. A request is narrowed to what the application may ask for; the user is
 * asked for what they have not allowed yet; every token carries what both still hold at that moment. First-party
 * applications are never asked about and cost no statement here.
 */
import { type Application, type ConsentScopes, cachedConsentScopes } from '../../applications/index.ts';
import type { Queries } from '../../db/index.ts';
import type { Context } from '../../platform.ts';
import type { AuthorizationRequest } from '../checks/check.ts';
import { words } from '../parameters.ts';
import { ORGANIZATIONS_RESOURCE, ORGANIZATIONS_SCOPE } from '../tokens/claims.ts';
import { findGrantOrganization, listConsents, listSharedOrganizations } from './consent.store.ts';

/** Where users are asked. */
export const CONSENT_PAGE = '/consent';

/** One thing that is asked for. `key` is what is remembered: ids, so that another permission never takes its place. */
export type Item =
  | { kind: 'user'; key: string; name: string }
  | { kind: 'organization'; key: string; name: string; description: string | null }
  | {
      kind: 'resource' | 'organization-resource';
      key: string;
      name: string;
      description: string | null;
      resourceId: string;
      resourceName: string;
    };

/** Asked of everybody and forbidden to nobody: who the user is, and access while they are away. */
const ALWAYS = ['openid', 'offline_access'];

/** What of a request needs the user's word: what it asks for and the application may ask for. PURE. */
const itemsOf = (
  allowed: ConsentScopes,
  { scope, resources }: Pick<AuthorizationRequest, 'scope' | 'resources'>,
): Item[] => {
  const asked = new Set(words(scope));
  const user = [...asked].filter((name) => ALWAYS.includes(name) || allowed.userScopes.includes(name));
  const names = user.includes('openid') ? user : ['openid', ...user];
  const withOrganizations = user.includes(ORGANIZATIONS_SCOPE);
  const ofResource = (kind: 'resource' | 'organization-resource', scopes: ConsentScopes['resourceScopes']) =>
    scopes
      .filter(({ indicator, name }) => resources.includes(indicator) && asked.has(name))
      .map(({ id, indicator: _, ...rest }) => ({ kind, key: `${kind}:${id}`, ...rest }));
  return [
    ...names.map((name) => ({ kind: 'user' as const, key: `user:${name}`, name })),
    ...ofResource('resource', allowed.resourceScopes),
    ...(withOrganizations
      ? [
          ...allowed.organizationScopes
            .filter(({ name }) => resources.includes(ORGANIZATIONS_RESOURCE) && asked.has(name))
            .map(({ id, name, description }) => ({
              kind: 'organization' as const,
              key: `organization:${id}`,
              name,
              description,
            })),
          ...ofResource('organization-resource', allowed.organizationResourceScopes),
        ]
      : []),
  ];
};

/** The items of a request to a third-party application. */
export const askedItems = async (
  { platform, tenant }: Context,
  request: Pick<AuthorizationRequest, 'clientId' | 'scope' | 'resources'>,
): Promise<Item[]> => itemsOf(await cachedConsentScopes(platform, tenant.id, request.clientId), request);

/** The scope of a request without what the application may not ask for. */
export const narrowedScope = (scope: string, items: readonly Item[]): string => {
  const names = new Set(items.map(({ name }) => name));
  return words(scope)
    .filter((word) => names.has(word))
    .join(' ');
};

/** Whether the user has to be asked. `approved`: they have just been, for this very request. */
export const needsConsent = async (
  db: Queries,
  context: Context,
  asking: {
    application: Application;
    request: Pick<AuthorizationRequest, 'clientId' | 'scope' | 'resources' | 'prompt'>;
    userId: string;
    approved?: boolean;
  },
): Promise<boolean> => {
  const { application, request, userId } = asking;
  if (!application.isThirdParty || asking.approved) return false;
  if (request.prompt.includes('consent')) return true;
  const items = await askedItems(context, request);
  const known = await listConsents(db, {
    tenantId: context.tenant.id,
    userId,
    applicationId: application.id,
  });
  if (items.some(({ key }) => !known.has(key))) return true;
  // A client by document that was let into several organizations works for one of them with each grant: which one?
  if (application.cimdClientId === null || !known.has(`user:${ORGANIZATIONS_SCOPE}`)) return false;
  if (!items.some(({ key }) => key === `user:${ORGANIZATIONS_SCOPE}`)) return false;
  const consenting = { tenantId: context.tenant.id, userId, applicationId: application.id };
  return (await listSharedOrganizations(db, consenting)).size > 1;
};

/** What a third-party application has of a user right now: what it may ask for and the user allowed. */
export type Limits = {
  permitsUserScope: (name: string) => boolean;
  permitsOrganizationScope: (name: string) => boolean;
  permitsResourceScope: (resourceId: string, name: string, withinOrganization: boolean) => boolean;
  sharesOrganization: (organizationId: string) => boolean;
};

/**
 * Reads the limits; undefined, without a statement, for first-party applications, which have none. `grantId` says under
 * which grant: one to a client by document is for one organization at most.
 */
export const limitsOf = async (
  context: Context,
  application: Pick<Application, 'id' | 'isThirdParty' | 'cimdClientId'>,
  userId: string,
  grantId: string | undefined,
): Promise<Limits | undefined> => {
  if (!application.isThirdParty) return undefined;
  const { platform, tenant } = context;
  const db = platform.db.queries;
  const consenting = { tenantId: tenant.id, userId, applicationId: application.id };
  const allowed = await cachedConsentScopes(platform, tenant.id, application.id);
  const consents = await listConsents(db, consenting);
  const shared = await listSharedOrganizations(db, consenting);
  const only =
    application.cimdClientId === null || grantId === undefined
      ? undefined
      : await findGrantOrganization(db, tenant.id, grantId);
  const given = (kind: Item['kind'], scopes: readonly { id: string; name: string; resourceId?: string }[]) =>
    new Set(
      scopes
        .filter(({ id }) => consents.has(`${kind}:${id}`))
        .map(({ name, resourceId }) => (resourceId === undefined ? name : `${resourceId} ${name}`)),
    );
  const ofOrganizations = given('organization', allowed.organizationScopes);
  const ofResources = given('resource', allowed.resourceScopes);
  const within = given('organization-resource', allowed.organizationResourceScopes);
  return {
    permitsUserScope: (name) =>
      (ALWAYS.includes(name) || allowed.userScopes.includes(name)) && consents.has(`user:${name}`),
    permitsOrganizationScope: (name) => ofOrganizations.has(name),
    permitsResourceScope: (resourceId, name, withinOrganization) =>
      (withinOrganization ? within : ofResources).has(`${resourceId} ${name}`),
    sharesOrganization: (organizationId) =>
      shared.has(organizationId) && (only === undefined || only === organizationId),
  };
};
