/** What to believe of proxy headers. Only what a trusted proxy appended counts; the rest is the client's word. */
import { BlockList, isIP } from 'node:net';
import type { Config } from '../config.ts';

/** An address without brackets and port, which some proxies write too: each connection would be another caller. */
const plain = (address: string | undefined): string => {
  const text = address ?? '';
  const bare =
    /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
  return bare.replace(/^::ffff:(?=\d+\.)/i, '') || 'unknown';
};

const lists = new WeakMap<readonly string[], BlockList>();
const trusted = (networks: readonly string[], address: string): boolean => {
  let list = lists.get(networks);
  if (!list) {
    list = new BlockList();
    for (const network of networks) {
      const [base = '', prefix] = network.split('/');
      const family = isIP(base) === 4 ? 'ipv4' : 'ipv6';
      list.addSubnet(base, prefix === undefined ? (family === 'ipv4' ? 32 : 128) : Number(prefix), family);
    }
    lists.set(networks, list);
  }
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
};

const claimedAddress = (
  trust: Config['trustProxy'],
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
): string => {
  const last = plain(socketAddress);
  // Every entry keeps its place, whatever it is: places are what tells the proxies' word from the client's.
  const chain = [...(forwardedFor ?? '').split(',').map((part) => plain(part.trim())), last];
  if ('hops' in trust)
    return trust.hops === 0 ? last : (chain[Math.max(0, chain.length - 1 - trust.hops)] ?? last);
  let index = chain.length - 1;
  while (index > 0 && trusted(trust.networks, chain[index] as string)) index -= 1;
  return chain[index] ?? last;
};

/**
 * The client's address: the socket's, or, behind trusted proxies, the right-most entry of X-Forwarded-For that no
 * trusted proxy is. A spoofed entry on the left is never read, and what is no address is nobody's (T-02).
 */
export const clientAddress = (
  trust: Config['trustProxy'],
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
): string => {
  const claimed = claimedAddress(trust, socketAddress, forwardedFor);
  return isIP(claimed) === 0 ? plain(socketAddress) : claimed;
};

/** The host a request is for: the Host header alone (X-Forwarded-Host is never read, L-09). */
export const requestHost = (headers: Headers): string => (headers.get('host') ?? '').toLowerCase();
