/** Custom domains of a tenant: claimed, proved by DNS, in use. What is looked at when is check.ts's. */
import { record } from '../audit/index.ts';
import { afterCommit } from '../db/index.ts';
import { DAY } from '../lib/clock.ts';
import { createId, createToken } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { forgetTenants } from '../tenants/index.ts';
import {
  type Domain,
  getDomain,
  holdDomains,
  insertDomain,
  listDomains,
  removeDomain,
} from './domains.store.ts';
import { refuse } from './errors.ts';
import { readHostName } from './host-name.ts';

const MAX_DOMAINS = 50;

/**
 * Claims a domain. The proof is random and belongs to this claim alone: what another tenant was told to set, or what was
 * set for a claim that is gone, proves nothing. Refuses what cannot be a domain, one that the tenant has already, and
 * one too many; a claim of another tenant is no hindrance, because only DNS decides.
 */
export const claimDomain = async (context: Context, typed: string): Promise<Domain> => {
  const { platform, tenant } = context;
  const row: Domain = {
    tenantId: tenant.id,
    id: createId(),
    domain: await readHostName(platform, typed),
    status: 'PendingVerification',
    problem: null,
    errorMessage: null,
    missingSince: null,
    proof: createToken(),
    verificationFiles: {},
    createdAt: platform.clock.now(),
    checkedAt: 0,
  };
  await platform.db.transaction(async (tx) => {
    await holdDomains(tx, tenant.id);
    const known = await listDomains(tx, tenant.id);
    if (known.length >= MAX_DOMAINS) throw refuse('domain.too_many', { limit: MAX_DOMAINS });
    await insertDomain(tx, row);
    const { id, domain, status } = row;
    await record(tx, context, { key: 'Domain.Create', payload: { after: { id, domain, status } } });
  });
  return row;
};

/** Gives a domain up: from now on nobody is served there. Throws `domain.not_found`. */
export const deleteDomain = async (context: Context, id: string): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    const { domain, status } = await getDomain(tx, tenant.id, id);
    if (!(await removeDomain(tx, { tenantId: tenant.id, id }))) throw refuse('domain.not_found');
    await record(tx, context, { key: 'Domain.Delete', payload: { before: { id, domain, status } } });
    afterCommit(tx, () => forgetTenants(platform));
  });
};

export type Cleanup = {
  /** Domains made longer ago than that. */
  scannedCount: number;
  deletedCount: number;
  /** In use, and so kept. */
  skippedActiveCount: number;
  /** That could not be deleted; the log says why. */
  failedCount: number;
};

const removeUnused = async (context: Context, { id, domain, status }: Domain): Promise<boolean> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    if (!(await removeDomain(tx, { tenantId: tenant.id, id }, true))) return false;
    await record(tx, context, { key: 'Domain.Delete', payload: { before: { id, domain, status } } });
    return true;
  });
};

/** Deletes the tenant's domains that are not in use and were made more than `staleDays` days ago. */
export const cleanUpDomains = async (context: Context, staleDays: number): Promise<Cleanup> => {
  const { platform, tenant } = context;
  const before = platform.clock.now() - staleDays * DAY;
  const stale = (await listDomains(platform.db.queries, tenant.id)).filter(
    ({ createdAt }) => createdAt <= before,
  );
  const counts: Cleanup = {
    scannedCount: stale.length,
    deletedCount: 0,
    skippedActiveCount: 0,
    failedCount: 0,
  };
  for (const known of stale) {
    try {
      // One that came into use, or went, meanwhile is not deleted either.
      const isDeleted = known.status !== 'Active' && (await removeUnused(context, known));
      if (isDeleted) counts.deletedCount += 1;
      else counts.skippedActiveCount += 1;
    } catch (error) {
      platform.log.error({ err: error, domain: known.domain }, 'a domain could not be cleaned up');
      counts.failedCount += 1;
    }
  }
  return counts;
};
