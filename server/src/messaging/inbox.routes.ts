/** The development inbox for administrators. */
import { z } from 'zod';
import { record } from '../audit/index.ts';
import { pageOf, pagingSchema, route } from '../http/index.ts';
import { listInboxMessages, removeInboxMessages } from './inbox.store.ts';

export const messagingRoutes = [
  route(
    'GET /api/development-inbox',
    {
      summary: 'List messages that would have been mailed, newest first',
      scope: 'management',
      query: pagingSchema,
      response: z.array(
        z.object({
          id: z.string(),
          recipient: z.string(),
          kind: z.string(),
          subject: z.string(),
          body: z.string(),
          code: z.string().nullable(),
          createdAt: z.number(),
        }),
      ),
    },
    async ({ context, query, reply }) => {
      const { queries } = context.platform.db;
      const { rows, total } = await listInboxMessages(queries, context.tenant.id, pageOf(query));
      reply.paged(total);
      return rows.map(({ tenantId: _, ...message }) => message);
    },
  ),
  route(
    'DELETE /api/development-inbox',
    { summary: 'Empty the development inbox', scope: 'management' },
    ({ context }) =>
      context.platform.db.transaction(async (tx) => {
        const removed = await removeInboxMessages(tx, context.tenant.id);
        await record(tx, context, { key: 'Inbox.Clear', payload: { removed } });
      }),
  ),
];
