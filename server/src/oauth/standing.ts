/**
 * What is left of a signed token: whether its client, user and membership are still there, and which of its scopes
 * would be given again. A program that introspects learns at once of what was taken away (M-14).
 */
import {
  applicationScopesOnResource,
  findResourceByIndicator,
  userScopesOnResource,
} from '../access/index.ts';
import { cachedApplication } from '../applications/index.ts';
import { type Member, membershipOf, scopesInOrganization } from '../organizations/index.ts';
import type { Context } from '../platform.ts';
import { findUser } from '../users/index.ts';
import { ORGANIZATION_AUDIENCE } from './claims.ts';
import { words } from './parameters.ts';

type Claims = Readonly<Record<string, unknown>>;

const memberOf = async ({ platform, tenant }: Context, claims: Claims): Promise<Member | undefined> => {
  if (claims.sub === claims.client_id) return { applicationId: String(claims.sub) };
  const user = await findUser(platform.db.queries, tenant.id, String(claims.sub));
  return user && !user.isSuspended ? { userId: user.id } : undefined;
};

const scopesOn = async (
  { platform, tenant }: Context,
  member: Member,
  indicator: string,
  organizationId: string | undefined,
): Promise<string[]> => {
  const db = platform.db.queries;
  const resource = await findResourceByIndicator(db, tenant.id, indicator);
  if (!resource) return [];
  if (organizationId !== undefined) {
    return scopesInOrganization(db, tenant.id, organizationId, member, resource.id);
  }
  return 'userId' in member
    ? userScopesOnResource(db, tenant.id, member.userId, resource.id)
    : applicationScopesOnResource(db, tenant.id, member.applicationId, resource.id);
};

/** The scope of a token as it stands now; undefined when the token is worth nothing any more. */
export const standingScope = async (context: Context, claims: Claims): Promise<string | undefined> => {
  const { platform, tenant } = context;
  const db = platform.db.queries;
  const client = await cachedApplication(platform, tenant.id, String(claims.client_id));
  const member = client && (await memberOf(context, claims));
  if (!member) return undefined;
  const audience = String(claims.aud);
  const isOrganization = audience.startsWith(ORGANIZATION_AUDIENCE);
  const organizationId = isOrganization
    ? audience.slice(ORGANIZATION_AUDIENCE.length)
    : (claims.organization_id as string | undefined);
  if (organizationId !== undefined && !(await membershipOf(db, tenant.id, organizationId, member))) {
    return undefined;
  }
  const held =
    isOrganization && organizationId !== undefined
      ? await scopesInOrganization(db, tenant.id, organizationId, member)
      : await scopesOn(context, member, audience, organizationId);
  return words(String(claims.scope ?? ''))
    .filter((scope) => held.includes(scope))
    .join(' ');
};
