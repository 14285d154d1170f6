/** Rows of the development inbox. */
import type { Insertable, Selectable } from 'kysely';
import { type InboxMessagesTable, type Page, type Paged, type Queries, readPage } from '../db/index.ts';

export type InboxMessage = Selectable<InboxMessagesTable>;

export const insertInboxMessage = async (tx: Queries, row: Insertable<InboxMessagesTable>): Promise<void> => {
  await tx.insertInto('inboxMessages').values(row).execute();
};

/** A page of messages, newest first. */
export const listInboxMessages = async (
  db: Queries,
  tenantId: string,
  page: Page,
): Promise<Paged<InboxMessage>> => {
  const query = db.selectFrom('inboxMessages').where('tenantId', '=', tenantId);
  return readPage(query, query.selectAll().orderBy('createdAt', 'desc').orderBy('id'), page);
};

/** Empties the inbox and answers how many messages it had. */
export const removeInboxMessages = async (tx: Queries, tenantId: string): Promise<number> => {
  const result = await tx.deleteFrom('inboxMessages').where('tenantId', '=', tenantId).executeTakeFirst();
  return Number(result.numDeletedRows);
};

/** Keeps only the newest `keep` messages of a tenant. */
export const trimInbox = async (tx: Queries, tenantId: string, keep: number): Promise<void> => {
  const oldest = await tx
    .selectFrom('inboxMessages')
    .select('createdAt')
    .where('tenantId', '=', tenantId)
    .orderBy('createdAt', 'desc')
    .limit(1)
    .offset(keep)
    .executeTakeFirst();
  if (!oldest) return;
  await tx
    .deleteFrom('inboxMessages')
    .where('tenantId', '=', tenantId)
    .where('createdAt', '<=', oldest.createdAt)
    .execute();
};
