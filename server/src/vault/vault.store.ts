/** Rows of the Secret Vault, and the version that each outside identity expects of its own. */
import { type Selectable, sql } from 'kysely';
import type { Queries, Transaction, VaultSecretsTable } from '../db/index.ts';

export type VaultRow = Selectable<VaultSecretsTable>;

type ExpectedRow = VaultRow & { vaultVersion: number };

const secretRows = (db: Queries, tenantId: string) =>
  db
    .selectFrom('vaultSecrets')
    .innerJoin('ssoIdentities', (join) =>
      join
        .onRef('ssoIdentities.tenantId', '=', 'vaultSecrets.tenantId')
        .onRef('ssoIdentities.id', '=', 'vaultSecrets.ssoIdentityId'),
    )
    .selectAll('vaultSecrets')
    .select('ssoIdentities.vaultVersion')
    .where('vaultSecrets.tenantId', '=', tenantId);

/** The secret of an outside identity, with the version that the identity expects. */
export const findSecretRow = (
  db: Queries,
  tenantId: string,
  ssoIdentityId: string,
): Promise<ExpectedRow | undefined> =>
  secretRows(db, tenantId).where('vaultSecrets.ssoIdentityId', '=', ssoIdentityId).executeTakeFirst();

/** The same by the secret's own id. */
export const findSecretRowById = (
  db: Queries,
  tenantId: string,
  id: string,
): Promise<ExpectedRow | undefined> =>
  secretRows(db, tenantId).where('vaultSecrets.id', '=', id).executeTakeFirst();

/** Locks an identity's row until the transaction ends: whoever changes its secret takes this lock first. */
export const holdIdentity = async (
  tx: Transaction,
  tenantId: string,
  ssoIdentityId: string,
): Promise<void> => {
  await tx
    .updateTable('ssoIdentities')
    .set(({ ref }) => ({ vaultVersion: ref('vaultVersion') }))
    .where('tenantId', '=', tenantId)
    .where('id', '=', ssoIdentityId)
    .execute();
};

/** Adds one to the version that an identity expects, and locks the identity's row until the transaction ends. */
export const raiseVersion = async (
  tx: Transaction,
  tenantId: string,
  ssoIdentityId: string,
): Promise<number> => {
  const row = await tx
    .updateTable('ssoIdentities')
    .set({ vaultVersion: sql<number>`vault_version + 1` })
    .where('tenantId', '=', tenantId)
    .where('id', '=', ssoIdentityId)
    .returning('vaultVersion')
    .executeTakeFirstOrThrow();
  return row.vaultVersion;
};

export const insertSecretRow = async (tx: Transaction, row: VaultRow): Promise<void> => {
  await tx.insertInto('vaultSecrets').values(row).execute();
};

/** Replaces a secret unless somebody else did since `version`; answers whether it won. */
export const replaceSecretRow = async (
  tx: Transaction,
  row: { tenantId: string; id: string; version: number },
  patch: Pick<VaultRow, 'sealed' | 'kekId' | 'metadata' | 'version' | 'updatedAt'>,
): Promise<boolean> => {
  const result = await tx
    .updateTable('vaultSecrets')
    .set({ ...patch, leaseUntil: 0 })
    .where('tenantId', '=', row.tenantId)
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
};

/** Takes the right to refresh a secret until `until`; answers whether it won. */
export const takeLease = async (db: Queries, row: VaultRow, now: number, until: number): Promise<boolean> => {
  const result = await db
    .updateTable('vaultSecrets')
    .set({ leaseUntil: until })
    .where('tenantId', '=', row.tenantId)
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .where('leaseUntil', '<=', now)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
};

export const dropLease = async (db: Queries, row: VaultRow, until: number): Promise<void> => {
  await db
    .updateTable('vaultSecrets')
    .set({ leaseUntil: 0 })
    .where('tenantId', '=', row.tenantId)
    .where('id', '=', row.id)
    .where('leaseUntil', '=', until)
    .execute();
};

/** Removes a secret unless it was replaced since; answers whether there was one. */
export const removeSecretRow = async (tx: Queries, row: VaultRow): Promise<boolean> => {
  const result = await tx
    .deleteFrom('vaultSecrets')
    .where('tenantId', '=', row.tenantId)
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
};

/** Removes every secret that came through a connector and answers how many. */
export const removeSecretsOfConnector = async (
  tx: Queries,
  tenantId: string,
  ssoConnectorId: string,
): Promise<number> => {
  const result = await tx
    .deleteFrom('vaultSecrets')
    .where('tenantId', '=', tenantId)
    .where('ssoConnectorId', '=', ssoConnectorId)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
};
