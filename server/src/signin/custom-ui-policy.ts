/**
 * What own sign-in pages may load and ask beyond their own origin, and the policy (CSP level 3) they are served with.
 * Whoever writes them is trusted with the sign-in of this tenant's users, and with nothing else: the attack to stop is
 * a script on one tenant's origin that acts on the console's, which browsers may count to the same site.
 */
import { isLoopbackHost } from '../config.ts';
import type { Context, Tenant } from '../platform.ts';
import { ADMIN_TENANT, listTenants } from '../tenants/index.ts';
import { refuse } from './errors.ts';

/** Sources by directive, as the wire contract names them. */
export type CustomUiCsp = { scriptSrc?: string[] | undefined; connectSrc?: string[] | undefined };

/** `https://host`, `https://host:port`, or `*.` before a name that somebody registered. */
const SOURCE = /^https:\/\/(?<wild>\*\.)?(?<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?<port>:\d{1,5})?$/;

const covers = (source: string, address: string): boolean => {
  const { wild, host = '', port = '' } = SOURCE.exec(source)?.groups ?? {};
  const { protocol, hostname, port: actual } = new URL(address);
  const isHost = wild ? hostname.endsWith(`.${host}`) : hostname === host;
  return protocol === 'https:' && isHost && (port.slice(1) || '443') === (actual || '443');
};

/** Whether a source reaches another tenant of this installation. */
const reachesOthers = ({ tenant }: Context, tenants: readonly Tenant[], source: string): boolean =>
  tenants.some(({ id, issuers }) => id !== tenant.id && issuers.some((issuer) => covers(source, issuer)));

/** Refuses what is no https origin, is wider than one's own names, or reaches another tenant of this installation. */
const checkSource = async (context: Context, source: string): Promise<void> => {
  const { wild, host = '', port = '' } = SOURCE.exec(source)?.groups ?? {};
  const notAllowed = () => refuse('sign_in_experiences.source_not_allowed', { source });
  if (!host || !URL.canParse(`https://${host}${port}`) || new URL(`https://${host}`).hostname !== host)
    throw notAllowed();
  if (wild) {
    const { parse } = await import('tldts');
    const { isIp, domain } = parse(host, { allowPrivateDomains: true });
    if (isIp || domain === null) throw notAllowed();
  }
  if (reachesOthers(context, await listTenants(context.platform), source))
    throw refuse('sign_in_experiences.source_is_ours', { source });
};

/**
 * Whether a script at an address of ours could plant a session of the console or of another tenant: cookies cross
 * ports. On loopback nobody else is.
 */
export const sharesHost = async ({ platform, tenant }: Context, address: string): Promise<boolean> => {
  const { hostname } = new URL(address);
  if (isLoopbackHost(hostname)) return false;
  const others = (await listTenants(platform)).filter(({ id }) => id !== tenant.id);
  const addresses = [platform.config.adminEndpoint, ...others.flatMap(({ issuers }) => issuers)];
  return addresses.some((other) => new URL(other).hostname === hostname);
};

/** Throws for tenant `admin`, and where a tenant is reached at the host of the console or of another tenant. */
export const refuseCustomUi = async (context: Context): Promise<void> => {
  const { tenant } = context;
  if (tenant.id === ADMIN_TENANT) throw refuse('sign_in_experiences.admin_custom_ui');
  for (const issuer of tenant.issuers) {
    if (await sharesHost(context, issuer))
      throw refuse('sign_in_experiences.custom_ui_host', { host: new URL(issuer).hostname });
  }
};

/** Checks the sources of a change. */
export const checkSources = async (
  context: Context,
  { scriptSrc = [], connectSrc = [] }: CustomUiCsp,
): Promise<void> => {
  for (const source of [...scriptSrc, ...connectSrc]) await checkSource(context, source);
};

/** The sources as they hold now: a tenant, or a domain of one, may have come where none was when they were named. */
export const sourcesInEffect = async (
  context: Context,
  { scriptSrc = [], connectSrc = [] }: CustomUiCsp,
): Promise<CustomUiCsp> => {
  const tenants = await listTenants(context.platform);
  const isOpen = (source: string) => !reachesOthers(context, tenants, source);
  return { scriptSrc: scriptSrc.filter(isOpen), connectSrc: connectSrc.filter(isOpen) };
};

/**
 * The policy of own pages. Scripts come from files, never from the markup; styles may stand in it, since component
 * libraries write them there. No workers: a service worker would outlive the package on this origin.
 */
export const customUiPolicy = ({ scriptSrc = [], connectSrc = [] }: CustomUiCsp): string =>
  [
    "default-src 'none'",
    ["script-src 'self'", ...scriptSrc].join(' '),
    ["connect-src 'self'", ...connectSrc].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob: https:",
    "font-src 'self' data:",
    "media-src 'self'",
    "manifest-src 'self'",
    "worker-src 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'self'",
  ].join('; ');
