/** The development inbox: messages stay in the database, for administrators to read in the console. */
import type { Transaction } from '../db/index.ts';
import { createId } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { insertInboxMessage, trimInbox } from './inbox.store.ts';

const KEEP = 500;

/** Keeps a message instead of sending it, in the caller's transaction. `code` is the bare code in it, if any. */
export const keepInInbox = async (
  tx: Transaction,
  { tenant, platform }: Pick<Context, 'tenant' | 'platform'>,
  message: { recipient: string; kind: string; subject: string; body: string; code: string | null },
): Promise<void> => {
  await insertInboxMessage(tx, {
    tenantId: tenant.id,
    id: createId(),
    ...message,
    createdAt: platform.clock.now(),
  });
  await trimInbox(tx, tenant.id, KEEP);
};
