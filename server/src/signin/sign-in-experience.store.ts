/** The row of a tenant's sign-in experience. */
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { Queries, SignInExperiencesTable } from '../db/index.ts';

export type SignInExperienceRow = Selectable<SignInExperiencesTable>;
export type SignInExperiencePatch = Omit<Updateable<SignInExperiencesTable>, 'tenantId'>;

export const findSignInExperienceRow = (
  db: Queries,
  tenantId: string,
): Promise<SignInExperienceRow | undefined> =>
  db.selectFrom('signInExperiences').selectAll().where('tenantId', '=', tenantId).executeTakeFirst();

export const insertSignInExperience = async (
  tx: Queries,
  row: Insertable<SignInExperiencesTable>,
): Promise<void> => {
  await tx
    .insertInto('signInExperiences')
    .values(row)
    .onConflict((conflict) => conflict.column('tenantId').doNothing())
    .execute();
};

export const updateSignInExperienceRow = (
  tx: Queries,
  tenantId: string,
  patch: SignInExperiencePatch,
): Promise<SignInExperienceRow> =>
  tx
    .updateTable('signInExperiences')
    .set(patch)
    .where('tenantId', '=', tenantId)
    .returningAll()
    .executeTakeFirstOrThrow();

/** How many users have their verified primary address in a domain of one of the connectors. */
export const countUsersOfConnectors = async (
  db: Queries,
  tenantId: string,
  connectorIds: readonly string[],
): Promise<number> => {
  if (connectorIds.length === 0) return 0;
  const result = await sql<{ total: number }>`
    select count(*) as total from users where tenant_id = ${tenantId} and email_key is not null and exists (
      select 1 from sso_connector_domains d where d.tenant_id = users.tenant_id
        and d.sso_connector_id in (${sql.join(connectorIds)}) and users.email_key like '%@' || d.domain)`.execute(
    db,
  );
  return Number(result.rows[0]?.total ?? 0);
};
