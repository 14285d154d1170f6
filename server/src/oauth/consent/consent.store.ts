/** Rows of what users let third-party applications have, and of the organizations they share with them. */
import { type Page, type Queries, readPage, refusingOrphans } from '../../db/index.ts';
import { refuse } from '../errors.ts';

/** One user's relation to one application. */
export type Consenting = { tenantId: string; userId: string; applicationId: string };

/** Keys of all that the user has let the application have. */
export const listConsents = async (db: Queries, consenting: Consenting): Promise<Set<string>> => {
  const rows = await db
    .selectFrom('consents')
    .select('item')
    .where('tenantId', '=', consenting.tenantId)
    .where('userId', '=', consenting.userId)
    .where('applicationId', '=', consenting.applicationId)
    .execute();
  return new Set(rows.map(({ item }) => item));
};

export const insertConsents = async (
  tx: Queries,
  consenting: Consenting,
  items: readonly string[],
  createdAt: number,
): Promise<void> => {
  await tx
    .insertInto('consents')
    .values(items.map((item) => ({ ...consenting, item, createdAt })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

/** Forgets everything: the user is asked anew. */
export const removeConsents = async (tx: Queries, consenting: Consenting): Promise<void> => {
  for (const table of ['consents', 'consentOrganizations'] as const) {
    await tx
      .deleteFrom(table)
      .where('tenantId', '=', consenting.tenantId)
      .where('userId', '=', consenting.userId)
      .where('applicationId', '=', consenting.applicationId)
      .execute();
  }
};

/** Ids of the organizations that the user shares with the application. */
export const listSharedOrganizations = async (db: Queries, consenting: Consenting): Promise<Set<string>> => {
  const rows = await db
    .selectFrom('consentOrganizations')
    .select('organizationId')
    .where('tenantId', '=', consenting.tenantId)
    .where('applicationId', '=', consenting.applicationId)
    .where('userId', '=', consenting.userId)
    .execute();
  return new Set(rows.map(({ organizationId }) => organizationId));
};

/** The one organization that a grant is for. */
export const findGrantOrganization = async (
  db: Queries,
  tenantId: string,
  grantId: string,
): Promise<string | null> =>
  (
    await db
      .selectFrom('grants')
      .select('organizationId')
      .where('tenantId', '=', tenantId)
      .where('id', '=', grantId)
      .executeTakeFirst()
  )?.organizationId ?? null;

/** A page of the organizations that the user shares with the application, by name. */
export const readSharedOrganizations = (db: Queries, consenting: Consenting, page: Page) => {
  const shared = db
    .selectFrom('consentOrganizations')
    .innerJoin('organizations', (join) =>
      join
        .onRef('organizations.tenantId', '=', 'consentOrganizations.tenantId')
        .onRef('organizations.id', '=', 'consentOrganizations.organizationId'),
    )
    .where('consentOrganizations.tenantId', '=', consenting.tenantId)
    .where('consentOrganizations.applicationId', '=', consenting.applicationId)
    .where('consentOrganizations.userId', '=', consenting.userId);
  const listed = shared.selectAll('organizations').orderBy('organizations.name').orderBy('organizations.id');
  return readPage(shared, listed, page);
};

/** Shares organizations. Refuses those that the user does not belong to; the transaction is lost then. */
export const shareOrganizations = async (
  tx: Queries,
  consenting: Consenting,
  organizationIds: readonly string[],
  refusal: () => Error = () => refuse('access_denied', 'The user is not a member of the organization.'),
): Promise<void> => {
  if (organizationIds.length === 0) return;
  await refusingOrphans(
    tx
      .insertInto('consentOrganizations')
      .values(organizationIds.map((organizationId) => ({ ...consenting, organizationId })))
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
    refusal,
  );
};

/** Takes organizations back, all of them unless told; answers which were shared. */
export const unshareOrganizations = async (
  tx: Queries,
  consenting: Consenting,
  organizationId?: string,
): Promise<string[]> => {
  let removal = tx
    .deleteFrom('consentOrganizations')
    .where('tenantId', '=', consenting.tenantId)
    .where('applicationId', '=', consenting.applicationId)
    .where('userId', '=', consenting.userId);
  if (organizationId !== undefined) removal = removal.where('organizationId', '=', organizationId);
  const removed = await removal.returning('organizationId').execute();
  return removed.map((row) => row.organizationId).sort();
};
