/** Who follows a tenant's trail: webhooks, by the events they subscribe to, and a sink. */
import type { Queries, Transaction } from '../db/index.ts';

/** Events that some webhook of the tenant which is switched on subscribes to. */
export const listSubscribedEvents = async (
  db: Queries | Transaction,
  tenantId: string,
): Promise<Set<string>> => {
  const hooks = await db
    .selectFrom('hooks')
    .select(['event', 'events'])
    .where('tenantId', '=', tenantId)
    .where('enabled', '=', true)
    .execute();
  return new Set(
    hooks.flatMap(({ event, events }) => (events.length > 0 ? events : event === null ? [] : [event])),
  );
};

export const hasSink = async (db: Queries | Transaction, tenantId: string): Promise<boolean> =>
  (await db
    .selectFrom('auditSinks')
    .select('tenantId')
    .where('tenantId', '=', tenantId)
    .executeTakeFirst()) !== undefined;

/** Notes that the sink has still to take a row. */
export const insertExport = async (
  db: Queries | Transaction,
  row: { tenantId: string; id: string; createdAt: number },
): Promise<void> => {
  await db.insertInto('auditExports').values(row).execute();
};
