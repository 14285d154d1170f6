/**
 * Who is told that a session has ended (OpenID Connect Back-Channel Logout 1.0 §2.5): every application that took part
 * in it and has an address for it. The notices are queued in the transaction that ends the session, so the user's
 * sign-out waits for nobody; oauth/backchannel.ts signs and sends them.
 */
import type { Transaction } from '../db/index.ts';
import { enqueue } from '../outbox/index.ts';
import type { Context } from '../platform.ts';
import { type EndingSessions, listParticipants } from './logout-notices.store.ts';

/**
 * A notice as it is queued. Without `sid` it is for all sessions that the application has of the user. `issuer` is the
 * one under which the application signed in, where that is not the tenant's own.
 */
export type LogoutNotice = {
  applicationId: string;
  userId: string;
  sid: string | null;
  issuer?: string | null;
};

/** Queues the notices of sessions that are about to be removed: call it before they are. */
export const announceLogout = async (
  tx: Transaction,
  context: Context,
  ending: EndingSessions,
): Promise<void> => {
  const notices = new Map<string, LogoutNotice>();
  for (const participant of await listParticipants(tx, context.tenant.id, ending)) {
    const { backchannelLogoutUri, backchannelLogoutSessionRequired } = participant.oidcClientMetadata;
    if (!backchannelLogoutUri) continue;
    const { applicationId, userId, issuer } = participant;
    const sid = backchannelLogoutSessionRequired ? (participant.sid ?? participant.sessionId) : null;
    notices.set(`${applicationId} ${sid} ${issuer}`, { applicationId, userId, sid, issuer });
  }
  for (const notice of notices.values()) {
    // One application that hangs must not hold up the others.
    const lane = `backchannel-logout:${notice.applicationId}`;
    await enqueue(tx, context, { kind: 'backchannel-logout', lane, payload: notice });
  }
};
