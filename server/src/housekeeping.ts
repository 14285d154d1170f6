/** Once a minute: removes what has expired and audit rows beyond the tenant's retention, looks at custom domains. */
import { tidyActivity } from './activity/index.ts';
import { removeUnusedCimdApplications } from './applications/index.ts';
import { tidyAudit } from './audit/index.ts';
import { checkDueDomains } from './domains/index.ts';
import { removeExpired, removeFleeting, removeIdleThrottles } from './housekeeping.store.ts';
import { DAY, HOUR, MINUTE } from './lib/clock.ts';
import { tidyOutbox } from './outbox/index.ts';
import type { Context, Platform } from './platform.ts';
import { tidyIdempotencyKeys } from './safeguards/index.ts';
import { listTenants } from './tenants/index.ts';
import { tidyOneTimeTokens } from './users/index.ts';

/** Expired rows are kept this long: a replayed code or token is still recognised as one. */
const GRACE = DAY;

/** One round. */
export const tidy = async (platform: Platform): Promise<void> => {
  const { queries } = platform.db;
  const now = platform.clock.now();
  await removeExpired(queries, now - GRACE);
  await removeFleeting(queries, now);
  await removeIdleThrottles(queries, now - 25 * HOUR);
  await removeUnusedCimdApplications(queries, now - GRACE);
  await tidyOutbox(platform);
  await tidyIdempotencyKeys(platform);
  await tidyOneTimeTokens(platform);
  for (const tenant of await listTenants(platform)) {
    const from = { ip: '', userAgent: null, requestId: 'housekeeping' };
    const context: Context = { platform, tenant, actor: { type: 'system' }, from };
    await tidyAudit(context);
    await tidyActivity(context);
  }
  await checkDueDomains(platform);
};

/** Starts the rounds; answers the stop. */
export const startHousekeeping = (platform: Platform): (() => void) => {
  const timer = setInterval(() => {
    tidy(platform).catch((error: unknown) => platform.log.error({ err: error }, 'housekeeping failed'));
  }, MINUTE);
  timer.unref();
  return () => clearInterval(timer);
};
