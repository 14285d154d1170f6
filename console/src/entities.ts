/** The parts of the Management API's answers that more than one page reads. Times are integer milliseconds. */
import { tenantId } from './tenant.ts';

export type User = {
  id: string;
  username: string | null;
  primaryEmail: string | null;
  /** The owner proved the address, or an administrator vouched for it. */
  emailVerified: boolean;
  primaryPhone: string | null;
  phoneVerified: boolean;
  name: string | null;
  avatar: string | null;
  customData: Record<string, unknown>;
  /** Claims of OpenID Connect, in camel case. */
  profile: UserProfile;
  /** Accounts at social providers, by the name of the provider. */
  identities: Record<string, { userId: string; details?: Record<string, unknown> }>;
  lastSignInAt: number | null;
  createdAt: number;
  isSuspended: boolean;
  hasPassword?: boolean;
  isPasswordExpired: boolean;
  ssoIdentities?: SsoIdentity[];
};

export type UserProfile = Partial<
  Record<
    | 'familyName'
    | 'givenName'
    | 'middleName'
    | 'nickname'
    | 'preferredUsername'
    | 'profile'
    | 'website'
    | 'gender'
    | 'birthdate'
    | 'zoneinfo'
    | 'locale',
    string
  >
> & {
  address?: Partial<
    Record<'formatted' | 'streetAddress' | 'locality' | 'region' | 'postalCode' | 'country', string>
  >;
};

export type SsoIdentity = {
  id: string;
  issuer: string;
  identityId: string;
  detail: Record<string, unknown>;
  createdAt: number;
  updatedAt: number;
  ssoConnectorId: string;
};

export type Named = { id: string; name: string };

export type Scope = {
  id: string;
  resourceId: string;
  name: string;
  description: string | null;
};

export type Resource = {
  id: string;
  name: string;
  indicator: string;
  isDefault: boolean;
  accessTokenTtl: number;
  scopes?: Scope[];
};

/** Whether a resource is the tenant's own Management API, which cannot be changed. */
export const isManagementApi = (indicator: string): boolean =>
  indicator === `https://${tenantId}.logto.app/api`;

export type RoleKind = 'User' | 'MachineToMachine';

export type Role = {
  id: string;
  name: string;
  description: string;
  type: RoleKind;
  isDefault: boolean;
};

export type ApplicationSummary = { id: string; name: string; type: string };

export type SsoConnector = {
  id: string;
  providerName: string;
  connectorName: string;
  config: Record<string, unknown>;
  domains: string[];
  branding: { displayName?: string; logo?: string; darkLogo?: string };
  syncProfile: boolean;
  enableTokenStorage: boolean;
  createdAt: number;
  name: string;
  providerLogo: string;
  providerLogoDark: string;
  /** What the provider said of itself at the last save; endpoints only while it could be reached. */
  providerConfig: {
    issuer?: string;
    redirectUri: string;
    javaScriptOrigin: string;
    authorizationEndpoint?: string;
    tokenEndpoint?: string;
    userinfoEndpoint?: string | null;
    jwksUri?: string;
    hosts?: string[];
    checkedAt?: number;
  };
  isAvailable: boolean;
  /** The server's words; null while it is available. */
  unavailableReason: string | null;
};

/** How a person is called where one line is all there is. */
export const nameOfUser = (user: Pick<User, 'id' | 'name' | 'username' | 'primaryEmail'>): string =>
  user.name || user.username || user.primaryEmail || user.id;
