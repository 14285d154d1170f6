/** Looks at domains: DNS, then the answer over https, then the verdict into the database with its row in the trail. */
import { differences, record } from '../audit/index.ts';
import { afterCommit } from '../db/index.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../lib/clock.ts';
import { Refusal } from '../lib/errors.ts';
import type { Context, Platform } from '../platform.ts';
import { findTenant, forgetTenants } from '../tenants/index.ts';
import { findTexts, hasAddress } from './dns.ts';
import { changeStanding, claimCheck, type Domain, findDomain, listDueDomains } from './domains.store.ts';
import { refuse } from './errors.ts';
import { probe } from './probe.ts';
import { challengeName } from './records.ts';
import { type Findings, isProved, judge, type Problem, type Standing, takenByAnother } from './verdict.ts';

/** However often a domain is read, it is looked at no more often than this. */
const PAUSE = 10 * SECOND;
/** Housekeeping: domains in use, those being set up, and those that nobody seems to be setting up any more. */
const ACTIVE_EVERY = 10 * MINUTE;
const YOUNG_EVERY = MINUTE;
const YOUNG = DAY;
const OLD_EVERY = 6 * HOUR;
const AT_ONCE = 10;
const PER_ROUND = 50;

const look = async (platform: Platform, domain: Domain): Promise<Findings> => {
  const texts = await findTexts(platform, challengeName(domain.domain));
  if (domain.status === 'Active' || !isProved(domain, { texts })) return { texts };
  const address = await hasAddress(platform, domain.domain);
  if (!('found' in address && address.found)) return { texts, address };
  return { texts, address, probed: await probe(platform, domain.domain) };
};

const shown = ({ status, errorMessage }: Pick<Standing, 'status' | 'errorMessage'>) => ({
  status,
  errorMessage,
});

/** Writes a verdict down. A change of status or reason is told in the trail; a look that changed nothing is not. */
const settle = async (context: Context, known: Domain, next: Standing): Promise<void> => {
  const { platform } = context;
  const { status, problem, errorMessage, missingSince } = known;
  const change = differences({ status, problem, errorMessage, missingSince }, next);
  if (Object.keys(change.after).length === 0) return;
  await platform.db.transaction(async (tx) => {
    const taken = () => refuse('domain.hostname_already_exists', { domain: known.domain });
    if (!(await changeStanding(tx, known, next, taken))) return;
    const told = differences(shown(known), shown(next));
    await record(tx, context, {
      key: 'Domain.Update',
      payload: { id: known.id, domain: known.domain, ...told },
    });
    afterCommit(tx, () => forgetTenants(platform));
  });
};

const check = async (context: Context, known: Domain): Promise<void> => {
  const { platform } = context;
  const findings = await look(platform, known);
  const stood = { ...known, problem: known.problem as Problem | null };
  const next = judge(stood, findings, platform.clock.now());
  try {
    await settle(context, known, next);
  } catch (error) {
    // Only one tenant can be in use at a name: the database decides, whoever proves what meanwhile.
    if (!(error instanceof Refusal)) throw error;
    await settle(context, known, takenByAnother(known.domain));
  }
};

/**
 * A domain as it is now: one that is not in use, or may soon not be, is looked at first, at most every ten seconds, so that whoever has just
 * changed DNS sees what came of it.
 */
export const refresh = async (context: Context, known: Domain): Promise<Domain> => {
  const { platform, tenant } = context;
  if (known.status === 'Active' && known.missingSince === null) return known;
  const now = platform.clock.now();
  const { queries } = platform.db;
  if (!(await claimCheck(queries, known, { now, before: now - PAUSE }))) return known;
  // What is found out is nobody's deed, whoever made us look.
  await check({ ...context, actor: { type: 'system' } }, known);
  return (await findDomain(queries, tenant.id, known.id)) ?? known;
};

const contextFor = async (platform: Platform, tenantId: string): Promise<Context | undefined> => {
  const tenant = await findTenant(platform, tenantId);
  const from = { ip: '', userAgent: null, requestId: 'housekeeping' };
  return tenant && { platform, tenant, actor: { type: 'system' }, from };
};

const checkDue = async (platform: Platform, known: Domain): Promise<void> => {
  const now = platform.clock.now();
  // Another node may have been quicker.
  if (!(await claimCheck(platform.db.queries, known, { now, before: known.checkedAt }))) return;
  const context = await contextFor(platform, known.tenantId);
  if (context) await check(context, known);
};

/** One round of housekeeping over every tenant's domains. */
export const checkDueDomains = async (platform: Platform): Promise<void> => {
  const now = platform.clock.now();
  const due = await listDueDomains(
    platform.db.queries,
    {
      active: now - ACTIVE_EVERY,
      young: now - YOUNG_EVERY,
      youngSince: now - YOUNG,
      old: now - OLD_EVERY,
    },
    PER_ROUND,
  );
  for (let start = 0; start < due.length; start += AT_ONCE) {
    await Promise.all(due.slice(start, start + AT_ONCE).map((domain) => checkDue(platform, domain)));
  }
};
