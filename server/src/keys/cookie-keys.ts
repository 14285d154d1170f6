/**
 * The keys under which a tenant's cookies are authenticated. Rows say only which keys there are; the secrets follow
 * from the master key, so a copy of the database forges no cookie. Removing a key signs out whoever has a cookie of it.
 */
import { record } from '../audit/index.ts';
import type { Queries, Transaction } from '../db/index.ts';
import type { CookieKeys } from '../http/index.ts';
import { createCache } from '../lib/cache.ts';
import { SECOND } from '../lib/clock.ts';
import { createId } from '../lib/ids.ts';
import type { Context, Platform } from '../platform.ts';
import {
  type CookieKeyRow,
  insertCookieKey,
  listCookieKeyRows,
  removeCookieKey,
} from './cookie-keys.store.ts';
import { refuse } from './errors.ts';

/** A new key signs only when every node has had time to learn of it (configuration is at most a second old). */
const SETTLES_AFTER = 2 * SECOND;
/** The current key and the one before it. */
const KEPT = 2;

const secrets = new WeakMap<Platform, Map<string, Buffer>>();

const secretOf = (platform: Platform, { tenantId, id }: CookieKeyRow): Buffer => {
  let known = secrets.get(platform);
  if (!known) {
    known = new Map();
    secrets.set(platform, known);
  }
  const name = `${tenantId}/${id}`;
  let secret = known.get(name);
  if (!secret) {
    secret = platform.sealer.derive(`cookie ${name}`);
    known.set(name, secret);
  }
  return secret;
};

const rows = createCache((platform: Platform, tenantId: string) =>
  listCookieKeyRows(platform.db.queries, tenantId),
);

/** The newest key that has settled; the oldest of all while none has. */
const currentOf = (known: readonly CookieKeyRow[], now: number): CookieKeyRow | undefined =>
  known.find(({ createdAt }) => createdAt + SETTLES_AFTER <= now) ?? known.at(-1);

/** The keys that authenticate a tenant's cookies. Throws when the tenant has none. */
export const cookieKeys = async (platform: Platform, tenantId: string): Promise<CookieKeys> => {
  const known = await rows.get(platform, tenantId);
  const current = currentOf(known, platform.clock.now());
  if (!current) throw new Error('the tenant has no cookie key');
  return {
    currentId: current.id,
    secretOf: (id) => {
      const row = known.find((candidate) => candidate.id === id);
      return row && secretOf(platform, row);
    },
  };
};

/** Gives a tenant its first cookie key; nothing when it has one. */
export const seedCookieKey = async (
  db: Queries | Transaction,
  tenantId: string,
  now: number,
): Promise<void> => {
  if ((await listCookieKeyRows(db, tenantId)).length > 0) return;
  await insertCookieKey(db, { tenantId, id: createId(8), createdAt: now });
};

export type CookieKeyDescription = {
  id: string;
  status: 'Current' | 'Previous';
  createdAt: number;
};

const describe = (known: readonly CookieKeyRow[]): CookieKeyDescription[] =>
  known.map(({ id, createdAt }, index) => ({ id, createdAt, status: index === 0 ? 'Current' : 'Previous' }));

/** A tenant's cookie keys, newest first. */
export const listCookieKeys = async ({ platform, tenant }: Context): Promise<CookieKeyDescription[]> =>
  describe(await listCookieKeyRows(platform.db.queries, tenant.id));

/** Makes a new key the current one; cookies of the key before it stay good, older ones end. */
export const rotateCookieKey = async (context: Context): Promise<CookieKeyDescription[]> => {
  const { platform, tenant } = context;
  const row = { tenantId: tenant.id, id: createId(8), createdAt: platform.clock.now() };
  const known = await platform.db.transaction(async (tx) => {
    await insertCookieKey(tx, row);
    const all = await listCookieKeyRows(tx, tenant.id);
    const removed = all.slice(KEPT);
    for (const { id } of removed) await removeCookieKey(tx, tenant.id, id);
    await record(tx, context, {
      key: 'CookieKey.Rotate',
      payload: { keyId: row.id, removed: removed.map(({ id }) => id) },
    });
    return all.slice(0, KEPT);
  });
  rows.forget(platform, tenant.id);
  return describe(known);
};

/** Removes a previous key; its cookies are as none. Refuses the current key and unknown ones. */
export const deleteCookieKey = async (context: Context, id: string): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    const known = await listCookieKeyRows(tx, tenant.id);
    if (!known.some((row) => row.id === id)) throw refuse('oidc.key_not_found');
    if (known[0]?.id === id) throw refuse('oidc.key_in_use');
    await removeCookieKey(tx, tenant.id, id);
    await record(tx, context, { key: 'CookieKey.Delete', payload: { keyId: id } });
  });
  rows.forget(platform, tenant.id);
};
