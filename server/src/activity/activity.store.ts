/** Rows of daily activity, and what the dashboard counts. Every count is answered from an index. */
import { sql } from 'kysely';
import type { Queries } from '../db/index.ts';

/** Notes that a user was given tokens on a day, unless noted already or the user is gone. */
export const insertActiveDay = async (
  db: Queries,
  tenantId: string,
  userId: string,
  day: number,
): Promise<void> => {
  await sql`insert into daily_active_users (tenant_id, day, user_id)
    select tenant_id, cast(${day} as bigint), id from users where tenant_id = ${tenantId} and id = ${userId}
    on conflict (tenant_id, day, user_id) do nothing`.execute(db);
};

/** Users made from `from` until before `to` (milliseconds). */
export const countNewUsers = async (
  db: Queries,
  tenantId: string,
  from: number,
  to: number,
): Promise<number> => {
  const row = await db
    .selectFrom('users')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .where('tenantId', '=', tenantId)
    .where('createdAt', '>=', from)
    .where('createdAt', '<', to)
    .executeTakeFirstOrThrow();
  return Number(row.total);
};

/** Different users active on any of the days from `from` to `to`, both included. */
export const countActiveUsers = async (
  db: Queries,
  tenantId: string,
  from: number,
  to: number,
): Promise<number> => {
  const row = await db
    .selectFrom('dailyActiveUsers')
    .select(({ fn }) => fn.count<number>('userId').distinct().as('total'))
    .where('tenantId', '=', tenantId)
    .where('day', '>=', from)
    .where('day', '<=', to)
    .executeTakeFirstOrThrow();
  return Number(row.total);
};

/** How many users were active on each of those days; days without any are not in it. */
export const activeUsersByDay = async (
  db: Queries,
  tenantId: string,
  from: number,
  to: number,
): Promise<Map<number, number>> => {
  const rows = await db
    .selectFrom('dailyActiveUsers')
    .select(({ fn }) => ['day', fn.countAll<number>().as('count')])
    .where('tenantId', '=', tenantId)
    .where('day', '>=', from)
    .where('day', '<=', to)
    .groupBy('day')
    .execute();
  return new Map(rows.map((row) => [Number(row.day), Number(row.count)]));
};

/** Removes what lies before a day. */
export const removeActivityBefore = async (db: Queries, tenantId: string, day: number): Promise<void> => {
  await db.deleteFrom('dailyActiveUsers').where('tenantId', '=', tenantId).where('day', '<', day).execute();
};
