/**
 * Second factors of a user: an authenticator app (TOTP, RFC 6238: SHA-1, six digits, 30 seconds) and backup codes.
 * The secret is kept sealed and the codes as keyed hashes; both are shown once, when they are made. A time step and a
 * code serve once, whoever comes first (L-13).
 */
import { record } from '../audit/index.ts';
import type { Transaction } from '../db/index.ts';
import { SECOND } from '../lib/clock.ts';
import { hmac256 } from '../lib/digest.ts';
import { createId, createSecret } from '../lib/ids.ts';
import type { Context, Platform } from '../platform.ts';
import { refuse } from './errors.ts';
import {
  type Factor,
  findTotp,
  insertBackupCodes,
  insertFactor,
  removeFactor,
  spendBackupCode,
  spendStep,
} from './factors.store.ts';
import { getUser, type User } from './users.store.ts';

const CODES = 10;
const CODE_LENGTH = 10;
/** One step to either side: clocks differ, and people take time to type. */
const TOLERANCE_SECONDS = 30;

const sealedFor = (factor: Pick<Factor, 'tenantId' | 'userId' | 'id'>): string[] => [
  'totp',
  factor.tenantId,
  factor.userId,
  factor.id,
];

/** Backup codes may be chosen, and short: they are hashed under a key that the database does not hold. */
const codeHash = (platform: Platform, tenantId: string, userId: string, code: string): string =>
  hmac256(platform.sealer.derive('backup codes'), JSON.stringify([tenantId, userId, code]));

const newFactor = (context: Context, userId: string, type: Factor['type']): Factor => ({
  tenantId: context.tenant.id,
  id: createId(),
  userId,
  type,
  name: null,
  agent: null,
  sealed: null,
  detail: {},
  lastUsedStep: 0,
  lastUsedAt: null,
  createdAt: context.platform.clock.now(),
});

const recordChange = (tx: Transaction, context: Context, factor: Factor, change: 'Create' | 'Delete') =>
  record(tx, context, {
    key: `User.MfaVerification.${change}`,
    userId: factor.userId,
    payload: { userId: factor.userId, factorId: factor.id, type: factor.type },
  });

/** The name under which an authenticator app lists the account. */
const labelOf = (user: User): string => user.username ?? user.primaryEmail ?? user.primaryPhone ?? user.id;

export type NewTotp = { type: 'Totp'; secret: string; secretQrCode: string };

/** Gives a user an authenticator app. Refuses a second one, and a secret that is none. */
export const addTotp = async (context: Context, userId: string, given?: string): Promise<NewTotp> => {
  const { platform, tenant } = context;
  if (given !== undefined && !/^[A-Z2-7]{16,128}$/.test(given)) throw refuse('user.totp_secret_invalid');
  const [{ generateSecret, generateURI }, { default: qrcode }] = await Promise.all([
    import('otplib'),
    import('qrcode'),
  ]);
  const user = await getUser(platform.db.queries, tenant.id, userId);
  const secret = given ?? generateSecret();
  const uri = generateURI({ issuer: new URL(tenant.origin).host, label: labelOf(user), secret });
  const secretQrCode = await qrcode.toDataURL(uri);
  const factor = newFactor(context, userId, 'Totp');
  factor.sealed = platform.sealer.seal(secret, sealedFor(factor));
  await platform.db.transaction(async (tx) => {
    await insertFactor(tx, factor, () => refuse('user.totp_already_in_use'));
    await recordChange(tx, context, factor, 'Create');
  });
  return { type: 'Totp', secret, secretQrCode };
};

/** Gives a user backup codes. Refuses a second set, and codes that are none. */
export const addBackupCodes = async (
  context: Context,
  userId: string,
  given?: readonly string[],
): Promise<{ type: 'BackupCode'; codes: string[] }> => {
  const { platform, tenant } = context;
  const codes = given ?? Array.from({ length: CODES }, () => createSecret(CODE_LENGTH));
  const areCodes =
    codes.length >= 1 &&
    codes.length <= 20 &&
    new Set(codes).size === codes.length &&
    codes.every((code) => /^[A-Za-z0-9]{8,64}$/.test(code));
  if (!areCodes) throw refuse('user.backup_codes_invalid');
  await getUser(platform.db.queries, tenant.id, userId);
  const factor = newFactor(context, userId, 'BackupCode');
  const hashes = codes.map((code) => codeHash(platform, tenant.id, userId, code));
  await platform.db.transaction(async (tx) => {
    await insertFactor(tx, factor, () => refuse('user.backup_code_already_in_use'));
    await insertBackupCodes(tx, factor, hashes);
    await recordChange(tx, context, factor, 'Create');
  });
  return { type: 'BackupCode', codes: [...codes] };
};

/** Takes a factor from a user. Throws `user.mfa_verification_not_exist`. */
export const deleteFactor = (context: Context, userId: string, id: string): Promise<void> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    const factor = await removeFactor(tx, tenant.id, userId, id);
    if (!factor) throw refuse('user.mfa_verification_not_exist');
    await recordChange(tx, context, factor, 'Delete');
  });
};

/**
 * Whether `code` is what the user's authenticator app shows now, or one step before or after. Right once: the step is
 * spent with it. Counting the attempts is the caller's matter.
 */
export const verifyTotp = async (context: Context, userId: string, code: string): Promise<boolean> => {
  const { platform, tenant } = context;
  const factor = await findTotp(platform.db.queries, tenant.id, userId);
  if (!factor?.sealed || !/^\d{6}$/.test(code)) return false;
  const { verifySync } = await import('otplib');
  const now = platform.clock.now();
  const result = verifySync({
    strategy: 'totp',
    secret: platform.sealer.open(factor.sealed, sealedFor(factor)),
    token: code,
    epoch: Math.floor(now / SECOND),
    epochTolerance: TOLERANCE_SECONDS,
  });
  if (!result.valid || !('timeStep' in result)) return false;
  return spendStep(platform.db.queries, factor, result.timeStep, now);
};

/** Whether `code` is one of the user's backup codes. Right once. Counting the attempts is the caller's matter. */
export const consumeBackupCode = (context: Context, userId: string, code: string): Promise<boolean> => {
  const { platform, tenant } = context;
  const hash = codeHash(platform, tenant.id, userId, code);
  return platform.db.transaction((tx) => spendBackupCode(tx, tenant.id, userId, hash, platform.clock.now()));
};
