/** What other folders ask about membership: who belongs, and what tokens for an organization may carry. */
import type { Queries } from '../db/index.ts';
import {
  findMembership,
  listMemberScopes,
  listOrganizationsOfUser,
  MACHINES,
  type MemberKind,
  memberResourceScopes,
  rolesInOrganizations,
  USERS,
} from './members.store.ts';

/** A member of an organization by what a token is about: a user, or a machine-to-machine application. */
export type Member = { userId: string } | { applicationId: string };

const kindOf = (member: Member): { kind: MemberKind; id: string } =>
  'userId' in member ? { kind: USERS, id: member.userId } : { kind: MACHINES, id: member.applicationId };

/** The membership of a user or machine: whether it asks for a second factor; undefined where there is none. */
export const membershipOf = (
  db: Queries,
  tenantId: string,
  organizationId: string,
  member: Member,
): Promise<{ isMfaRequired: boolean } | undefined> => {
  const { kind, id } = kindOf(member);
  return findMembership(db, kind, tenantId, organizationId, id);
};

export const isMember = async (
  db: Queries,
  tenantId: string,
  organizationId: string,
  userId: string,
): Promise<boolean> => (await membershipOf(db, tenantId, organizationId, { userId })) !== undefined;

/** Names of a member's permissions in an organization: its own or, with `resourceId`, those on that API. */
export const scopesInOrganization = async (
  db: Queries,
  tenantId: string,
  organizationId: string,
  member: Member,
  resourceId?: string,
): Promise<string[]> => {
  const { kind, id } = kindOf(member);
  if (resourceId !== undefined) {
    return memberResourceScopes(db, kind, tenantId, organizationId, id, resourceId);
  }
  return (await listMemberScopes(db, kind, tenantId, organizationId, id)).map(({ name }) => name);
};

/** Names of a user's organization permissions: what an organization token may carry. */
export const organizationScopes = (
  db: Queries,
  tenantId: string,
  organizationId: string,
  userId: string,
): Promise<string[]> => scopesInOrganization(db, tenantId, organizationId, { userId });

/** Names of a user's permissions on an API resource inside the organization. */
export const organizationResourceScopes = (
  db: Queries,
  tenantId: string,
  organizationId: string,
  userId: string,
  resourceId: string,
): Promise<string[]> => scopesInOrganization(db, tenantId, organizationId, { userId }, resourceId);

/** The same for a machine: of the organization or, with `resourceId`, of that API inside it. */
export const applicationOrganizationScopes = (
  db: Queries,
  tenantId: string,
  organizationId: string,
  applicationId: string,
  resourceId?: string,
): Promise<string[]> => scopesInOrganization(db, tenantId, organizationId, { applicationId }, resourceId);

/** Organizations of a user, for the `organizations` claims. */
export const userOrganizations = async (
  db: Queries,
  tenantId: string,
  userId: string,
): Promise<{ id: string; name: string; description: string | null }[]> =>
  (await listOrganizationsOfUser(db, tenantId, userId)).map(({ id, name, description }) => ({
    id,
    name,
    description,
  }));

/** A user's roles in every organization, for the `organization_roles` claim. */
export const userOrganizationRoles = (
  db: Queries,
  tenantId: string,
  userId: string,
): Promise<{ organizationId: string; roleId: string; roleName: string }[]> =>
  rolesInOrganizations(db, USERS, tenantId, userId);
