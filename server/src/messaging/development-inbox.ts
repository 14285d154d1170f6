/**
 * The development inbox: messages stay in the database, for administrators to read in the console. It receives what
 * no connector sends. Copies of what a connector does send are off unless a tenant asks for them: they hold codes.
 */
import type { Queries, Transaction } from '../db/index.ts';
import { createId } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { findTenantSettings } from '../tenants/index.ts';
import { insertInboxMessage, trimInbox } from './inbox.store.ts';
import type { QueuedMessage } from './messages.ts';

const KEEP = 500;

/** Name of the tenant's setting. */
export const INBOX_SETTING = 'development-inbox';

/** Whether a tenant wants copies of the messages that its connectors send. */
export const keepsCopies = async (db: Queries, tenantId: string): Promise<boolean> =>
  (await findTenantSettings(db, tenantId, INBOX_SETTING))?.keepCopies === true;

/** Keeps a message, in the caller's transaction. */
export const keepInInbox = async (
  tx: Transaction,
  { tenant, platform }: Pick<Context, 'tenant' | 'platform'>,
  { channel, recipient, template, variables, text }: QueuedMessage,
): Promise<void> => {
  await insertInboxMessage(tx, {
    tenantId: tenant.id,
    id: createId(),
    channel,
    recipient,
    kind: template,
    subject: text.subject,
    body: text.content,
    code: variables.code ?? null,
    createdAt: platform.clock.now(),
  });
  await trimInbox(tx, tenant.id, KEEP);
};
