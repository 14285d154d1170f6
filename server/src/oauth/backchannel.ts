/**
 * Tells applications that a session has ended (OpenID Connect Back-Channel Logout 1.0 §2.5). The outbox calls this off
 * every request's path and repeats it a bounded number of times; the token is made and signed anew for each attempt,
 * so it is fresh when it arrives. Requests go through the guarded client: no redirect is followed, no private network
 * is reached (O-32).
 */
import { findApplication } from '../applications/index.ts';
import { MINUTE, SECOND } from '../lib/clock.ts';
import { type OutboxHandler, Undeliverable } from '../outbox/index.ts';
import type { LogoutNotice } from '../sessions/index.ts';
import { signLogoutToken } from './tokens/tokens.ts';

const TIMEOUT = 5 * SECOND;

export const backchannelLogoutHandler: OutboxHandler = {
  delays: [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE],
  deliver: async (platform, tenant, { payload }) => {
    const notice = payload as LogoutNotice;
    const application = await findApplication(platform.db.queries, tenant.id, notice.applicationId);
    const address = application?.oidcClientMetadata.backchannelLogoutUri;
    if (!address) throw new Undeliverable('the application wants no notices any more');
    const token = await signLogoutToken(platform, tenant, notice);
    const response = await platform.outgoing(address, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ logout_token: token }),
      timeout: TIMEOUT,
      maxBytes: 64 * 1024,
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`the application answered ${response.status}`);
  },
};
