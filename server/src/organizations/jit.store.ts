/** Just-in-time provisioning in the database: which domains and connectors lead to which organization, with which roles. */
import type { Selectable } from 'kysely';
import {
  type Page,
  type Paged,
  type Queries,
  readPage,
  refusingDuplicates,
  type SsoConnectorsTable,
} from '../db/index.ts';
import { refuse } from './errors.ts';
import type { OrganizationRole } from './template.store.ts';

/** A list that provisioning keeps for an organization: its table and the column of what is listed. */
export type JitList = {
  readonly table: 'organizationJitRoles';
  readonly id: 'organizationRoleId';
};
export const JIT_ROLES: JitList = { table: 'organizationJitRoles', id: 'organizationRoleId' };
/** The same statements on tables that differ in their names alone. */
export const JIT_DOMAINS = { table: 'organizationJitEmailDomains', id: 'emailDomain' } as unknown as JitList;
export const JIT_CONNECTORS = {
  table: 'organizationJitSsoConnectors',
  id: 'ssoConnectorId',
} as unknown as JitList;

/** Adds to a list what is not on it yet. */
export const addToJit = async (
  db: Queries,
  list: JitList,
  tenantId: string,
  organizationId: string,
  values: readonly string[],
): Promise<void> => {
  if (values.length === 0) return;
  await db
    .insertInto(list.table)
    .values(values.map((value) => ({ tenantId, organizationId, [list.id]: value })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

/** Adds a domain. Refuses with `organization.jit_domain_exists` the second time. */
export const addJitDomain = async (
  db: Queries,
  tenantId: string,
  organizationId: string,
  emailDomain: string,
): Promise<void> => {
  const row = { tenantId, organizationId, emailDomain };
  await refusingDuplicates(db.insertInto('organizationJitEmailDomains').values(row).execute(), () =>
    refuse('organization.jit_domain_exists', { emailDomain }),
  );
};

/** Takes a value (all of them without) from a list; answers which were there. */
export const removeFromJit = async (
  db: Queries,
  list: JitList,
  tenantId: string,
  organizationId: string,
  value?: string,
): Promise<string[]> => {
  let query = db
    .deleteFrom(list.table)
    .where('tenantId', '=', tenantId)
    .where('organizationId', '=', organizationId);
  if (value !== undefined) query = query.where(list.id, '=', value);
  const taken = await query.returning(list.id).execute();
  return taken.map((row) => row[list.id]).sort();
};

export const listJitDomains = (
  db: Queries,
  tenantId: string,
  organizationId: string,
  page: Page,
): Promise<Paged<{ tenantId: string; organizationId: string; emailDomain: string }>> => {
  const query = db
    .selectFrom('organizationJitEmailDomains')
    .where('tenantId', '=', tenantId)
    .where('organizationId', '=', organizationId);
  return readPage(query, query.selectAll().orderBy('emailDomain'), page);
};

export const listJitRoles = (
  db: Queries,
  tenantId: string,
  organizationId: string,
  page: Page,
): Promise<Paged<OrganizationRole>> => {
  const query = db
    .selectFrom('organizationJitRoles')
    .innerJoin('organizationRoles', (join) =>
      join
        .onRef('organizationRoles.tenantId', '=', 'organizationJitRoles.tenantId')
        .onRef('organizationRoles.id', '=', 'organizationJitRoles.organizationRoleId'),
    )
    .where('organizationJitRoles.tenantId', '=', tenantId)
    .where('organizationJitRoles.organizationId', '=', organizationId);
  return readPage(query, query.selectAll('organizationRoles').orderBy('organizationRoles.name'), page);
};

export const listJitConnectors = (
  db: Queries,
  tenantId: string,
  organizationId: string,
  page: Page,
): Promise<Paged<Selectable<SsoConnectorsTable>>> => {
  const query = db
    .selectFrom('organizationJitSsoConnectors')
    .innerJoin('ssoConnectors', (join) =>
      join
        .onRef('ssoConnectors.tenantId', '=', 'organizationJitSsoConnectors.tenantId')
        .onRef('ssoConnectors.id', '=', 'organizationJitSsoConnectors.ssoConnectorId'),
    )
    .where('organizationJitSsoConnectors.tenantId', '=', tenantId)
    .where('organizationJitSsoConnectors.organizationId', '=', organizationId);
  return readPage(
    query,
    query.selectAll('ssoConnectors').orderBy('ssoConnectors.createdAt').orderBy('ssoConnectors.id'),
    page,
  );
};

/** The enterprise connectors among `ids`. */
export const findConnectorIds = async (
  db: Queries,
  tenantId: string,
  ids: readonly string[],
): Promise<string[]> => {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('ssoConnectors')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where('id', 'in', ids)
    .execute();
  return rows.map(({ id }) => id);
};

/** Organizations that a domain or connector leads to. */
export const findJitOrganizations = async (
  db: Queries,
  list: JitList,
  tenantId: string,
  value: string,
): Promise<string[]> => {
  const rows = await db
    .selectFrom(list.table)
    .select('organizationId')
    .where('tenantId', '=', tenantId)
    .where(list.id, '=', value)
    .orderBy('organizationId')
    .execute();
  return rows.map(({ organizationId }) => organizationId);
};

/** Roles that an organization gives to whom it provisions. */
export const findJitRoleIds = async (
  db: Queries,
  tenantId: string,
  organizationId: string,
): Promise<string[]> => {
  const rows = await db
    .selectFrom('organizationJitRoles')
    .select('organizationRoleId')
    .where('tenantId', '=', tenantId)
    .where('organizationId', '=', organizationId)
    .execute();
  return rows.map(({ organizationRoleId }) => organizationRoleId);
};
