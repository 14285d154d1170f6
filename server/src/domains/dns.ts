/** Asks DNS, over the servers of DNS_SERVERS or the system's, and tells “there is none” from “nobody answered”. */
import { Resolver } from 'node:dns/promises';
import type { Platform } from '../platform.ts';

const TIMEOUT = 1500;
const TRIES = 2;

/** What is there; `unknown` where no server gave an answer that settles it. */
export type Answered<T> = { found: T } | { unknown: string };

const resolvers = new WeakMap<Platform, Resolver>();
const resolverOf = (platform: Platform): Resolver => {
  let resolver = resolvers.get(platform);
  if (!resolver) {
    resolver = new Resolver({ timeout: TIMEOUT, tries: TRIES });
    if (platform.config.dnsServers.length > 0) resolver.setServers(platform.config.dnsServers);
    resolvers.set(platform, resolver);
  }
  return resolver;
};

/** The name, or records of this type under it, do not exist: an answer as good as any other. */
const SETTLED = new Set(['ENODATA', 'ENOTFOUND']);

const settle = async <T>(asked: Promise<T[]>): Promise<Answered<T[]>> => {
  try {
    return { found: await asked };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return SETTLED.has(code ?? '') ? { found: [] } : { unknown: code ?? message };
  }
};

/** Texts of the TXT records under a name. */
export const findTexts = async (platform: Platform, name: string): Promise<Answered<string[]>> => {
  const answer = await settle(resolverOf(platform).resolveTxt(name));
  return 'unknown' in answer ? answer : { found: answer.found.map((pieces) => pieces.join('')) };
};

/** Whether a name has an address of either family. */
export const hasAddress = async (platform: Platform, name: string): Promise<Answered<boolean>> => {
  const resolver = resolverOf(platform);
  const answers = await Promise.all([
    settle<string>(resolver.resolve4(name)),
    settle<string>(resolver.resolve6(name)),
  ]);
  if (answers.some((answer) => 'found' in answer && answer.found.length > 0)) return { found: true };
  const unknown = answers.find((answer) => 'unknown' in answer);
  return unknown ?? { found: false };
};
