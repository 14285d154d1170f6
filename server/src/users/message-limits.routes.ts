/** How many messages a tenant sends in an hour. */
import { z } from 'zod';
import { differences, record } from '../audit/index.ts';
import { route } from '../http/index.ts';
import { putTenantSettings } from '../tenants/index.ts';
import { MESSAGE_LIMITS_SETTING, messageLimits } from './message-limits.ts';

const Limits = z.strictObject({
  emailsPerHour: z.number().int().min(1).max(10_000_000),
  smsPerHour: z.number().int().min(1).max(10_000_000),
});

export const messageLimitsRoutes = [
  route(
    'GET /api/configs/message-limits',
    { summary: 'Get how many messages are sent in an hour at most', scope: 'management', response: Limits },
    ({ context: { platform, tenant } }) => messageLimits(platform.db.queries, tenant.id),
  ),
  route(
    'PATCH /api/configs/message-limits',
    {
      summary: 'Set how many messages are sent in an hour at most',
      scope: 'management',
      body: Limits.partial(),
      response: Limits,
    },
    ({ context, body }) =>
      context.platform.db.transaction(async (tx) => {
        const before = await messageLimits(tx, context.tenant.id);
        const after = { ...before, ...body } as typeof before;
        await putTenantSettings(tx, context.tenant.id, MESSAGE_LIMITS_SETTING, after);
        await record(tx, context, {
          key: 'TenantSettings.Update',
          payload: { name: MESSAGE_LIMITS_SETTING, ...differences(before, after) },
        });
        return after;
      }),
  ),
];
