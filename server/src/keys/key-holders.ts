/**
 * Which running servers have which master keys, told by themselves: nobody may seal under a key that a running server
 * could not open, and no key is given up while one still seals under it.
 */
import { ConfigurationError } from '../config.ts';
import type { Queries } from '../db/index.ts';
import { SECOND } from '../lib/clock.ts';
import { createId } from '../lib/ids.ts';
import type { Platform } from '../platform.ts';
import { listSystemSettings, putSystemSetting, removeSystemSettings } from './master-key.store.ts';

const PREFIX = 'masterKeyHolder/';
const TOLD_EVERY = 30 * SECOND;
/** A server that was killed is believed to run for this long. */
const BELIEVED_FOR = 90 * SECOND;

/** The key that a server seals with comes first. */
type Holder = { readonly keyIds: readonly [string, ...string[]]; readonly seenAt: number };

/** Servers that told of themselves in the last 90 seconds. */
export const listHolders = async (db: Queries, now: number): Promise<Holder[]> =>
  (await listSystemSettings(db, PREFIX))
    .map(({ value }): Holder => JSON.parse(value))
    .filter(({ seenAt }) => seenAt > now - BELIEVED_FOR);

/** Forgets every server; for one that knows it is alone. */
export const forgetHolders = async (db: Queries): Promise<void> =>
  removeSystemSettings(
    db,
    (await listSystemSettings(db, PREFIX)).map(({ key }) => key),
  );

/** Throws a ConfigurationError while a running server does not have a master key. */
export const needEveryHolder = async (db: Queries, keyId: string, now: number): Promise<void> => {
  const without = (await listHolders(db, now)).find(({ keyIds }) => !keyIds.includes(keyId));
  if (!without) return;
  const seconds = Math.max(0, Math.round((now - without.seenAt) / SECOND));
  throw new ConfigurationError(
    `a running server (seen ${seconds} seconds ago) does not have master key ${keyId}: first restart every server with it in SECRET_VAULT_OTHER_KEKS; a server that was killed is forgotten after 90 seconds`,
  );
};

/** Tells of this server's master keys until the answered function is called. */
export const tellMasterKeys = async ({ db, clock, sealer, log }: Platform): Promise<() => Promise<void>> => {
  const key = `${PREFIX}${createId()}`;
  const tell = () =>
    putSystemSetting(db.queries, key, JSON.stringify({ keyIds: sealer.keyIds, seenAt: clock.now() }));
  await tell();
  let telling: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    telling = tell().catch((error: unknown) =>
      log.error({ err: error }, 'the master keys could not be told'),
    );
  }, TOLD_EVERY);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await telling;
    await removeSystemSettings(db.queries, [key]);
  };
};
