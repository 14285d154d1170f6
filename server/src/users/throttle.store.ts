/** Counters of the `throttles` table. Every change is one conditional statement: parallel bursts cannot pass it. */
import { sql } from 'kysely';
import type { Queries } from '../db/index.ts';

export type Counter = { tenantId: string; bucket: string; key: string };

/**
 * Counts one use unless the counter is blocked. `blocks[n]` is how long the counter is blocked after the use that
 * makes `max + n`; the last one repeats. A counter untouched for `quiet` ms begins again. Answers the count, or
 * undefined when blocked.
 */
export const countUse = async (
  tx: Queries,
  counter: Counter,
  rule: { max: number; blocks: readonly number[]; quiet: number; slides: boolean },
  now: number,
): Promise<number | undefined> => {
  const { max, blocks, quiet } = rule;
  const over = sql`(case when throttles.window_started_at <= ${now - quiet} then 1 else throttles.count + 1 end)`;
  const steps = sql.join(
    blocks.map((block, index) => sql`when ${over} = ${max + index} then cast(${now + block} as bigint)`),
    sql` `,
  );
  const last = blocks[blocks.length - 1] ?? quiet;
  const first = max <= 1 ? now + (blocks[0] ?? 0) : 0;
  const restart = rule.slides
    ? sql`${now}`
    : sql`case when throttles.window_started_at <= ${now - quiet} then cast(${now} as bigint) else throttles.window_started_at end`;
  const result = await sql<{ count: number }>`
    insert into throttles (tenant_id, bucket, key, count, window_started_at, blocked_until)
    values (${counter.tenantId}, ${counter.bucket}, ${counter.key}, 1, ${now}, ${first})
    on conflict (tenant_id, bucket, key) do update set
      count = ${over},
      window_started_at = ${restart},
      blocked_until = case when ${over} < ${max} then 0 ${steps} else cast(${now + last} as bigint) end
    where throttles.blocked_until <= ${now}
    returning count`.execute(tx);
  const row = result.rows[0];
  return row === undefined ? undefined : Number(row.count);
};

/** Until when a counter is blocked. */
export const blockedUntil = async (tx: Queries, counter: Counter): Promise<number> => {
  const row = await tx
    .selectFrom('throttles')
    .select('blockedUntil')
    .where('tenantId', '=', counter.tenantId)
    .where('bucket', '=', counter.bucket)
    .where('key', '=', counter.key)
    .executeTakeFirst();
  return Number(row?.blockedUntil ?? 0);
};

/** Gives one use back, and lifts the block when the counter falls below `max`. */
export const giveBack = async (tx: Queries, counter: Counter, max: number): Promise<void> => {
  await sql`update throttles set count = count - 1,
      blocked_until = case when count - 1 < ${max} then 0 else blocked_until end
    where tenant_id = ${counter.tenantId} and bucket = ${counter.bucket} and key = ${counter.key}
      and count > 0`.execute(tx);
};

/** Forgets a counter. */
export const forget = async (tx: Queries, counter: Counter): Promise<void> => {
  await tx
    .deleteFrom('throttles')
    .where('tenantId', '=', counter.tenantId)
    .where('bucket', '=', counter.bucket)
    .where('key', '=', counter.key)
    .execute();
};
