/**
 * A new master key for everything sealed: values are wrapped anew in batches, each replaced only while it still is what
 * was read, so that a server may run beside and the work may end anywhere and begin again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { record } from '../audit/index.ts';
import { keyIdOf, type Sealer } from '../lib/seal.ts';
import type { Context, Platform } from '../platform.ts';
import { listHolders, needEveryHolder } from './key-holders.ts';
import { isMasterKeyCheck, releaseOtherKeys } from './master-key.ts';
import {
  listSealedColumns,
  listSealedRows,
  replaceSealed,
  type SealedColumn,
  type SealedRow,
} from './rewrap.store.ts';

const BATCH = 200;
/** Milliseconds between two batches. */
const PAUSE = 5;
/** What others sealed meanwhile is found by another round. */
const ROUNDS = 3;

/** A value that no master key at hand opens, by its place. */
export type Unreadable = { readonly place: string; readonly keyId: string; readonly key: readonly string[] };

export type Rewrapped = {
  readonly keyId: string;
  /** Values put under `keyId` by this run. */
  readonly rewrapped: number;
  /** Values that other keys still seal, by their keys' ids. */
  readonly left: Readonly<Record<string, number>>;
  readonly unreadable: readonly Unreadable[];
  /** Keys that this run let go. */
  readonly released: readonly string[];
  /** Whether servers start with `keyId` alone. */
  readonly isOver: boolean;
};

/** Members whose names are not ours: claims of an identity provider, and what somebody answered at sign-up. */
const OF_OTHERS: ReadonlySet<string> = new Set(['detail', 'extra']);

const sealedWithin = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (OF_OTHERS.has(name)) return [];
    return typeof inner === 'string' && /^sealed/.test(name) ? [inner] : sealedWithin(inner);
  });
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The sealed values of a row that `keyId` does not seal. */
const othersIn = ({ table, isJson }: SealedColumn, { key, text }: SealedRow, keyId: string): string[] => {
  if (table === 'system_settings' && isMasterKeyCheck(key[0] as string)) return [];
  const values = !isJson || keyIdOf(text) !== undefined ? [text] : sealedWithin(parse(text));
  return values.filter((value) => {
    const found = keyIdOf(value);
    return found !== undefined && found !== keyId;
  });
};

async function* rowsOf(platform: Platform, column: SealedColumn, limit: number) {
  const { db, sealer } = platform;
  let after: readonly string[] | undefined;
  for (;;) {
    const rows = await listSealedRows(db.queries, column, { after, keyId: sealer.keyId, limit });
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1)?.key;
    // On the embedded database a server that writes waits for this process: it gets its turn between two batches.
    await pause(PAUSE);
  }
}

const rewrapRow = (sealer: Sealer, column: SealedColumn, row: SealedRow) => {
  let text = row.text;
  const unreadable: Unreadable[] = [];
  let values = 0;
  for (const sealed of othersIn(column, row, sealer.keyId)) {
    try {
      text = text.replaceAll(sealed, sealer.rewrap(sealed));
      values += 1;
    } catch {
      const place = `${column.table}.${column.column}`;
      unreadable.push({ place, keyId: keyIdOf(sealed) ?? '', key: row.key });
    }
  }
  return { row, text, values, unreadable };
};

const rewrapColumn = async (platform: Platform, column: SealedColumn, limit: number) => {
  const { db, sealer } = platform;
  const unreadable: Unreadable[] = [];
  let rewrapped = 0;
  for await (const rows of rowsOf(platform, column, limit)) {
    const done = rows.map((row) => rewrapRow(sealer, column, row));
    unreadable.push(...done.flatMap((each) => each.unreadable));
    const changed = done.filter(({ values }) => values > 0);
    if (changed.length === 0) continue;
    rewrapped += await db.transaction(async (tx) => {
      let count = 0;
      for (const { row, text, values } of changed) {
        if (await replaceSealed(tx, column, row, { text, keyId: sealer.keyId })) count += values;
      }
      return count;
    });
  }
  return { rewrapped, unreadable };
};

/** How many sealed values other keys than the one that seals still hold, by their keys' ids. */
export const countOthers = async (platform: Platform): Promise<Record<string, number>> => {
  const left: Record<string, number> = {};
  for (const column of await listSealedColumns(platform.db)) {
    for await (const rows of rowsOf(platform, column, BATCH)) {
      for (const sealed of rows.flatMap((row) => othersIn(column, row, platform.sealer.keyId))) {
        const keyId = keyIdOf(sealed) as string;
        left[keyId] = (left[keyId] ?? 0) + 1;
      }
    }
  }
  return left;
};

const round = async (platform: Platform, limit: number) => {
  const results = [];
  for (const column of await listSealedColumns(platform.db)) {
    results.push(await rewrapColumn(platform, column, limit));
  }
  return {
    rewrapped: results.reduce((sum, { rewrapped }) => sum + rewrapped, 0),
    unreadable: results.flatMap(({ unreadable }) => unreadable),
  };
};

/** Lets the other keys go where nothing is left under them and no server seals under one, and tells the trail. */
const finish = (context: Context, done: Omit<Rewrapped, 'released' | 'isOver'>): Promise<Rewrapped> => {
  const { db, clock } = context.platform;
  const { keyId, rewrapped, left } = done;
  return db.transaction(async (tx) => {
    const holders = await listHolders(tx, clock.now());
    const isOver = Object.keys(left).length === 0 && holders.every(({ keyIds }) => keyIds[0] === keyId);
    const released = isOver ? await releaseOtherKeys(tx, keyId) : [];
    const payload = { masterKeyId: keyId, rewrapped, left, released };
    await record(tx, context, { key: 'MasterKey.Rewrap', payload });
    return { ...done, released, isOver };
  });
};

/**
 * Puts every sealed value under the master key that seals, `limit` rows at a time, and lets the other keys go once
 * nothing hangs on them. Refuses while a running server does not have that key. Safe to end anywhere and to repeat.
 */
export const rewrapAll = async (context: Context, limit = BATCH): Promise<Rewrapped> => {
  const { platform } = context;
  const { keyId } = platform.sealer;
  await needEveryHolder(platform.db.queries, keyId, platform.clock.now());
  let done = await round(platform, limit);
  let rewrapped = done.rewrapped;
  let left = await countOthers(platform);
  for (let rounds = 1; rounds < ROUNDS && Object.keys(left).length > 0; rounds += 1) {
    done = await round(platform, limit);
    rewrapped += done.rewrapped;
    left = await countOthers(platform);
  }
  return finish(context, { keyId, rewrapped, left, unreadable: done.unreadable });
};
