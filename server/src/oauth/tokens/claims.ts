/**
 * Which scope gives which claims, in the ID token and at userinfo (OpenID Connect Core §5.4 and the wire contract).
 * Pure except for `loadAffiliations`, which reads roles and organizations when a scope asks for them.
 */
import { userRoleNames } from '../../access/index.ts';
import type { Queries } from '../../db/index.ts';
import { userOrganizationRoles, userOrganizations } from '../../organizations/index.ts';
import type { Limits } from '../consent/consent.ts';

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
  'acr',
  'amr',
  'family_name',
  'given_name',
  'middle_name',
  'nickname',
  'preferred_username',
  'profile',
  'website',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
];

/** What the ID token says of a user. */
export type Subject = {
  userId: string;
  username: string | null;
  primaryEmail: string | null;
  emailVerified: boolean;
  primaryPhone: string | null;
  phoneVerified: boolean;
  name: string | null;
  avatar: string | null;
};

/** What the standard claims are made from (OpenID Connect Core §5.1). */
export type ProfiledSubject = Subject & {
  profile: Record<string, unknown>;
  createdAt: number;
  updatedAt: number;
};

/** What only userinfo says. */
export type FullSubject = ProfiledSubject & { customData: Record<string, unknown> };

/** Roles and organizations, each present only when a scope asks for it. */
export type Affiliations = {
  roles?: string[];
  organizations?: string[];
  organization_roles?: string[];
  organization_data?: { id: string; name: string; description: string | null }[];
};

/**
 * Reads what the scopes ask for about roles and organizations; nothing, without a statement, when they do not. A
 * third-party application hears only of organizations that the user shares with it.
 */
export const loadAffiliations = async (
  db: Queries,
  tenantId: string,
  userId: string,
  scopes: ReadonlySet<string>,
  limits?: Pick<Limits, 'sharesOrganization'>,
): Promise<Affiliations> => {
  const found: Affiliations = {};
  if (scopes.has('roles')) found.roles = await userRoleNames(db, tenantId, userId);
  if (scopes.has(ORGANIZATIONS_SCOPE)) {
    const all = await userOrganizations(db, tenantId, userId);
    const organizations = all.filter(({ id }) => limits?.sharesOrganization(id) ?? true);
    found.organizations = organizations.map(({ id }) => id);
    found.organization_data = organizations.map(({ id, name, description }) => ({ id, name, description }));
  }
  if (scopes.has(ORGANIZATION_ROLES_SCOPE)) {
    const all = await userOrganizationRoles(db, tenantId, userId);
    const held = all.filter(({ organizationId }) => limits?.sharesOrganization(organizationId) ?? true);
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
  larger: Readonly<Record<string, unknown>>,
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
    if (subject.primaryPhone !== null) claims.phone_number_verified = subject.phoneVerified;
  }
  return Object.assign(claims, larger);
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

/** The address as the standard spells its members, and as the wire contract does. */
const addressClaim = (address: Record<string, unknown>): Record<string, unknown> => ({
  ...address,
  ...(address.streetAddress === undefined ? {} : { street_address: address.streetAddress }),
  ...(address.postalCode === undefined ? {} : { postal_code: address.postalCode }),
});

/** The claims of the scopes `profile`, `email`, `phone` and `address`. */
const standardClaims = (subject: ProfiledSubject, scopes: ReadonlySet<string>): Record<string, unknown> => {
  const claims = idTokenClaims(subject, scopes, {});
  if (scopes.has('profile')) {
    for (const [name, claim] of Object.entries(PROFILE_CLAIMS)) {
      const value = subject.profile[name];
      if (typeof value === 'string') claims[claim] = value;
    }
    claims.created_at = Math.floor(subject.createdAt / 1000);
    claims.updated_at = Math.floor(subject.updatedAt / 1000);
  }
  const { address } = subject.profile;
  if (scopes.has('address') && typeof address === 'object' && address !== null)
    claims.address = addressClaim(address as Record<string, unknown>);
  return claims;
};

const STANDARD_SCOPES: ReadonlySet<string> = new Set(['profile', 'email', 'phone', 'address']);

/**
 * Claims asked for one by one (OpenID Connect Core §5.5): those of the standard scopes, whatever the scope of the
 * request. `within` bounds them where the user agreed to certain scopes and no more.
 */
export const requestedClaims = (
  subject: ProfiledSubject,
  names: readonly string[],
  within: ReadonlySet<string> = STANDARD_SCOPES,
): Record<string, unknown> => {
  const known = standardClaims(subject, within);
  return Object.fromEntries(
    names
      .filter((name) => known[name] !== undefined && known[name] !== null)
      .map((name) => [name, known[name]]),
  );
};

/** An outside identity as userinfo shows it. */
export type SsoIdentityClaim = { issuer: string; identityId: string; detail: Record<string, unknown> };
/** What userinfo says of outside identities: social ones by target, enterprise ones in a list. */
export type IdentityClaims = {
  social: Record<string, { userId: string; details?: Record<string, unknown> | undefined }>;
  sso: readonly SsoIdentityClaim[];
};

/** Claims of userinfo: those of the ID token and the ones that are too large for it. */
export const userinfoClaims = (
  subject: FullSubject,
  scopes: ReadonlySet<string>,
  affiliations: Affiliations,
  identities: IdentityClaims,
): Record<string, unknown> => {
  const claims: Record<string, unknown> = { ...standardClaims(subject, scopes), ...affiliations };
  if (scopes.has('custom_data')) claims.custom_data = subject.customData;
  if (scopes.has('identities')) {
    claims.identities = identities.social;
    claims.sso_identities = identities.sso;
  }
  return claims;
};
