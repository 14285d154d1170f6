/**
 * Which scope gives which claims, in the ID token and at userinfo (OpenID Connect Core §5.4 and the wire contract).
 * Pure except for `loadAffiliations`, which reads roles and organizations when a scope asks for them.
 */
import { userRoleNames } from '../access/index.ts';
import type { Queries } from '../db/index.ts';
import { userOrganizationRoles, userOrganizations } from '../organizations/index.ts';

export const ORGANIZATIONS_SCOPE = 'urn:logto:scope:organizations';
const ORGANIZATION_ROLES_SCOPE = 'urn:logto:scope:organization_roles';
/** The built-in resource that asks for organization tokens; nobody registers it. */
export const ORGANIZATIONS_RESOURCE = 'urn:logto:resource:organizations';
/** Prefix of an organization token's audience. */
export const ORGANIZATION_AUDIENCE = 'urn:logto:organization:';

/** Scopes about the user. Everything else in a request is a permission of some API. */
export const USER_SCOPES = [
  'openid',
  'offline_access',
  'profile',
  'email',
  'phone',
  'address',
  'custom_data',
  'identities',
  'roles',
  ORGANIZATIONS_SCOPE,
  ORGANIZATION_ROLES_SCOPE,
  'urn:logto:scope:sessions',
];
const userScopes = new Set(USER_SCOPES);
export const isUserScope = (scope: string): boolean => userScopes.has(scope);

export const CLAIMS = [
  'sub',
  'name',
  'picture',
  'username',
  'email',
  'email_verified',
  'phone_number',
  'phone_number_verified',
  'address',
  'roles',
  'organizations',
  'organization_roles',
  'organization_data',
  'custom_data',
  'identities',
  'sso_identities',
  'created_at',
  'updated_at',
  'auth_time',
  'at_hash',
  'nonce',
];

/** What the ID token says of a user. */
export type Subject = {
  userId: string;
  username: string | null;
  primaryEmail: string | null;
  emailVerified: boolean;
  primaryPhone: string | null;
  name: string | null;
  avatar: string | null;
};

/** What only userinfo says. */
export type FullSubject = Subject & {
  profile: Record<string, unknown>;
  customData: Record<string, unknown>;
  createdAt: number;
  updatedAt: number;
};

/** Roles and organizations, each present only when a scope asks for it. */
export type Affiliations = {
  roles?: string[];
  organizations?: string[];
  organization_roles?: string[];
  organization_data?: { id: string; name: string; description: string | null }[];
};

/** Reads what the scopes ask for about roles and organizations; nothing, without a statement, when they do not. */
export const loadAffiliations = async (
  db: Queries,
  tenantId: string,
  userId: string,
  scopes: ReadonlySet<string>,
): Promise<Affiliations> => {
  const found: Affiliations = {};
  if (scopes.has('roles')) found.roles = await userRoleNames(db, tenantId, userId);
  if (scopes.has(ORGANIZATIONS_SCOPE)) {
    const organizations = await userOrganizations(db, tenantId, userId);
    found.organizations = organizations.map(({ id }) => id);
    found.organization_data = organizations.map(({ id, name, description }) => ({ id, name, description }));
  }
  if (scopes.has(ORGANIZATION_ROLES_SCOPE)) {
    const held = await userOrganizationRoles(db, tenantId, userId);
    found.organization_roles = held.map(({ organizationId, roleName }) => `${organizationId}:${roleName}`);
  }
  return found;
};

/**
 * Claims of the ID token. Missing name, username, picture, address and number are null; `*_verified` is a boolean,
 * and absent where there is nothing to verify. An unverified address never reads verified.
 */
export const idTokenClaims = (
  subject: Subject,
  scopes: ReadonlySet<string>,
  { organization_data: _, ...affiliations }: Affiliations,
): Record<string, unknown> => {
  const claims: Record<string, unknown> = { sub: subject.userId };
  if (scopes.has('profile')) {
    claims.name = subject.name;
    claims.picture = subject.avatar;
    claims.username = subject.username;
  }
  if (scopes.has('email')) {
    claims.email = subject.primaryEmail;
    if (subject.primaryEmail !== null) claims.email_verified = subject.emailVerified;
  }
  if (scopes.has('phone')) {
    claims.phone_number = subject.primaryPhone;
    // Nothing verifies a number yet, so none is vouched for.
    if (subject.primaryPhone !== null) claims.phone_number_verified = false;
  }
  return Object.assign(claims, affiliations);
};

const PROFILE_CLAIMS: Readonly<Record<string, string>> = {
  familyName: 'family_name',
  givenName: 'given_name',
  middleName: 'middle_name',
  nickname: 'nickname',
  preferredUsername: 'preferred_username',
  profile: 'profile',
  website: 'website',
  gender: 'gender',
  birthdate: 'birthdate',
  zoneinfo: 'zoneinfo',
  locale: 'locale',
};

/** An outside identity as userinfo shows it. */
export type SsoIdentityClaim = { issuer: string; identityId: string; detail: Record<string, unknown> };

/** Claims of userinfo: those of the ID token and the ones that are too large for it. */
export const userinfoClaims = (
  subject: FullSubject,
  scopes: ReadonlySet<string>,
  affiliations: Affiliations,
  ssoIdentities: readonly SsoIdentityClaim[],
): Record<string, unknown> => {
  const claims = idTokenClaims(subject, scopes, affiliations);
  if (scopes.has('profile')) {
    for (const [name, claim] of Object.entries(PROFILE_CLAIMS)) {
      const value = subject.profile[name];
      if (typeof value === 'string') claims[claim] = value;
    }
    claims.created_at = Math.floor(subject.createdAt / 1000);
    claims.updated_at = Math.floor(subject.updatedAt / 1000);
  }
  if (scopes.has('address') && typeof subject.profile.address === 'object')
    claims.address = subject.profile.address;
  if (scopes.has('custom_data')) claims.custom_data = subject.customData;
  if (scopes.has('identities')) {
    claims.identities = {};
    claims.sso_identities = ssoIdentities;
  }
  if (affiliations.organization_data) claims.organization_data = affiliations.organization_data;
  return claims;
};
