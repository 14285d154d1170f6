/** Users as the API shows them: nothing about passwords but whether there is one, unless a hash was asked for. */
import { z } from 'zod';
import type { Queries } from '../db/index.ts';
import { PASSWORD_ALGORITHMS, type PasswordAlgorithm } from './imported-passwords.ts';
import { listSocialIdentities, type SocialIdentity } from './social-identities.store.ts';
import { listSsoIdentitiesOf, type User } from './users.store.ts';

const text = z.string().max(256);
/** Values a page or an app may put behind an <img>: never a script. */
export const imageUrlSchema = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .or(z.literal(''));

export const userProfileSchema = z.strictObject({
  familyName: text.optional(),
  givenName: text.optional(),
  middleName: text.optional(),
  nickname: text.optional(),
  preferredUsername: text.optional(),
  profile: text.optional(),
  website: text.optional(),
  gender: text.optional(),
  birthdate: text.optional(),
  zoneinfo: text.optional(),
  locale: text.optional(),
  address: z
    .strictObject({
      formatted: text.optional(),
      streetAddress: text.optional(),
      locality: text.optional(),
      region: text.optional(),
      postalCode: text.optional(),
      country: text.optional(),
    })
    .optional(),
});

const ssoIdentityWireSchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  userId: z.string(),
  issuer: z.string(),
  identityId: z.string(),
  detail: z.record(z.string(), z.unknown()),
  createdAt: z.number(),
  updatedAt: z.number(),
  ssoConnectorId: z.string(),
});
type SsoIdentityWire = z.infer<typeof ssoIdentityWireSchema>;

/** An account at a social provider: the subject there, and what the provider said of it. */
export const socialIdentityWireSchema = z.object({
  userId: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export const socialIdentitiesWireSchema = z.record(z.string(), socialIdentityWireSchema);
type SocialIdentitiesWire = z.infer<typeof socialIdentitiesWireSchema>;

export const userWireSchema = z.object({
  id: z.string(),
  username: z.string().nullable(),
  primaryEmail: z.string().nullable(),
  /** Whether the owner has proved the address, or an administrator vouched for it. */
  emailVerified: z.boolean(),
  primaryPhone: z.string().nullable(),
  phoneVerified: z.boolean(),
  name: z.string().nullable(),
  avatar: z.string().nullable(),
  customData: z.record(z.string(), z.unknown()),
  identities: socialIdentitiesWireSchema,
  lastSignInAt: z.number().nullable(),
  createdAt: z.number(),
  updatedAt: z.number(),
  profile: z.record(z.string(), z.unknown()),
  applicationId: z.string().nullable(),
  cimdClientId: z.string().nullable(),
  isSuspended: z.boolean(),
  hasPassword: z.boolean(),
  /** Whether the password lets in no more until it is changed. */
  isPasswordExpired: z.boolean(),
  /** Whether there is something the user can prove themselves with before a sensitive change. */
  hasSecurityVerificationMethod: z.boolean(),
  ssoIdentities: z.array(ssoIdentityWireSchema).optional(),
  /** The stored hash and what made it, where it was asked for. */
  passwordDigest: z.string().nullable().optional(),
  passwordAlgorithm: z.enum(PASSWORD_ALGORITHMS).nullable().optional(),
});
export type UserWire = z.infer<typeof userWireSchema>;

/** Identities as the wire contract has them: by target. */
export const toSocialIdentitiesWire = (identities: readonly SocialIdentity[]): SocialIdentitiesWire =>
  Object.fromEntries(
    identities.map(({ target, identityId, details }) => [target, { userId: identityId, details }]),
  );

type Shown = {
  socialIdentities: readonly SocialIdentity[];
  ssoIdentities?: SsoIdentityWire[] | undefined;
  includePasswordHash?: boolean | undefined;
};

/** A row as the API shows it, with what was read beside it. */
const toUserWire = (
  user: User,
  { socialIdentities, ssoIdentities, includePasswordHash }: Shown,
): UserWire => ({
  id: user.id,
  username: user.username,
  primaryEmail: user.primaryEmail,
  emailVerified: user.emailVerified,
  primaryPhone: user.primaryPhone,
  phoneVerified: user.phoneVerified,
  name: user.name,
  avatar: user.avatar,
  customData: user.customData,
  identities: toSocialIdentitiesWire(socialIdentities),
  lastSignInAt: user.lastSignInAt,
  createdAt: user.createdAt,
  updatedAt: user.updatedAt,
  profile: user.profile,
  applicationId: user.applicationId,
  cimdClientId: user.cimdClientId,
  isSuspended: user.isSuspended,
  hasPassword: user.passwordHash !== null,
  isPasswordExpired: user.isPasswordExpired,
  hasSecurityVerificationMethod: user.passwordHash !== null || user.emailVerified || user.phoneVerified,
  ...(ssoIdentities ? { ssoIdentities } : {}),
  ...(includePasswordHash
    ? {
        passwordDigest: user.passwordHash,
        passwordAlgorithm:
          user.passwordHash === null ? null : ((user.passwordAlgorithm ?? 'Argon2id') as PasswordAlgorithm),
      }
    : {}),
});

/** Rows of users as the API shows them, with what is asked for beside them: one statement for each kind. */
export const presentUsers = async (
  db: Queries,
  tenantId: string,
  users: readonly User[],
  include: { ssoIdentities?: boolean | undefined; passwordHash?: boolean | undefined } = {},
): Promise<UserWire[]> => {
  const ids = users.map(({ id }) => id);
  const social = await listSocialIdentities(db, tenantId, ids);
  const sso = include.ssoIdentities ? await listSsoIdentitiesOf(db, tenantId, ids) : undefined;
  return users.map((user) =>
    toUserWire(user, {
      socialIdentities: social.filter(({ userId }) => userId === user.id),
      ssoIdentities: sso?.filter(({ userId }) => userId === user.id),
      includePasswordHash: include.passwordHash,
    }),
  );
};

/** One user as the API shows it. */
export const presentUser = async (
  db: Queries,
  user: User,
  include: { ssoIdentities?: boolean | undefined; passwordHash?: boolean | undefined } = {},
): Promise<UserWire> => (await presentUsers(db, user.tenantId, [user], include))[0] as UserWire;
