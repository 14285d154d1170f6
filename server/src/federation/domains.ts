/** Which e-mail domains may lead to a connector, and to which connectors an address leads. */
import { coversAddress } from '../connectors/index.ts';
import { isPublicMail } from '../lib/public-mail.ts';
import type { Context } from '../platform.ts';
import { readDomainKey, readEmailKey } from '../users/index.ts';
import { type Choice, isEnforcing, presentChoice, whyUnavailable } from './availability.ts';
import { refuse } from './errors.ts';
import {
  type ConnectorRow,
  listConnectorRows,
  listConnectorsOfDomain,
  listEnabledConnectors,
} from './sso-connectors.store.ts';

const MAX_DOMAINS = 200;

const forbid = (domain: string, reason: string) =>
  refuse('single_sign_on.forbidden_domains', { domains: domain.slice(0, 100), reason });

/**
 * Domains as they are stored: A-labels in lower case. Refuses what is no domain, bare public suffixes (`co.jp`: the
 * rule would catch other people's companies), public mail providers, and a domain listed twice.
 */
export const normaliseDomains = async (typed: readonly string[]): Promise<string[]> => {
  const { parse } = await import('tldts');
  if (typed.length > MAX_DOMAINS)
    throw forbid(`${typed.length} domains`, `at most ${MAX_DOMAINS} are allowed`);
  const domains: string[] = [];
  for (const text of typed) {
    const domain = readDomainKey(text.trim());
    if (domain === undefined) throw forbid(text, 'it is not a domain');
    const { publicSuffix, domain: registrable } = parse(domain, { allowPrivateDomains: true });
    if (publicSuffix === domain || registrable === null)
      throw forbid(domain, 'everybody can register names below it');
    if (isPublicMail(domain)) throw forbid(domain, 'it is a public mail provider');
    if (domains.includes(domain)) throw refuse('single_sign_on.duplicate_domains', { domains: domain });
    domains.push(domain);
  }
  return domains;
};

const listRowsForEmail = async (context: Context, email: string): Promise<ConnectorRow[]> => {
  const key = readEmailKey(email.trim());
  if (key === undefined) return [];
  const { platform, tenant } = context;
  const rows = await listConnectorsOfDomain(
    platform.db.queries,
    tenant.id,
    key.slice(key.lastIndexOf('@') + 1),
  );
  return rows.filter((row) => coversAddress(row.domains, key));
};

const isAvailable = (row: ConnectorRow): boolean => whyUnavailable(row) === undefined;

/**
 * The available connectors that an address leads to, by the domain after its last `@`; empty while enterprise SSO is
 * switched off, or for what is no address we would accept.
 */
export const findConnectorsForEmail = async (context: Context, email: string): Promise<Choice[]> =>
  (await listRowsForEmail(context, email)).filter(isAvailable).map(presentChoice);

/** Every connector that a user may go to now; empty while enterprise SSO is switched off. */
export const listAvailableConnectors = async (context: Context): Promise<Choice[]> => {
  const rows = await listEnabledConnectors(context.platform.db.queries, context.tenant.id);
  return rows.filter((row) => whyUnavailable(row) === undefined).map(presentChoice);
};

/** Ids of the connectors that would be available if enterprise SSO were on: what switching it on would enforce. */
export const listReadyConnectorIds = async (context: Context): Promise<string[]> => {
  const { platform, tenant } = context;
  const { rows } = await listConnectorRows(platform.db.queries, tenant.id, { limit: 500, offset: 0 });
  return rows.filter((row) => whyUnavailable(row) === undefined).map((row) => row.id);
};

/**
 * Where a user must sign in instead of here: the connectors of the domain of the primary address. While it is not
 * empty, no local credential of this user is good on any path, whatever identifier was typed (L-06).
 */
export const isSsoEnforced = async (
  context: Context,
  user: { readonly primaryEmail: string | null },
): Promise<Choice[]> => {
  if (user.primaryEmail === null) return [];
  const rows = (await listRowsForEmail(context, user.primaryEmail)).filter(isEnforcing);
  const available = rows.filter(isAvailable);
  return (available.length > 0 ? available : rows).map(presentChoice);
};
