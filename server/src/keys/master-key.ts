/**
 * The master key that every sealed value hangs on. On the embedded database it is a file beside it (mode 600), made
 * at the first start; with PostgreSQL it comes from the environment. A check value in the database tells a wrong key
 * before anything is sealed under it (V-03).
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigurationError } from '../config.ts';
import type { Db } from '../db/index.ts';
import type { Sealer } from '../lib/seal.ts';
import { findSystemSetting, insertSystemSetting } from './master-key.store.ts';

const CHECK = 'masterKeyCheck';
const BINDING = ['master-key-check'];

/** The configured master key, or that of the key file, which is made when there is none and no database yet. */
export const readMasterKey = (config: Config, databaseExists: boolean): Buffer => {
  if (config.masterKey) return config.masterKey;
  const file = join(config.dataDir, 'master.key');
  if (existsSync(file)) {
    const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
    if (key.length !== 32)
      throw new ConfigurationError(`${file} does not hold a master key of 32 bytes in base64`);
    return key;
  }
  if (databaseExists) {
    throw new ConfigurationError(
      `the master key ${file} is missing: restore it, or set SECRET_VAULT_KEK; without it the database's secrets stay sealed`,
    );
  }
  const key = randomBytes(32);
  writeFileSync(file, `${key.toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  return key;
};

/** Refuses with a ConfigurationError when the database was sealed under another master key. */
export const checkMasterKey = async (db: Db, sealer: Sealer): Promise<void> => {
  const mine = sealer.seal('genkan', BINDING);
  await insertSystemSetting(db.queries, CHECK, mine);
  const stored = await findSystemSetting(db.queries, CHECK);
  try {
    if (stored !== undefined && sealer.open(stored, BINDING) === 'genkan') return;
  } catch (cause) {
    throw new ConfigurationError('the master key is not the one this database was sealed under', { cause });
  }
  throw new ConfigurationError('the master key check value of the database is missing');
};
