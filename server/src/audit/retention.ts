/** How long a tenant keeps its audit trail: a setting, in days. */
import { z } from 'zod';
import type { Queries } from '../db/index.ts';
import { route } from '../http/index.ts';
import { findTenantSettings, putTenantSettings } from '../tenants/index.ts';
import { record } from './audit.ts';

const DEFAULT_DAYS = 365;
const Retention = z.strictObject({ retentionDays: z.number().int().min(1).max(3650) });

export const auditRetentionDays = async (db: Queries, tenantId: string): Promise<number> =>
  Number((await findTenantSettings(db, tenantId, 'audit'))?.retentionDays ?? DEFAULT_DAYS);

export const auditRetentionRoutes = [
  route(
    'GET /api/configs/audit',
    { summary: 'Get how long audit rows are kept', scope: 'management', response: Retention },
    async ({ context }) => ({
      retentionDays: await auditRetentionDays(context.platform.db.queries, context.tenant.id),
    }),
  ),
  route(
    'PATCH /api/configs/audit',
    {
      summary: 'Set how long audit rows are kept',
      scope: 'management',
      body: Retention,
      response: Retention,
    },
    async ({ context, body }) => {
      await context.platform.db.transaction(async (tx) => {
        await putTenantSettings(tx, context.tenant.id, 'audit', body);
        await record(tx, context, { key: 'TenantSettings.Update', payload: { name: 'audit', ...body } });
      });
      return body;
    },
  ),
];
