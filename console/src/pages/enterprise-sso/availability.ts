/** Whether people can sign in with a connector, and why not. */
import type { SsoConnector } from '../../entities.ts';
import { currentLanguage } from '../../i18n/index.ts';
import { translateReason } from '../../i18n/refusals.ts';
import type { EnterpriseSsoTexts } from './texts.ts';

type Connection = 'incomplete' | 'unreachable' | 'ready';

/** How far the connection to the provider is, whatever else is missing. */
export const connectionOf = ({ providerConfig }: SsoConnector): Connection => {
  if (providerConfig.authorizationEndpoint !== undefined) return 'ready';
  return providerConfig.checkedAt === undefined ? 'incomplete' : 'unreachable';
};

/** What the server found wrong with the provider, in the reader's language as far as it is known there. */
export const serversReason = ({ unavailableReason }: SsoConnector): string =>
  translateReason(unavailableReason ?? '', currentLanguage());

/** In words; null when it is available. */
export const whyNotAvailable = (connector: SsoConnector, t: EnterpriseSsoTexts): string | null => {
  if (connector.isAvailable) return null;
  switch (connectionOf(connector)) {
    case 'incomplete':
      return t.reasons.incomplete;
    case 'unreachable':
      return t.reasons.unreachable(serversReason(connector));
    default:
      return connector.domains.length === 0 ? t.reasons.noDomains : serversReason(connector);
  }
};
