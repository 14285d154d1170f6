export { adoptPassword, adoptUser, mergeUser } from './adopted.ts';
export { customDataSchema, mergedCustomData } from './custom-data.ts';
export { refuse as refuseUser } from './errors.ts';
export { listFactors } from './factors.store.ts';
export { consumeBackupCode, verifyTotp } from './factors.ts';
export {
  emailKey,
  type Identifier,
  type IdentifierType,
  readDomainKey,
  readEmailKey,
  usernameKey,
} from './identifiers.ts';
export { reserveMessageTo, withinMessageLimits } from './message-limits.ts';
export { tidyOneTimeTokens } from './one-time-tokens.ts';
export { hashPassword, passwordWork, verifyPassword, withinGate } from './password.ts';
export {
  changedPasswordPolicy,
  DEFAULT_MIN_LENGTH,
  findPasswordIssues,
  LONGEST_MAX_LENGTH,
  newPasswordPolicy,
  type PasswordOwner,
  type PasswordPolicy,
  readPasswordPolicy,
  refuseWeakPassword,
  SHORTEST_MIN_LENGTH,
} from './password-policy.ts';
export { verifyPersonalAccessToken } from './personal-access-tokens.ts';
export { phoneNumber } from './phone.ts';
export { type ProfileValues, readProfileValues } from './profile-field-values.ts';
export { profileFieldNameSchema, profileFieldSchema } from './profile-field-wire.ts';
export { presentProfileField, profileFieldsRoutes } from './profile-fields.routes.ts';
export type { ProfileField } from './profile-fields.store.ts';
export { cachedProfileFields } from './profile-fields.ts';
export { countUsers, SEARCHABLE } from './search.store.ts';
export {
  listSocialIdentities,
  type SocialIdentity,
} from './social-identities.store.ts';
export { setSocialIdentity } from './social-identities.ts';
export {
  type Attempt,
  accountKey,
  addressKey,
  clearAttempts,
  reserveAttempt,
  reserveDeviceCode,
  reserveSignUp,
  reserveUnattended,
  returnAttempt,
  returnDeviceCode,
  userKey,
} from './throttle.ts';
export {
  imageUrlSchema,
  presentUser,
  presentUsers,
  socialIdentityWireSchema,
  toSocialIdentitiesWire,
  type UserWire,
  userProfileSchema,
  userWireSchema,
} from './user-wire.ts';
export { holdUsernames, listUsernameConflicts, rekeyUsernames } from './usernames.store.ts';
export { usersRoutes } from './users.routes.ts';
export {
  findUser,
  findUserByUsername,
  findUserByVerifiedEmail,
  getUser,
  insertUser,
  type NewUser,
  noteSignIn,
  replaceImportedHash,
  type User,
  type UserPatch,
  updateUser,
} from './users.store.ts';
export {
  createUser,
  createUserId,
  deleteUser,
  dropUnverifiedCredentials,
  newUserRow,
  passwordOwner,
  setPassword,
  suspendUser,
  type UserFields,
} from './users.ts';
