/**
 * The master key that every sealed value hangs on. On the embedded database it is a file beside it (mode 600), made
 * at the first start; with PostgreSQL it comes from the environment. A check value in the database for each key that
 * something may be sealed under tells a wrong or missing one before anything else is read (V-03). What is derived
 * (cookies' keys, hashes of short codes) hangs on a key of its own, sealed too, and outlives the master key.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigurationError, readMasterKey } from '../config.ts';
import type { Db, Queries } from '../db/index.ts';
import { createSealer, keyIdOf, type Sealer } from '../lib/seal.ts';
import { forgetHolders, needEveryHolder } from './key-holders.ts';
import {
  findSystemSetting,
  insertSystemSetting,
  listSystemSettings,
  removeSystemSettings,
} from './master-key.store.ts';

const CHECK = 'masterKeyCheck';
const CHECK_BINDING = ['master-key-check'];
const DERIVATION = 'derivationKey';
const DERIVATION_BINDING = ['derivation-key'];

export type MasterKeys = readonly [Buffer, ...Buffer[]];

/** The keys in the file, the one that seals in its first line. */
const readKeyFile = (file: string): MasterKeys => {
  const lines = readFileSync(file, 'utf8').split('\n');
  const [key, ...others] = lines.map((line) => line.trim()).filter(Boolean);
  return [
    readMasterKey(`the master key in ${file}`, key ?? ''),
    ...others.map((line) => readMasterKey(file, line)),
  ];
};

/**
 * The configured master keys, the one that seals first, or those of the key file, which is made when there is none and
 * no database yet.
 */
export const readMasterKeys = (config: Config, databaseExists: boolean): MasterKeys => {
  if (config.masterKey) return [config.masterKey, ...config.otherMasterKeys];
  const file = join(config.dataDir, 'master.key');
  if (existsSync(file)) {
    const [key, ...others] = readKeyFile(file);
    return [key, ...others, ...config.otherMasterKeys];
  }
  if (databaseExists) {
    throw new ConfigurationError(
      `the master key ${file} is missing: restore it, or set SECRET_VAULT_KEK; without it the database's secrets stay sealed`,
    );
  }
  const key = randomBytes(32);
  writeFileSync(file, `${key.toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  return [key, ...config.otherMasterKeys];
};

/** Whether a setting is a check value; such stay under their own key as long as that is needed. */
export const isMasterKeyCheck = (setting: string): boolean => setting.startsWith(CHECK);

const opensCheck = (sealer: Sealer, value: string): boolean => {
  try {
    return sealer.open(value, CHECK_BINDING) === 'genkan';
  } catch {
    return false;
  }
};

const listChecks = async (db: Queries) =>
  (await listSystemSettings(db, CHECK)).map(({ key, value }) => ({ key, value, keyId: keyIdOf(value) }));

/** Refuses where the database needs a master key that is not at hand. */
const checkMasterKeys = async (
  db: Queries,
  sealer: Sealer,
): Promise<{ isNew: boolean; isKnown: boolean }> => {
  const checks = await listChecks(db);
  const closed = checks.filter(({ value }) => !opensCheck(sealer, value));
  if (closed.length > 0 && closed.length === checks.length) {
    throw new ConfigurationError('the master key is not the one this database was sealed under');
  }
  if (closed.length > 0) {
    const names = closed.map(({ keyId }) => keyId ?? 'unknown').join(', ');
    throw new ConfigurationError(
      `the database still holds values sealed under master key ${names}: give it in SECRET_VAULT_OTHER_KEKS until \`genkan master-key rewrap\` says that none are left`,
    );
  }
  return { isNew: checks.length === 0, isKnown: checks.some(({ keyId }) => keyId === sealer.keyId) };
};

/**
 * The sealer over a database's master keys. Throws a ConfigurationError when the database needs a key that is not
 * among them, or when a running server does not have the one that is to seal. `isOnlyServer`: no other server runs.
 */
export const openSealer = async (
  db: Db,
  masterKeys: MasterKeys,
  { now, isOnlyServer = false }: { now: number; isOnlyServer?: boolean },
): Promise<Sealer> => {
  const sealer = createSealer(masterKeys);
  if (isOnlyServer) await forgetHolders(db.queries);
  const { isNew, isKnown } = await checkMasterKeys(db.queries, sealer);
  if (!isKnown) {
    await needEveryHolder(db.queries, sealer.keyId, now);
    const value = sealer.seal('genkan', CHECK_BINDING);
    await insertSystemSetting(db.queries, isNew ? CHECK : `${CHECK}/${sealer.keyId}`, value);
    // Another process may have begun this database in the same moment, under another key: the first one's holds.
    await checkMasterKeys(db.queries, sealer);
  }
  const fresh = sealer.seal(randomBytes(32).toString('base64'), DERIVATION_BINDING);
  await insertSystemSetting(db.queries, DERIVATION, fresh);
  const stored = await findSystemSetting(db.queries, DERIVATION);
  if (stored === undefined) throw new ConfigurationError('the derivation key of the database is missing');
  return createSealer(masterKeys, Buffer.from(sealer.open(stored, DERIVATION_BINDING), 'base64'));
};

/** Lets every master key but the one that seals go: from now on a server starts without them. Answers their ids. */
export const releaseOtherKeys = async (db: Queries, keyId: string): Promise<string[]> => {
  const others = (await listChecks(db)).filter((check) => check.keyId !== keyId);
  await removeSystemSettings(
    db,
    others.map(({ key }) => key),
  );
  return others.map((check) => check.keyId ?? 'unknown');
};
