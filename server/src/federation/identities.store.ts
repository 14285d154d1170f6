/** Rows of outside identities: which subject of which issuer is which user. */
import type { Insertable, Selectable } from 'kysely';
import type { JsonObject, Queries, SsoIdentitiesTable, Transaction } from '../db/index.ts';

export type SsoIdentity = Selectable<SsoIdentitiesTable>;

/** Whether signing in through identity providers is switched on. */
export const isSsoEnabled = async (db: Queries, tenantId: string): Promise<boolean> =>
  (
    await db
      .selectFrom('signInExperiences')
      .select('singleSignOnEnabled')
      .where('tenantId', '=', tenantId)
      .executeTakeFirst()
  )?.singleSignOnEnabled === true;

export const findIdentity = (
  db: Queries,
  tenantId: string,
  key: { issuer: string; subject: string },
): Promise<SsoIdentity | undefined> =>
  db
    .selectFrom('ssoIdentities')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('issuer', '=', key.issuer)
    .where('identityId', '=', key.subject)
    .executeTakeFirst();

/** Adds an identity unless (issuer, subject) is known already; undefined when it is. */
export const insertIdentity = (
  tx: Transaction,
  row: Insertable<SsoIdentitiesTable>,
): Promise<SsoIdentity | undefined> =>
  tx
    .insertInto('ssoIdentities')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenantId', 'issuer', 'identityId']).doNothing())
    .returningAll()
    .executeTakeFirst();

export const updateIdentity = async (
  tx: Transaction,
  identity: Pick<SsoIdentity, 'tenantId' | 'id'>,
  patch: { detail: JsonObject; ssoConnectorId: string; updatedAt: number },
): Promise<void> => {
  await tx
    .updateTable('ssoIdentities')
    .set(patch)
    .where('tenantId', '=', identity.tenantId)
    .where('id', '=', identity.id)
    .execute();
};

/** The identities of a user, oldest first. */
export const listIdentities = (db: Queries, tenantId: string, userId: string): Promise<SsoIdentity[]> =>
  db
    .selectFrom('ssoIdentities')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .orderBy('createdAt')
    .execute();

/** The newest identity of a user that came through a connector. */
export const findIdentityOfUser = (
  db: Queries,
  tenantId: string,
  userId: string,
  ssoConnectorId: string,
): Promise<SsoIdentity | undefined> =>
  db
    .selectFrom('ssoIdentities')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .where('ssoConnectorId', '=', ssoConnectorId)
    .orderBy('updatedAt', 'desc')
    .executeTakeFirst();
