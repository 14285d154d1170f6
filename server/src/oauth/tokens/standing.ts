/**
 * What is left of a signed token: whether its grant, client, user and membership are still there, and which of its scopes
 * would be given again: held, and of a third-party application still allowed and agreed to. A program that introspects
 * learns at once of what was taken away (M-14).
 */
import {
  applicationScopesOnResource,
  findResourceByIndicator,
  userScopesOnResource,
} from '../../access/index.ts';
import { type CachedApplication, cachedApplication, mayUse } from '../../applications/index.ts';
import { type Member, membershipOf, scopesInOrganization } from '../../organizations/index.ts';
import type { Context } from '../../platform.ts';
import { findUser } from '../../users/index.ts';
import { type Limits, limitsOf } from '../consent/consent.ts';
import { findStandingGrant } from '../grants.store.ts';
import { words } from '../parameters.ts';
import { ORGANIZATION_AUDIENCE, ORGANIZATIONS_SCOPE } from './claims.ts';
import { grantIdOf } from './tokens.ts';

type Claims = Readonly<Record<string, unknown>>;

/** Whom a token is about, and what its client has of them; undefined where it is nothing. */
type Holder = { member: Member; limits?: Limits | undefined };

const holderOf = async (
  context: Context,
  client: CachedApplication,
  claims: Claims,
): Promise<Holder | undefined> => {
  const { queries } = context.platform.db;
  if (claims.sub === claims.client_id) return { member: { applicationId: String(claims.sub) } };
  const user = await findUser(queries, context.tenant.id, String(claims.sub));
  if (!user || user.isSuspended || !(await mayUse(queries, client, user.id))) return undefined;
  const limits = await limitsOf(context, client, user.id, grantIdOf(claims.jti));
  return { member: { userId: user.id }, limits };
};

const sharesOrganization = ({ limits }: Holder, organizationId: string): boolean =>
  limits === undefined ||
  (limits.permitsUserScope(ORGANIZATIONS_SCOPE) && limits.sharesOrganization(organizationId));

const scopesOn = async (
  { platform, tenant }: Context,
  { member, limits }: Holder,
  indicator: string,
  organizationId: string | undefined,
): Promise<string[]> => {
  const db = platform.db.queries;
  const resource = await findResourceByIndicator(db, tenant.id, indicator);
  if (!resource) return [];
  const within = organizationId !== undefined;
  const alone = () =>
    'userId' in member
      ? userScopesOnResource(db, tenant.id, member.userId, resource.id)
      : applicationScopesOnResource(db, tenant.id, member.applicationId, resource.id);
  const held = within
    ? await scopesInOrganization(db, tenant.id, organizationId, member, resource.id)
    : await alone();
  return held.filter((scope) => limits?.permitsResourceScope(resource.id, scope, within) ?? true);
};

const scopesOf = async (
  { platform, tenant }: Context,
  { member, limits }: Holder,
  organizationId: string,
): Promise<string[]> =>
  (await scopesInOrganization(platform.db.queries, tenant.id, organizationId, member)).filter(
    (scope) => limits?.permitsOrganizationScope(scope) ?? true,
  );

/** The scope of a token as it stands now; undefined when the token is worth nothing any more. */
export const standingScope = async (context: Context, claims: Claims): Promise<string | undefined> => {
  const { platform, tenant } = context;
  const db = platform.db.queries;
  const client = await cachedApplication(platform, tenant.id, String(claims.client_id));
  const holder = client && (await holderOf(context, client, claims));
  if (!holder) return undefined;
  const grantId = grantIdOf(claims.jti);
  if (grantId !== undefined && !(await findStandingGrant(db, tenant.id, grantId))) return undefined;
  const audience = String(claims.aud);
  const isOrganization = audience.startsWith(ORGANIZATION_AUDIENCE);
  const organizationId = isOrganization
    ? audience.slice(ORGANIZATION_AUDIENCE.length)
    : (claims.organization_id as string | undefined);
  if (organizationId !== undefined) {
    if (!sharesOrganization(holder, organizationId)) return undefined;
    if (!(await membershipOf(db, tenant.id, organizationId, holder.member))) return undefined;
  }
  const held =
    isOrganization && organizationId !== undefined
      ? await scopesOf(context, holder, organizationId)
      : await scopesOn(context, holder, audience, organizationId);
  return words(String(claims.scope ?? ''))
    .filter((scope) => held.includes(scope))
    .join(' ');
};
