/** Rows of enterprise connectors and of the e-mail domains that lead to them. */
import type { Insertable, Selectable, Updateable } from 'kysely';
import {
  type Page,
  type Paged,
  type Queries,
  readPage,
  type SsoConnectorsTable,
  type Transaction,
} from '../db/index.ts';
import { refuse } from './errors.ts';

export type ConnectorRow = Selectable<SsoConnectorsTable>;

const translateConflict =
  (connectorName: unknown) =>
  (error: unknown): never => {
    const { message, constraint } = error as { message?: string; constraint?: string };
    if (/sso_connectors_name|sso_connectors\.connector_name/.test(`${constraint ?? ''} ${message ?? ''}`)) {
      throw refuse('single_sign_on.duplicate_connector_name', { connectorName }, { cause: error });
    }
    throw error;
  };

export const findConnectorRow = (
  db: Queries,
  tenantId: string,
  id: string,
): Promise<ConnectorRow | undefined> =>
  db
    .selectFrom('ssoConnectors')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();

/** A connector's row. Throws `single_sign_on.connector_not_found`. */
export const getConnectorRow = async (db: Queries, tenantId: string, id: string): Promise<ConnectorRow> => {
  const row = await findConnectorRow(db, tenantId, id);
  if (!row) throw refuse('single_sign_on.connector_not_found');
  return row;
};

/** A page of connectors, oldest first. */
export const listConnectorRows = async (
  db: Queries,
  tenantId: string,
  page: Page,
): Promise<Paged<ConnectorRow>> => {
  const query = db.selectFrom('ssoConnectors').where('tenantId', '=', tenantId);
  return readPage(query, query.selectAll().orderBy('createdAt').orderBy('id'), page);
};

const replaceDomains = async (tx: Transaction, tenantId: string, id: string, domains: readonly string[]) => {
  await tx
    .deleteFrom('ssoConnectorDomains')
    .where('tenantId', '=', tenantId)
    .where('ssoConnectorId', '=', id)
    .execute();
  if (domains.length > 0) {
    await tx
      .insertInto('ssoConnectorDomains')
      .values(domains.map((domain) => ({ tenantId, domain, ssoConnectorId: id })))
      .execute();
  }
};

/** Adds a connector with its domains. A name in use is refused, also when two requests race. */
export const insertConnectorRow = async (
  tx: Transaction,
  row: Insertable<SsoConnectorsTable>,
): Promise<ConnectorRow> => {
  const inserted = await tx
    .insertInto('ssoConnectors')
    .values(row)
    .returningAll()
    .executeTakeFirstOrThrow()
    .catch(translateConflict(row.connectorName));
  await replaceDomains(tx, row.tenantId, row.id, inserted.domains);
  return inserted;
};

/** Changes a connector unless it changed since `updatedAt`; undefined when it did. */
export const updateConnectorRow = async (
  tx: Transaction,
  known: ConnectorRow,
  patch: Updateable<SsoConnectorsTable>,
): Promise<ConnectorRow | undefined> => {
  const updated = await tx
    .updateTable('ssoConnectors')
    .set(patch)
    .where('tenantId', '=', known.tenantId)
    .where('id', '=', known.id)
    .where('updatedAt', '=', known.updatedAt)
    .returningAll()
    .executeTakeFirst()
    .catch(translateConflict(patch.connectorName));
  if (updated && patch.domains !== undefined)
    await replaceDomains(tx, known.tenantId, known.id, updated.domains);
  return updated;
};

/** Removes a connector with its domains, identities and stored tokens. Answers whether there was one. */
export const removeConnectorRow = async (tx: Transaction, tenantId: string, id: string): Promise<boolean> => {
  const result = await tx
    .deleteFrom('ssoConnectors')
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
};

/** Connectors of an e-mail domain while enterprise SSO is switched on, oldest first. */
export const listConnectorsOfDomain = (
  db: Queries,
  tenantId: string,
  domain: string,
): Promise<ConnectorRow[]> =>
  db
    .selectFrom('ssoConnectorDomains')
    .innerJoin('ssoConnectors', (join) =>
      join
        .onRef('ssoConnectors.tenantId', '=', 'ssoConnectorDomains.tenantId')
        .onRef('ssoConnectors.id', '=', 'ssoConnectorDomains.ssoConnectorId'),
    )
    .innerJoin('signInExperiences', 'signInExperiences.tenantId', 'ssoConnectors.tenantId')
    .selectAll('ssoConnectors')
    .where('ssoConnectorDomains.tenantId', '=', tenantId)
    .where('ssoConnectorDomains.domain', '=', domain)
    .where('signInExperiences.singleSignOnEnabled', '=', true)
    .orderBy('ssoConnectors.createdAt')
    .execute();

/** Every connector while enterprise SSO is switched on, oldest first. */
export const listEnabledConnectors = (db: Queries, tenantId: string): Promise<ConnectorRow[]> =>
  db
    .selectFrom('ssoConnectors')
    .innerJoin('signInExperiences', 'signInExperiences.tenantId', 'ssoConnectors.tenantId')
    .selectAll('ssoConnectors')
    .where('ssoConnectors.tenantId', '=', tenantId)
    .where('signInExperiences.singleSignOnEnabled', '=', true)
    .orderBy('ssoConnectors.createdAt')
    .limit(500)
    .execute();

/** How many users have their primary address in one of the domains. */
export const countUsersOfDomains = async (
  db: Queries,
  tenantId: string,
  domains: readonly string[],
): Promise<number> => {
  if (domains.length === 0) return 0;
  const row = await db
    .selectFrom('users')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .where('tenantId', '=', tenantId)
    .where(({ eb, or }) => or(domains.map((domain) => eb('emailKey', 'like', `%@${domain}`))))
    .executeTakeFirstOrThrow();
  return Number(row.total);
};
