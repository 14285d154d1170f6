/** How many devices a user may be signed in on (`maxAllowedGrants`): the longest signed in make room for the newest. */
import type { Application } from '../applications/index.ts';
import { record } from '../audit/index.ts';
import type { Transaction } from '../db/index.ts';
import type { Context } from '../platform.ts';
import type { Session } from '../sessions/index.ts';
import { holdUser, listLiveGrants, revokeGrant } from './grants.store.ts';

/**
 * Ends the application's grants of the user's oldest devices beyond its limit, in the transaction that opened the
 * newest. A device is a browser session: what it was given several times counts once. Costs nothing without a limit.
 */
export const endOldestDevices = async (
  tx: Transaction,
  context: Context,
  application: Application,
  session: Session,
): Promise<void> => {
  const limit = application.customClientMetadata.maxAllowedGrants;
  if (limit === undefined) return;
  const { platform, tenant } = context;
  const now = platform.clock.now();
  // Two devices at the same moment come one after the other, or each would overlook the other.
  await holdUser(tx, tenant.id, session.userId);
  const grants = await listLiveGrants(
    tx,
    tenant.id,
    { userId: session.userId, applicationId: application.id },
    now,
  );
  const devices = new Set<string>([session.id]);
  for (const grant of grants) {
    const device = grant.sessionId ?? grant.id;
    if (devices.has(device)) continue;
    if (devices.size < limit) {
      devices.add(device);
      continue;
    }
    await revokeGrant(tx, tenant.id, grant.id, now);
    await record(tx, context, {
      key: 'Grant.LimitExceeded',
      userId: session.userId,
      applicationId: application.id,
      payload: { grantId: grant.id, sessionId: grant.sessionId, limit },
    });
  }
};
