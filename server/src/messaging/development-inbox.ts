/** The development inbox: messages stay in the database, for administrators to read in the console. */
import { createId } from '../lib/ids.ts';
import { insertInboxMessage, trimInbox } from './inbox.store.ts';
import type { Transport } from './transport.ts';

const KEEP = 500;

export const developmentInbox: Transport = {
  name: 'development-inbox',
  accept: async (tx, { tenant, platform }, message) => {
    await insertInboxMessage(tx, {
      tenantId: tenant.id,
      id: createId(),
      ...message,
      createdAt: platform.clock.now(),
    });
    await trimInbox(tx, tenant.id, KEEP);
  },
};
