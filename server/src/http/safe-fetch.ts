/**
 * The only way out: every request to an address that somebody typed or a provider named goes through here, so that
 * the server cannot be turned against the network it stands in (SSRF). The name is resolved once, every address it
 * has is judged, and the connection goes to what was judged, so that a name that changes between check and use
 * (DNS rebinding) gains nothing. Redirects are refused, answers are cut by time and size.
 */
import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { Agent } from 'undici';
import type { Config } from '../config.ts';
import { defineErrors, Refusal } from '../lib/errors.ts';
import type { Outgoing, OutgoingInit } from '../platform.ts';

export const refuseOutgoing = defineErrors({
  'outgoing.refused': [422, 'The address {url} may not be reached: {reason}.'],
  'outgoing.failed': [502, 'The address {url} gave no usable answer: {reason}.'],
});

const TIMEOUT = 5000;
const MAX_BYTES = 1024 * 1024;

/** Addresses of IPv4 that lead nowhere public (IANA special-purpose registry, multicast, reserved). */
const CLOSED_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** Of IPv6 only global unicast is open; these parts of it are tunnels, documentation and protocol assignments. */
const OPEN_V6 = '2000::/3';
const CLOSED_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const listOf = (networks: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', prefix] = network.split('/');
    const v4 = isIP(base) === 4;
    list.addSubnet(base, prefix === undefined ? (v4 ? 32 : 128) : Number(prefix), v4 ? 'ipv4' : 'ipv6');
  }
  return list;
};

const closedV4 = listOf(CLOSED_V4);
const openV6 = listOf([OPEN_V6]);
const closedV6 = listOf(CLOSED_V6);

/**
 * Whether an address belongs to the public internet. IPv4-mapped, NAT64, unique-local, link-local and multicast
 * addresses of IPv6 lie outside global unicast and so are not.
 */
export const isPublicAddress = (address: string): boolean => {
  const plain = address.split('%')[0] as string;
  const family = isIP(plain);
  if (family === 4) return !closedV4.check(plain, 'ipv4');
  return family === 6 && openV6.check(plain, 'ipv6') && !closedV6.check(plain, 'ipv6');
};

type Allowed = { host: (hostname: string, port: string) => boolean; address: (address: string) => boolean };

const isNetwork = (entry: string): boolean => isIP(entry.split('/')[0] as string) !== 0;

/** What OUTGOING_ALLOW says, as questions. */
export const readAllowed = (entries: readonly string[]): Allowed => {
  const networks = listOf(entries.filter(isNetwork));
  const hosts = new Set(entries.filter((entry) => !isNetwork(entry)));
  return {
    host: (hostname, port) => hosts.has(hostname) || hosts.has(`${hostname}:${port}`),
    address: (address) => {
      const plain = address.split('%')[0] as string;
      const family = isIP(plain);
      return family !== 0 && networks.check(plain, family === 4 ? 'ipv4' : 'ipv6');
    },
  };
};

type Target = { hostname: string; port: string; secure: boolean };

/** Why this address of the target may not be connected to; undefined when it may. */
export const objection = (allowed: Allowed, target: Target, address: string): string | undefined => {
  if (allowed.host(target.hostname, target.port) || allowed.address(address)) return undefined;
  if (!target.secure) return 'unencrypted connections are only for allowed hosts';
  return isPublicAddress(address) ? undefined : 'it is in a private or reserved network';
};

/** An address that may not be connected to; the message says why. */
export class Objection extends Error {}

/** Resolves a name to all its addresses, as `dns.lookup` with `all`. */
export type Resolve = (
  hostname: string,
  options: { all: true; order: 'verbatim' },
  done: (error: NodeJS.ErrnoException | null, addresses: { address: string; family: number }[]) => void,
) => void;

/** A look-up for the socket that fails when any address of the name is closed to us. */
export const guardedLookup =
  (allowed: Allowed, target: Target, resolve: Resolve): LookupFunction =>
  (hostname, options, done) => {
    resolve(hostname, { all: true, order: 'verbatim' }, (error, addresses) => {
      if (error) return done(error, '', 0);
      const wrong = addresses.map(({ address }) => objection(allowed, target, address)).find(Boolean);
      const [first] = addresses;
      if (wrong !== undefined) return done(new Objection(wrong), '', 0);
      if (first === undefined) return done(new Error('the name has no address'), '', 0);
      return options.all ? done(null, addresses) : done(null, first.address, first.family);
    });
  };

type Undici = typeof import('undici');

const createAgent = ({ Agent, buildConnector }: Undici, allowed: Allowed, resolve: Resolve): Agent =>
  new Agent({
    allowH2: false,
    connections: 16,
    keepAliveTimeout: 4000,
    connect: (options, done) => {
      const secure = options.protocol === 'https:';
      const target = { hostname: options.hostname, port: options.port || (secure ? '443' : '80'), secure };
      buildConnector({ timeout: TIMEOUT, lookup: guardedLookup(allowed, target, resolve) })(options, done);
    },
  });

const display = (url: URL): string => `${url.origin}${url.pathname}`.slice(0, 200);

/** Refuses what can be judged without resolving: schemes, credentials and literal addresses. */
const judge = (allowed: Allowed, raw: string | URL): URL => {
  const refuseWith = (shown: string, reason: string) =>
    refuseOutgoing('outgoing.refused', { url: shown, reason });
  if (!URL.canParse(raw)) throw refuseWith(String(raw).slice(0, 200), 'it is not a URL');
  const url = new URL(raw);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw refuseWith(`${url.protocol}…`, 'only https addresses are reached');
  }
  if (url.username || url.password) throw refuseWith(display(url), 'it carries credentials');
  const secure = url.protocol === 'https:';
  const target = { hostname: url.hostname, port: url.port || (secure ? '443' : '80'), secure };
  // URL has already turned decimal, octal and hexadecimal hosts into dotted ones.
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0) {
    const wrong = objection(allowed, target, literal);
    if (wrong !== undefined) throw refuseWith(display(url), wrong);
  } else if (!allowed.host(target.hostname, target.port) && /(^|\.)localhost\.?$/.test(url.hostname)) {
    const wrong = objection(allowed, target, '127.0.0.1');
    if (wrong !== undefined) throw refuseWith(display(url), wrong);
  }
  return url;
};

const readBody = async (body: AsyncIterable<Uint8Array> & { destroy: () => unknown }, limit: number) => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > limit) {
      body.destroy();
      throw new Error(`the answer is larger than ${limit} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const reasonOf = (error: unknown): string => {
  const { name, code, message } = error as { name?: string; code?: string; message?: string };
  if (name === 'TimeoutError' || name === 'AbortError' || /TIMEOUT/.test(code ?? ''))
    return 'it took too long';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name cannot be resolved';
  if (code === 'ECONNREFUSED') return 'the connection was refused';
  return message || code || 'the connection failed';
};

const objectionIn = (error: unknown): Objection | undefined => {
  if (error instanceof Objection) return error;
  const inner = error as { cause?: unknown; errors?: unknown[] } | null | undefined;
  if (inner?.cause !== undefined) return objectionIn(inner.cause);
  return inner?.errors?.map(objectionIn).find(Boolean);
};

const headersOf = (raw: Record<string, string | string[] | undefined>): Headers => {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) headers.append(name, one);
  }
  return headers;
};

const exchange = async (
  request: Undici['request'],
  agent: Agent,
  url: URL,
  init: OutgoingInit,
): Promise<Response> => {
  const headers = new Headers(init.headers);
  headers.set('accept-encoding', 'identity');
  if (!headers.has('user-agent')) headers.set('user-agent', 'Genkan');
  const form = init.body instanceof URLSearchParams;
  if (form && !headers.has('content-type')) {
    headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8');
  }
  const answer = await request(url, {
    dispatcher: agent,
    method: (init.method ?? 'GET') as 'GET',
    headers: Object.fromEntries(headers),
    body: form ? String(init.body) : ((init.body as string | Uint8Array | null | undefined) ?? null),
    signal: AbortSignal.timeout(init.timeout ?? TIMEOUT),
  });
  const answered = headersOf(answer.headers);
  if (answer.statusCode >= 300 && answer.statusCode < 400 && answered.has('location')) {
    answer.body.on('error', () => {}).destroy();
    throw refuseOutgoing('outgoing.refused', { url: display(url), reason: 'it answers with a redirect' });
  }
  const body = await readBody(answer.body, init.maxBytes ?? MAX_BYTES);
  const empty = [101, 204, 205, 304].includes(answer.statusCode);
  return new Response(empty ? null : body, { status: answer.statusCode, headers: answered });
};

/**
 * Whether the operator allows plain http to this address: a host of OUTGOING_ALLOW, or an address in one of its
 * networks (`localhost` counts as 127.0.0.1).
 */
export const isPlainHttpAllowed = (config: Pick<Config, 'outgoingAllow'>, url: URL): boolean => {
  const allowed = readAllowed(config.outgoingAllow);
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  const address = literal === 'localhost' ? '127.0.0.1' : literal;
  return allowed.host(url.hostname, url.port || '80') || allowed.address(address);
};

/**
 * Makes the client for this configuration. It reaches public https addresses, and what OUTGOING_ALLOW names (hosts
 * `name` and `name:port`, networks) also on private networks and over plain http. Throws `outgoing.refused` with a
 * reason where it may not go, `outgoing.failed` where nothing usable came back (5 s, 1 MiB). Redirects are refused.
 */
export const createOutgoing = (
  config: Pick<Config, 'outgoingAllow'>,
  resolve: Resolve = systemLookup as unknown as Resolve,
): Outgoing => {
  const allowed = readAllowed(config.outgoingAllow);
  // Loaded at first use: it is the heaviest library of the server, and many installations never call out.
  let ready: Promise<{ undici: Undici; agent: Agent }> | undefined;
  const prepare = async () => {
    const undici = await import('undici');
    return { undici, agent: createAgent(undici, allowed, resolve) };
  };
  return async (raw, init = {}) => {
    const url = judge(allowed, raw);
    ready ??= prepare();
    const { undici, agent } = await ready;
    try {
      return await exchange(undici.request, agent, url, init);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      const refused = objectionIn(error);
      if (refused) throw refuseOutgoing('outgoing.refused', { url: display(url), reason: refused.message });
      throw refuseOutgoing(
        'outgoing.failed',
        { url: display(url), reason: reasonOf(error) },
        { cause: error },
      );
    }
  };
};
