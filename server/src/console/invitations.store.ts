/** Invitations of administrators in the database: hashes of their links only. */
import type { Selectable } from 'kysely';
import type { AdministratorInvitationsTable, Queries, Transaction } from '../db/index.ts';
import { ADMIN_TENANT } from '../tenants/index.ts';

export type Invitation = Selectable<AdministratorInvitationsTable>;

export const insertInvitation = async (tx: Transaction, row: Invitation): Promise<void> => {
  await tx.insertInto('administratorInvitations').values(row).execute();
};

/** Invitations that are still good, newest first. */
export const listInvitations = (db: Queries, now: number): Promise<Invitation[]> =>
  db
    .selectFrom('administratorInvitations')
    .selectAll()
    .where('tenantId', '=', ADMIN_TENANT)
    .where('expiresAt', '>', now)
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .execute();

export const findInvitation = (
  db: Queries | Transaction,
  tokenHash: string,
  now: number,
): Promise<Invitation | undefined> =>
  db
    .selectFrom('administratorInvitations')
    .selectAll()
    .where('tenantId', '=', ADMIN_TENANT)
    .where('tokenHash', '=', tokenHash)
    .where('expiresAt', '>', now)
    .executeTakeFirst();

/** Removes an invitation, used or revoked; answers whether this call did. */
export const removeInvitation = async (tx: Transaction, id: string): Promise<boolean> => {
  const result = await tx
    .deleteFrom('administratorInvitations')
    .where('tenantId', '=', ADMIN_TENANT)
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
};
