/** Rows of the keys that connectors sign with. Which one is active stands in the connector's row. */
import type { Selectable } from 'kysely';
import type { Queries, SsoConnectorSigningKeysTable, Transaction } from '../db/index.ts';
import { refuse } from './errors.ts';
import type { ConnectorRow } from './sso-connectors.store.ts';

export type SigningKeyRow = Selectable<SsoConnectorSigningKeysTable>;

/**
 * A connector's row, held until the end of the transaction: whoever changes the connector or its keys meanwhile waits,
 * or finds it changed. Throws `single_sign_on.connector_not_found`.
 */
export const holdConnectorRow = async (
  tx: Transaction,
  tenantId: string,
  id: string,
): Promise<ConnectorRow> => {
  const row = await tx
    .updateTable('ssoConnectors')
    .set((update) => ({ updatedAt: update('updatedAt', '+', 1) }))
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  if (!row) throw refuse('single_sign_on.connector_not_found');
  return row;
};

const keysOf = (db: Queries, tenantId: string, connectorId: string) =>
  db
    .selectFrom('ssoConnectorSigningKeys')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('ssoConnectorId', '=', connectorId);

/** A connector's keys, newest first. */
export const listSigningKeyRows = (
  db: Queries,
  tenantId: string,
  connectorId: string,
): Promise<SigningKeyRow[]> =>
  keysOf(db, tenantId, connectorId).orderBy('createdAt', 'desc').orderBy('id').execute();

/** A key of a connector. Throws `single_sign_on.signing_key_not_found`. */
export const getSigningKeyRow = async (
  db: Queries,
  tenantId: string,
  connectorId: string,
  id: string,
): Promise<SigningKeyRow> => {
  const row = await keysOf(db, tenantId, connectorId).where('id', '=', id).executeTakeFirst();
  if (!row) throw refuse('single_sign_on.signing_key_not_found');
  return row;
};

export const insertSigningKeyRow = async (tx: Transaction, row: SigningKeyRow): Promise<void> => {
  await tx.insertInto('ssoConnectorSigningKeys').values(row).execute();
};

export const removeSigningKeyRow = async (
  tx: Transaction,
  { tenantId, id }: Pick<SigningKeyRow, 'tenantId' | 'id'>,
): Promise<void> => {
  await tx
    .deleteFrom('ssoConnectorSigningKeys')
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .execute();
};

/** Says which key of a connector is active; null: none. */
export const setActiveSigningKey = async (
  tx: Transaction,
  { tenantId, id }: Pick<ConnectorRow, 'tenantId' | 'id'>,
  activeSigningKeyId: string | null,
): Promise<void> => {
  await tx
    .updateTable('ssoConnectors')
    .set({ activeSigningKeyId })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .execute();
};
