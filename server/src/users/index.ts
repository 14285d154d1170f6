export { refuse as refuseUser } from './errors.ts';
export {
  emailKey,
  type Identifier,
  type IdentifierType,
  readDomainKey,
  readEmailKey,
  usernameKey,
} from './identifiers.ts';
export {
  checkPasswordPolicy,
  DEFAULT_MIN_LENGTH,
  hashPassword,
  listPasswordIssues,
  passwordWork,
  SHORTEST_MIN_LENGTH,
  verifyPassword,
  withinGate,
} from './password.ts';
export {
  type Attempt,
  accountKey,
  addressKey,
  clearAttempts,
  reserveAttempt,
  reserveDeviceCode,
  reserveMessage,
  reserveSignUp,
  reserveUnattended,
  returnAttempt,
  returnDeviceCode,
} from './throttle.ts';
export {
  customDataSchema,
  toUserWire,
  type UserWire,
  userWireSchema,
} from './user-wire.ts';
export { usersRoutes } from './users.routes.ts';
export {
  findUser,
  findUserByUsername,
  findUserByVerifiedEmail,
  getUser,
  insertUser,
  type NewUser,
  noteSignIn,
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
  passwordMinLength,
  setPassword,
  suspendUser,
  type UserFields,
} from './users.ts';
