/**
 * Who is active: a user for whom tokens are given on a day (UTC), once a day. What this process has noted today is
 * remembered, so that a refresh costs a look into a set and no statement.
 */
import { DAY } from '../lib/clock.ts';
import type { Context, Platform } from '../platform.ts';
import { insertActiveDay, removeActivityBefore } from './activity.store.ts';

/** Days that are kept: a year to look back on, and what it is compared with. */
const KEPT = 400;

/** Beyond it a note is written again, which changes nothing. */
const MAX_REMEMBERED = 100_000;

type Noted = { day: number; users: Set<string> };
const noted = new WeakMap<Platform, Noted>();

const notedOn = (platform: Platform, day: number): Set<string> => {
  const known = noted.get(platform);
  if (known?.day === day && known.users.size < MAX_REMEMBERED) return known.users;
  const users = new Set<string>();
  noted.set(platform, { day, users });
  return users;
};

/** Days since the epoch. */
export const dayOf = (time: number): number => Math.floor(time / DAY);

/** Notes that a user is given tokens. Call it when they are given, outside the transaction: it may write one row. */
export const noteActivity = async (context: Context, userId: string): Promise<void> => {
  const { platform, tenant } = context;
  const day = dayOf(platform.clock.now());
  const today = notedOn(platform, day);
  const key = `${tenant.id}|${userId}`;
  if (today.has(key)) return;
  await insertActiveDay(platform.db.queries, tenant.id, userId, day);
  today.add(key);
};

/** Removes the activity of a tenant that is older than is kept. */
export const tidyActivity = ({ platform, tenant }: Context): Promise<void> =>
  removeActivityBefore(platform.db.queries, tenant.id, dayOf(platform.clock.now()) - KEPT);
