/** Custom domains in the database. */
import type { Selectable } from 'kysely';
import { type DomainsTable, type Queries, refusingDuplicates, type Transaction } from '../db/index.ts';
import { refuse } from './errors.ts';

export type Domain = Selectable<DomainsTable>;

export const listDomains = (db: Queries | Transaction, tenantId: string): Promise<Domain[]> =>
  db
    .selectFrom('domains')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();

export const findDomain = (
  db: Queries | Transaction,
  tenantId: string,
  id: string,
): Promise<Domain | undefined> =>
  db
    .selectFrom('domains')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();

/** Throws `domain.not_found`. */
export const getDomain = async (db: Queries | Transaction, tenantId: string, id: string): Promise<Domain> => {
  const found = await findDomain(db, tenantId, id);
  if (!found) throw refuse('domain.not_found');
  return found;
};

/** The files of a domain in use. */
export const findServedFiles = async (
  db: Queries,
  tenantId: string,
  domain: string,
): Promise<Record<string, unknown> | undefined> =>
  (
    await db
      .selectFrom('domains')
      .select('verificationFiles')
      .where('tenantId', '=', tenantId)
      .where('domain', '=', domain)
      .where('status', '=', 'Active')
      .executeTakeFirst()
  )?.verificationFiles;

/** Makes the changes of one tenant's domains go one after another, so that their number can be bounded. */
export const holdDomains = async (tx: Transaction, tenantId: string): Promise<void> => {
  await tx
    .updateTable('tenants')
    .set(({ ref }) => ({ name: ref('name') }))
    .where('id', '=', tenantId)
    .execute();
};

export const insertDomain = async (tx: Transaction, row: Domain): Promise<void> => {
  await refusingDuplicates(tx.insertInto('domains').values(row).execute(), () =>
    refuse('domain.hostname_already_exists', { domain: row.domain }),
  );
};

/** Takes the right to look at a domain that nobody has looked at since `before`; whether it was there to be had. */
export const claimCheck = async (
  db: Queries,
  { tenantId, id }: Domain,
  times: { now: number; before: number },
): Promise<boolean> => {
  const result = await db
    .updateTable('domains')
    .set({ checkedAt: times.now })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .where('checkedAt', '<=', times.before)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
};

/**
 * Changes how a domain stands, unless that has changed since it was read; whether it did. Where the domain is in use
 * for another tenant already, throws what `taken` makes, and the transaction is lost.
 */
export const changeStanding = async (
  tx: Transaction,
  known: Domain,
  next: Pick<Domain, 'status' | 'problem' | 'errorMessage' | 'missingSince'>,
  taken: () => Error,
): Promise<boolean> => {
  const change = tx
    .updateTable('domains')
    .set(next)
    .where('tenantId', '=', known.tenantId)
    .where('id', '=', known.id)
    .where('status', '=', known.status)
    .executeTakeFirst();
  return (await refusingDuplicates(change, taken)).numUpdatedRows > 0n;
};

export const putVerificationFiles = async (
  tx: Transaction,
  { tenantId, id }: Domain,
  verificationFiles: Record<string, string>,
): Promise<void> => {
  await tx
    .updateTable('domains')
    .set({ verificationFiles })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .execute();
};

/** Whether it was there; with `unlessActive`, whether it was and was not in use. */
export const removeDomain = async (
  tx: Transaction,
  { tenantId, id }: { tenantId: string; id: string },
  unlessActive = false,
): Promise<boolean> => {
  let removal = tx.deleteFrom('domains').where('tenantId', '=', tenantId).where('id', '=', id);
  if (unlessActive) removal = removal.where('status', '<>', 'Active');
  return (await removal.executeTakeFirst()).numDeletedRows > 0n;
};

/** Domains of every tenant whose time has come, the longest unseen first. */
export const listDueDomains = (
  db: Queries,
  due: {
    /** In use, and not looked at since. */
    active: number;
    /** Not in use, made after `youngSince`, and not looked at since. */
    young: number;
    youngSince: number;
    /** Not in use, made before that, and not looked at since. */
    old: number;
  },
  limit: number,
): Promise<Domain[]> =>
  db
    .selectFrom('domains')
    .selectAll()
    .where(({ eb, and, or }) =>
      or([
        and([eb('status', '=', 'Active'), eb('checkedAt', '<=', due.active)]),
        and([
          eb('status', '<>', 'Active'),
          eb('createdAt', '>', due.youngSince),
          eb('checkedAt', '<=', due.young),
        ]),
        and([
          eb('status', '<>', 'Active'),
          eb('createdAt', '<=', due.youngSince),
          eb('checkedAt', '<=', due.old),
        ]),
      ]),
    )
    .orderBy('checkedAt')
    .limit(limit)
    .execute();
