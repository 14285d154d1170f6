/** Opens what server and command line share: data folder, master key, database (migrated), log, outgoing client. */
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pino from 'pino';
import { type Config, ConfigurationError } from './config.ts';
import { type DatabaseTarget, migrate, openDatabase } from './db/index.ts';
import { createOutgoing } from './http/safe-fetch.ts';
import { openSealer, readMasterKeys } from './keys/index.ts';
import { type Clock, systemClock } from './lib/clock.ts';
import type { Platform } from './platform.ts';

const prepareDataFolder = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new ConfigurationError(`the data folder ${folder} cannot be written: ${(cause as Error).message}`, {
      cause,
    });
  }
};

/**
 * Locks a data folder for one server. The lock is the operating system's, on a file of its own, so that it goes with
 * the process however that ends; commands beside the server do not take it. Answers the release.
 */
export const lockDataFolder = (folder: string): (() => void) => {
  prepareDataFolder(folder);
  const lock = new DatabaseSync(join(folder, 'server.lock'), { timeout: 0 });
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive');
  } catch (cause) {
    lock.close();
    throw new ConfigurationError(`another server is using the data folder ${folder}`, { cause });
  }
  return () => lock.close();
};

const targetOf = (config: Config, overrides: { schema?: string; durable?: boolean }): DatabaseTarget =>
  config.databaseUrl
    ? { kind: 'postgres', url: config.databaseUrl, ...(overrides.schema ? { schema: overrides.schema } : {}) }
    : { kind: 'sqlite', path: join(config.dataDir, 'genkan.sqlite'), durable: overrides.durable ?? true };

/** Opens the platform; the database is migrated when it returns. Throws ConfigurationError with one clear line. */
export const openPlatform = async (
  config: Config,
  overrides: { clock?: Clock; schema?: string; durable?: boolean; isOnlyServer?: boolean } = {},
): Promise<Platform> => {
  if (!config.databaseUrl) prepareDataFolder(config.dataDir);
  const target = targetOf(config, overrides);
  const databaseExists = target.kind === 'sqlite' && existsSync(target.path);
  const clock = overrides.clock ?? systemClock;
  const masterKeys = readMasterKeys(config, databaseExists);
  const db = await openDatabase(target);
  try {
    const now = clock.now();
    await migrate(db, { serverVersion: config.version, now });
    return {
      config,
      db,
      clock,
      sealer: await openSealer(db, masterKeys, { now, isOnlyServer: overrides.isOnlyServer ?? false }),
      log: pino(
        { level: config.logLevel, redact: ['req.headers.authorization', 'req.headers.cookie'] },
        pino.destination(2),
      ),
      outgoing: createOutgoing(config),
    };
  } catch (error) {
    await db.close();
    const code = (error as { code?: string }).code;
    if (code && /^(ECONN|ENOTFOUND|ETIMEDOUT|28|3D)/.test(code)) {
      throw new ConfigurationError(`the database cannot be opened: ${(error as Error).message || code}`, {
        cause: error,
      });
    }
    throw error;
  }
};
