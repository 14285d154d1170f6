/** The development inbox for administrators. */
import { z } from 'zod';
import { differences, record } from '../audit/index.ts';
import { pageOf, pagingSchema, route } from '../http/index.ts';
import { putTenantSettings } from '../tenants/index.ts';
import { INBOX_SETTING, keepsCopies } from './development-inbox.ts';
import { listInboxMessages, removeInboxMessages } from './inbox.store.ts';

const Copies = z.strictObject({ keepCopies: z.boolean() });

export const inboxRoutes = [
  route(
    'GET /api/development-inbox',
    {
      summary: 'List messages that would have been mailed, newest first',
      scope: 'management',
      query: pagingSchema,
      response: z.array(
        z.object({
          id: z.string(),
          channel: z.enum(['email', 'sms']),
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
  route(
    'GET /api/configs/development-inbox',
    {
      summary: 'Get whether copies of sent messages are kept in the development inbox',
      scope: 'management',
      response: Copies,
    },
    async ({ context: { platform, tenant } }) => ({
      keepCopies: await keepsCopies(platform.db.queries, tenant.id),
    }),
  ),
  route(
    'PATCH /api/configs/development-inbox',
    {
      summary: 'Set whether copies of sent messages, with their codes, are kept in the development inbox',
      scope: 'management',
      body: Copies,
      response: Copies,
    },
    async ({ context, body }) => {
      await context.platform.db.transaction(async (tx) => {
        const before = { keepCopies: await keepsCopies(tx, context.tenant.id) };
        await putTenantSettings(tx, context.tenant.id, INBOX_SETTING, body);
        await record(tx, context, {
          key: 'TenantSettings.Update',
          payload: { name: INBOX_SETTING, ...differences(before, body) },
        });
      });
      return body;
    },
  ),
];
