/** What the owner of a domain sets in DNS. */
import { isIP } from 'node:net';

export type DnsRecord = { name: string; type: string; value: string };

/** Where the proof of a domain is looked for. */
export const challengeName = (domain: string): string => `_genkan-challenge.${domain}`;

/**
 * The TXT record proves that whoever claims the domain may change its DNS; it stays for as long as the domain is used.
 * The other leads browsers here: a CNAME to the tenant's own host, or the host's address where it has no name. It is
 * advice: an apex cannot have a CNAME, and a load balancer may have an address of its own, so that the name has some
 * address and answers as this server over https is what counts.
 */
export const recordsOf = (domain: string, proof: string, ownOrigin: string): DnsRecord[] => {
  const host = new URL(ownOrigin).hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const type = family === 0 ? 'CNAME' : family === 4 ? 'A' : 'AAAA';
  return [
    { name: challengeName(domain), type: 'TXT', value: proof },
    { name: domain, type, value: host },
  ];
};
