/** Users as the API shows them: nothing about passwords but whether there is one. */
import { z } from 'zod';
import type { User } from './users.store.ts';

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

/** Free JSON of the operator's, bounded so that one user cannot fill the table. */
export const customDataSchema = z
  .record(z.string().max(128), z.unknown())
  .refine((value) => JSON.stringify(value).length <= 32_768, 'must be at most 32 KiB of JSON');

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
export type SsoIdentityWire = z.infer<typeof ssoIdentityWireSchema>;

export const userWireSchema = z.object({
  id: z.string(),
  username: z.string().nullable(),
  primaryEmail: z.string().nullable(),
  /** Whether the owner has proved the address, or an administrator vouched for it. */
  emailVerified: z.boolean(),
  primaryPhone: z.string().nullable(),
  name: z.string().nullable(),
  avatar: z.string().nullable(),
  customData: z.record(z.string(), z.unknown()),
  identities: z.record(z.string(), z.never()),
  lastSignInAt: z.number().nullable(),
  createdAt: z.number(),
  updatedAt: z.number(),
  profile: z.record(z.string(), z.unknown()),
  applicationId: z.string().nullable(),
  isSuspended: z.boolean(),
  hasPassword: z.boolean(),
  ssoIdentities: z.array(ssoIdentityWireSchema).optional(),
});
export type UserWire = z.infer<typeof userWireSchema>;

/** A user's row as the API shows it. */
export const toUserWire = (user: User, ssoIdentities?: SsoIdentityWire[]): UserWire => ({
  id: user.id,
  username: user.username,
  primaryEmail: user.primaryEmail,
  emailVerified: user.emailVerified,
  primaryPhone: user.primaryPhone,
  name: user.name,
  avatar: user.avatar,
  customData: user.customData,
  identities: {},
  lastSignInAt: user.lastSignInAt,
  createdAt: user.createdAt,
  updatedAt: user.updatedAt,
  profile: user.profile,
  applicationId: user.applicationId,
  isSuspended: user.isSuspended,
  hasPassword: user.passwordHash !== null,
  ...(ssoIdentities ? { ssoIdentities } : {}),
});
