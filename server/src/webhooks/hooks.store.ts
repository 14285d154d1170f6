import type { Selectable } from 'kysely';
import {
  type HooksTable,
  type Page,
  type Paged,
  type Queries,
  readPage,
  type Transaction,
} from '../db/index.ts';
import { refuse } from './errors.ts';

export type Hook = Selectable<HooksTable>;
export type HookPatch = Partial<Omit<Hook, 'tenantId' | 'id'>>;

export const insertHook = async (tx: Transaction, hook: Hook): Promise<void> => {
  await tx.insertInto('hooks').values(hook).execute();
};

export const findHook = (
  db: Queries | Transaction,
  tenantId: string,
  id: string,
): Promise<Hook | undefined> =>
  db.selectFrom('hooks').selectAll().where('tenantId', '=', tenantId).where('id', '=', id).executeTakeFirst();

/** Throws `hook.not_found`. */
export const getHook = async (db: Queries | Transaction, tenantId: string, id: string): Promise<Hook> => {
  const hook = await findHook(db, tenantId, id);
  if (!hook) throw refuse('hook.not_found', { id });
  return hook;
};

/** A page of webhooks, newest first. */
export const listHooks = (db: Queries, tenantId: string, page: Page): Promise<Paged<Hook>> => {
  const query = db.selectFrom('hooks').where('tenantId', '=', tenantId);
  return readPage(query, query.selectAll().orderBy('createdAt', 'desc').orderBy('id'), page);
};

export const listEnabledHooks = (db: Queries, tenantId: string): Promise<Hook[]> =>
  db.selectFrom('hooks').selectAll().where('tenantId', '=', tenantId).where('enabled', '=', true).execute();

export const updateHook = async (
  tx: Transaction,
  tenantId: string,
  id: string,
  patch: HookPatch,
): Promise<void> => {
  if (Object.keys(patch).length === 0) return;
  await tx.updateTable('hooks').set(patch).where('tenantId', '=', tenantId).where('id', '=', id).execute();
};

/** Answers whether there was one. */
export const removeHook = async (tx: Transaction, tenantId: string, id: string): Promise<boolean> => {
  const result = await tx
    .deleteFrom('hooks')
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return Number(result.numDeletedRows) === 1;
};

export type ExecutionStats = { successCount: number; requestCount: number };

/** Deliveries since `since`, by webhook. */
export const countDeliveries = async (
  db: Queries,
  tenantId: string,
  ids: readonly string[],
  since: number,
): Promise<Map<string, ExecutionStats>> => {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('auditLogs')
    .select(({ fn }) => ['hookId', 'result', fn.countAll<number>().as('count')])
    .where('tenantId', '=', tenantId)
    .where('hookId', 'in', ids)
    .where('createdAt', '>=', since)
    .groupBy(['hookId', 'result'])
    .execute();
  const stats = new Map<string, ExecutionStats>();
  for (const { hookId, result, count } of rows) {
    const known = stats.get(hookId as string) ?? { successCount: 0, requestCount: 0 };
    stats.set(hookId as string, {
      successCount: known.successCount + (result === 'Success' ? Number(count) : 0),
      requestCount: known.requestCount + Number(count),
    });
  }
  return stats;
};
