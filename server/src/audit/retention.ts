/** How long a tenant keeps its audit trail: a setting, in days; and the removal of what is older. */
import { z } from 'zod';
import type { Queries } from '../db/index.ts';
import { route } from '../http/index.ts';
import { DAY } from '../lib/clock.ts';
import type { Context } from '../platform.ts';
import { findTenantSettings, putTenantSettings } from '../tenants/index.ts';
import { removeAuditRowsBefore } from './audit.store.ts';
import { record } from './audit.ts';
import { differences } from './differences.ts';
import { dropExportsBefore } from './sink.store.ts';

const DEFAULT_DAYS = 365;
const Retention = z.strictObject({ retentionDays: z.number().int().min(1).max(3650) });

const auditRetentionDays = async (db: Queries, tenantId: string): Promise<number> =>
  Number((await findTenantSettings(db, tenantId, 'audit'))?.retentionDays ?? DEFAULT_DAYS);

/** Rows that a sink has not taken outlive the retention by this, and no longer. */
const UNSENT_KEPT = 30 * DAY;

/** One round of housekeeping on a tenant's trail. What a sink never took is counted in a row of its own. */
export const tidyAudit = async (context: Context): Promise<void> => {
  const { platform, tenant } = context;
  const days = await auditRetentionDays(platform.db.queries, tenant.id);
  const before = platform.clock.now() - days * DAY;
  const unsentBefore = before - UNSENT_KEPT;
  await platform.db.transaction(async (tx) => {
    await removeAuditRowsBefore(tx, tenant.id, { before, unsentBefore });
    const { dropped, hasSink } = await dropExportsBefore(tx, tenant.id, unsentBefore);
    if (hasSink && dropped > 0) {
      await record(tx, context, { key: 'AuditSink.Dropped', result: 'Error', payload: { count: dropped } });
    }
  });
};

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
        const before = { retentionDays: await auditRetentionDays(tx, context.tenant.id) };
        await putTenantSettings(tx, context.tenant.id, 'audit', body);
        const payload = { name: 'audit', ...differences(before, body) };
        await record(tx, context, { key: 'TenantSettings.Update', payload });
      });
      return body;
    },
  ),
];
