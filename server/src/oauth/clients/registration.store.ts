/** Rows of initial access tokens and of clients that registered themselves. */
import type { Insertable, Selectable } from 'kysely';
import type { Queries, RegisteredClientsTable, RegistrationTokensTable } from '../../db/index.ts';

export type RegistrationToken = Selectable<RegistrationTokensTable>;
export type RegisteredClient = Selectable<RegisteredClientsTable>;

export const insertRegistrationToken = async (
  tx: Queries,
  row: Insertable<RegistrationTokensTable>,
): Promise<void> => {
  await tx.insertInto('registrationTokens').values(row).execute();
};

export const listRegistrationTokens = (db: Queries, tenantId: string): Promise<RegistrationToken[]> =>
  db
    .selectFrom('registrationTokens')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .execute();

/** Removes a token; answers whether it was there. */
export const removeRegistrationToken = async (
  tx: Queries,
  tenantId: string,
  id: string,
): Promise<boolean> => {
  const result = await tx
    .deleteFrom('registrationTokens')
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
};

/** A token with which a client may still be registered. */
export const findRegistrationToken = (
  db: Queries,
  tenantId: string,
  tokenHash: string,
  now: number,
): Promise<RegistrationToken | undefined> =>
  db
    .selectFrom('registrationTokens')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('tokenHash', '=', tokenHash)
    .where('usesLeft', '>', 0)
    .where('expiresAt', '>', now)
    .executeTakeFirst();

/** Takes one use of a living token. Answers whether there was one left. */
export const spendRegistrationToken = async (
  tx: Queries,
  tenantId: string,
  id: string,
  now: number,
): Promise<boolean> => {
  const result = await tx
    .updateTable('registrationTokens')
    .set((update) => ({ usesLeft: update('usesLeft', '-', 1) }))
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .where('usesLeft', '>', 0)
    .where('expiresAt', '>', now)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
};

export const insertRegisteredClient = async (
  tx: Queries,
  row: Insertable<RegisteredClientsTable>,
): Promise<void> => {
  await tx.insertInto('registeredClients').values(row).execute();
};

export const findRegisteredClient = (
  db: Queries,
  tenantId: string,
  applicationId: string,
): Promise<RegisteredClient | undefined> =>
  db
    .selectFrom('registeredClients')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('applicationId', '=', applicationId)
    .executeTakeFirst();

export const updateRegistration = async (
  tx: Queries,
  { tenantId, applicationId }: RegisteredClient,
  registration: RegisteredClient['registration'],
): Promise<void> => {
  await tx
    .updateTable('registeredClients')
    .set({ registration })
    .where('tenantId', '=', tenantId)
    .where('applicationId', '=', applicationId)
    .execute();
};
