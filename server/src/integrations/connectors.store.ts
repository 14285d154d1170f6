/** Rows of connectors for messages and social sign-in. */
import type { Insertable, Selectable, Updateable } from 'kysely';
import type { ConnectorsTable, Queries, Transaction } from '../db/index.ts';
import { refuse } from './errors.ts';

export type ConnectorRow = Selectable<ConnectorsTable>;

const translateConflict =
  (row: { id: string; target: string }) =>
  (error: unknown): never => {
    const { message = '', constraint = '' } = error as { message?: string; constraint?: string };
    const text = `${constraint} ${message}`;
    if (/connectors_pkey|connectors\.id/.test(text))
      throw refuse('connector.id_in_use', { id: row.id }, { cause: error });
    if (/connectors_target|connectors\.target/.test(text)) {
      throw refuse('connector.multiple_target_with_same_platform', { target: row.target }, { cause: error });
    }
    // Two administrators set up the one message connector at once.
    if (/connectors_messages|connectors\.type/.test(text))
      throw refuse('connector.changed_meanwhile', undefined, { cause: error });
    throw error;
  };

const findConnectorRow = (db: Queries, tenantId: string, id: string): Promise<ConnectorRow | undefined> =>
  db
    .selectFrom('connectors')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();

/** A connector's row. Throws `connector.not_found`. */
export const getConnectorRow = async (db: Queries, tenantId: string, id: string): Promise<ConnectorRow> => {
  const row = await findConnectorRow(db, tenantId, id);
  if (!row) throw refuse('connector.not_found');
  return row;
};

/** The one connector that sends a tenant's messages of a type; undefined while there is none. */
export const findMessageConnectorRow = (
  db: Queries,
  tenantId: string,
  type: 'Email' | 'Sms',
): Promise<ConnectorRow | undefined> =>
  db
    .selectFrom('connectors')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('type', '=', type)
    .executeTakeFirst();

/** Every connector of a tenant, or those of one target; oldest first. */
export const listConnectorRows = (
  db: Queries,
  tenantId: string,
  only: { target?: string | undefined; factoryId?: string | undefined } = {},
): Promise<ConnectorRow[]> => {
  let query = db.selectFrom('connectors').selectAll().where('tenantId', '=', tenantId);
  if (only.target !== undefined) query = query.where('target', '=', only.target);
  if (only.factoryId !== undefined) query = query.where('factoryId', '=', only.factoryId);
  return query.orderBy('createdAt').orderBy('id').limit(500).execute();
};

/** Removes the connector that sends messages of a type, to make room for another; answers the ids removed. */
export const removeMessageConnectors = async (
  tx: Transaction,
  tenantId: string,
  type: 'Email' | 'Sms',
): Promise<string[]> =>
  (
    await tx
      .deleteFrom('connectors')
      .where('tenantId', '=', tenantId)
      .where('type', '=', type)
      .returning('id')
      .execute()
  ).map(({ id }) => id);

/** Adds a connector. An id, a target on its platform or a place in use is refused, also when two requests race. */
export const insertConnectorRow = (
  tx: Transaction,
  row: Insertable<ConnectorsTable>,
): Promise<ConnectorRow> =>
  tx
    .insertInto('connectors')
    .values(row)
    .returningAll()
    .executeTakeFirstOrThrow()
    .catch(translateConflict(row));

/** Changes a connector unless it changed since `updatedAt`; undefined when it did. */
export const updateConnectorRow = (
  tx: Transaction,
  known: ConnectorRow,
  patch: Updateable<ConnectorsTable>,
): Promise<ConnectorRow | undefined> =>
  tx
    .updateTable('connectors')
    .set(patch)
    .where('tenantId', '=', known.tenantId)
    .where('id', '=', known.id)
    .where('updatedAt', '=', known.updatedAt)
    .returningAll()
    .executeTakeFirst();

/** Counts a message that a connector has handed to its provider. */
export const countSentMessage = async (db: Queries, tenantId: string, id: string): Promise<void> => {
  await db
    .updateTable('connectors')
    .set(({ eb }) => ({ sentMessages: eb('sentMessages', '+', 1) }))
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .execute();
};

/** Removes a connector and answers it; undefined when there was none. */
export const removeConnectorRow = (
  tx: Transaction,
  tenantId: string,
  id: string,
): Promise<ConnectorRow | undefined> =>
  tx
    .deleteFrom('connectors')
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
