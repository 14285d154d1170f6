/** Whether a connector may be used, and how a user sees it. */
import { type Checked, findConnector } from '../connectors/index.ts';
import type { ConnectorRow } from './sso-connectors.store.ts';

/** What the last save found out about the provider. Stored in the column `discovery`. */
export type Discovery =
  | { readonly status: 'incomplete'; readonly missing: readonly string[] }
  | {
      readonly status: 'unreachable';
      readonly reason: string;
      readonly checkedAt: number;
      /** Whether users went through it before the save that found the provider silent. */
      readonly wasReady?: boolean;
    }
  | { readonly status: 'ready'; readonly checkedAt: number; readonly provider: Checked };

/** A connector as an end user may see it. */
export type Choice = { id: string; name: string; logo: string | null; darkLogo: string | null };

/** The result of the last live check. */
export const discoveryOf = (row: Pick<ConnectorRow, 'discovery'>): Discovery =>
  row.discovery as unknown as Discovery;

/** Why users cannot go through this connector; undefined when they can. */
export const whyUnavailable = (row: ConnectorRow): string | undefined => {
  const discovery = discoveryOf(row);
  const connector = findConnector(row.providerName);
  if (!connector) return 'this server has no connector for the provider';
  if (discovery.status === 'incomplete') return `settings are missing: ${discovery.missing.join(', ')}`;
  if (discovery.status === 'unreachable') return discovery.reason;
  const signs = connector.signs(row.config);
  if (signs && row.activeSigningKeyId === null) return 'it has no active signing key';
  if (!signs && row.sealedSecret === null) return 'settings are missing: clientSecret';
  return row.domains.length === 0 ? 'it has no e-mail domain yet' : undefined;
};

/**
 * Whether users of its domains may sign in through it alone. One that was in use goes on forbidding local credentials
 * while its provider is silent: otherwise a save during an outage would let old passwords in again (L-06).
 */
export const isEnforcing = (row: ConnectorRow): boolean => {
  if (whyUnavailable(row) === undefined) return true;
  const discovery = discoveryOf(row);
  return discovery.status === 'unreachable' && discovery.wasReady === true && row.domains.length > 0;
};

type Branding = { displayName?: string; logo?: string; darkLogo?: string };

export const presentChoice = (row: ConnectorRow): Choice => {
  const { displayName, logo, darkLogo } = row.branding as Branding;
  const connector = findConnector(row.providerName);
  return {
    id: row.id,
    name: displayName || connector?.name || row.connectorName,
    logo: logo || connector?.logo || null,
    darkLogo: darkLogo || logo || connector?.logoDark || null,
  };
};
