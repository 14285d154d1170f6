/**
 * What becomes of a domain after a look at it. Pure: the findings go in, status and words come out.
 *
 * In use (`Active`) a domain depends on its TXT record alone. One that is gone, or says something else, is a warning for
 * an hour, then the domain is taken out of use (`Error`). That nobody answered settles nothing: neither a slow name
 * server nor a proxy that is down takes a domain away from the users who are signing in there.
 */
import { HOUR } from '../lib/clock.ts';
import type { Answered } from './dns.ts';
import type { Probed } from './probe.ts';
import { challengeName } from './records.ts';

export type DomainStatus = 'PendingVerification' | 'PendingSsl' | 'Active' | 'Error';

/** What stands in the way, for pages that say it in other languages. */
export const PROBLEMS = [
  'txt_missing',
  'txt_other',
  'address_missing',
  'unreachable',
  'foreign',
  'taken',
  'dns_failed',
  'leaving',
  'gone',
] as const;
export type Problem = (typeof PROBLEMS)[number];

export type Standing = {
  status: DomainStatus;
  problem: Problem | null;
  errorMessage: string | null;
  missingSince: number | null;
};

/** What was found. What was not looked at is undefined. */
export type Findings = {
  texts: Answered<string[]>;
  address?: Answered<boolean> | undefined;
  probed?: Probed | undefined;
};

/** How long the record of a domain in use may be missing. */
const PATIENCE = HOUR;
const MAX_MESSAGE = 1024;

const wordsOf = (problem: Problem, domain: string, detail: string): string => {
  const txt = challengeName(domain);
  switch (problem) {
    case 'txt_missing':
      return `There is no TXT record at ${txt} yet.`;
    case 'txt_other':
      return `The TXT record at ${txt} says something else than the proof of this domain.`;
    case 'address_missing':
      return `${domain} has no address yet: set the second record.`;
    case 'unreachable':
      return `https://${domain}/ gives no usable answer: ${detail}.`;
    case 'foreign':
      return `https://${domain}/ is answered by another server, or by a proxy that does not pass on the Host header.`;
    case 'taken':
      return `Another tenant of this server is in use at ${domain}. Once its TXT record has been gone for an hour, this one takes over.`;
    case 'dns_failed':
      return `DNS gave no answer about ${domain} (${detail}). It is asked again.`;
    case 'leaving':
      return `The TXT record at ${txt} is gone or says something else. Without it the domain is taken out of use within an hour.`;
    case 'gone':
      return `The domain was taken out of use: the TXT record at ${txt} is gone or says something else.`;
    default:
      throw new Error(`no words for ${problem satisfies never}`);
  }
};

const standing = (
  domain: string,
  status: DomainStatus,
  problem: Problem | null,
  more: { detail?: string; missingSince?: number } = {},
): Standing => ({
  status,
  problem,
  errorMessage: problem && wordsOf(problem, domain, more.detail ?? '').slice(0, MAX_MESSAGE),
  missingSince: more.missingSince ?? null,
});

type Known = { domain: string; proof: string } & Standing;

/** A domain in use whose record is not there. */
const leave = ({ domain, missingSince }: Known, now: number): Standing => {
  const since = missingSince ?? now;
  return now - since < PATIENCE
    ? standing(domain, 'Active', 'leaving', { missingSince: since })
    : standing(domain, 'Error', 'gone');
};

const unproved = (known: Known, texts: string[], now: number): Standing => {
  if (known.status === 'Active') return leave(known, now);
  if (known.status === 'Error') return standing(known.domain, 'Error', 'gone');
  return standing(known.domain, 'PendingVerification', texts.length === 0 ? 'txt_missing' : 'txt_other');
};

/** What did not settle anything leaves a domain as it was. */
const unsettled = (known: Known, detail: string): Standing => {
  const { domain, status, problem, errorMessage, missingSince } = known;
  if (status === 'Active' || status === 'Error') return { status, problem, errorMessage, missingSince };
  return standing(domain, status, 'dns_failed', { detail });
};

/** The proof is there: what the rest of the findings say of a domain that is not in use. */
const proved = (known: Known, { address, probed }: Findings): Standing => {
  const { domain } = known;
  if (address && 'unknown' in address) return unsettled(known, address.unknown);
  if (!address?.found) return standing(domain, 'PendingVerification', 'address_missing');
  if (probed === 'ours') return standing(domain, 'Active', null);
  if (probed === undefined || probed === 'foreign') return standing(domain, 'PendingSsl', 'foreign');
  return standing(domain, 'PendingSsl', 'unreachable', { detail: probed.unreachable });
};

/** Whether the proof is among the texts. */
export const isProved = ({ proof }: { proof: string }, { texts }: Pick<Findings, 'texts'>): boolean =>
  'found' in texts && texts.found.includes(proof);

/** How a domain stands after the findings. */
export const judge = (known: Known, findings: Findings, now: number): Standing => {
  const { texts } = findings;
  if ('unknown' in texts) return unsettled(known, texts.unknown);
  if (!isProved(known, findings)) return unproved(known, texts.found, now);
  return known.status === 'Active' ? standing(known.domain, 'Active', null) : proved(known, findings);
};

/** How a domain stands that may be used, if it were not in use for another tenant. */
export const takenByAnother = (domain: string): Standing => standing(domain, 'PendingSsl', 'taken');
