/** Whether people can sign in with a connector, and why not. */
import type { SsoConnector } from '../../entities.ts';
import type { EnterpriseSsoTexts } from './texts.ts';

/** In words; null when it is available. The server's own reason where it gave one. */
export const whyNotAvailable = (connector: SsoConnector, t: EnterpriseSsoTexts): string | null => {
  if (connector.available) return null;
  switch (connector.status) {
    case 'incomplete':
      return t.reasons.incomplete;
    case 'no_domains':
      return t.reasons.noDomains;
    default:
      return connector.unavailableReason ?? t.reasons.unreachable;
  }
};
