/** Which names may become a custom domain. */
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { isLoopbackHost } from '../config.ts';
import type { Platform } from '../platform.ts';
import { listTenants } from '../tenants/index.ts';
import { refuse } from './errors.ts';
import { challengeName } from './records.ts';

const HOST_NAME = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** Of a name in DNS (RFC 1035 §2.3.4). */
const MAX_NAME = 253;

/** Host names that lead to this installation anyway: of every tenant, and of the settings. */
const ownHosts = async (platform: Platform): Promise<Set<string>> => {
  const { endpoint, adminEndpoint } = platform.config;
  const origins = [endpoint, adminEndpoint, ...(await listTenants(platform)).map(({ origin }) => origin)];
  return new Set(origins.map((origin) => new URL(origin).hostname));
};

/**
 * A host name as it is stored: A-labels in lower case. Refuses with `domain.domain_is_not_allowed` what is no host name
 * (an address, a name without a dot, one with a port or path), bare public suffixes (`co.jp`: everybody's names are
 * below it), this machine's own names and those of the installation itself.
 */
export const readHostName = async (platform: Platform, typed: string): Promise<string> => {
  const forbid = (reason: string) =>
    refuse('domain.domain_is_not_allowed', { domain: typed.slice(0, 100), reason });
  // Dots that other scripts use, escapes and the like are for browsers to read: here they are mistakes.
  const domain = /^[^\s:/?#@%\\[\]]+$/.test(typed) ? domainToASCII(typed) : '';
  if (isIP(domain) !== 0) throw forbid('it is an address, not a name');
  if (!HOST_NAME.test(domain)) throw forbid('it is not a host name such as login.example.com');
  if (challengeName(domain).length > MAX_NAME) throw forbid('it is too long');
  if (isLoopbackHost(domain)) throw forbid('it is a name of this machine');
  const { parse } = await import('tldts');
  const { publicSuffix, domain: registrable } = parse(domain, { allowPrivateDomains: true });
  if (publicSuffix === domain || registrable === null) throw forbid('everybody can register names below it');
  if ((await ownHosts(platform)).has(domain)) throw forbid('this server is reached there already');
  return domain;
};
