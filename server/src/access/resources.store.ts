/** API resources and their permissions (scopes) in the database. */
import type { Insertable, Selectable, Updateable } from 'kysely';
import {
  answers,
  type Page,
  type Paged,
  type Queries,
  type ResourcesTable,
  readPage,
  refusingDuplicates,
  type ScopesTable,
  type Transaction,
} from '../db/index.ts';
import { NAMING, type TextSearch } from '../lib/text-search.ts';
import { refuse } from './errors.ts';

export type Resource = Selectable<ResourcesTable>;
export type ScopeRow = Selectable<ScopesTable>;

export const findResource = (db: Queries, tenantId: string, id: string): Promise<Resource | undefined> =>
  db
    .selectFrom('resources')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();

/** Throws `resource.not_found`. */
export const getResource = async (db: Queries, tenantId: string, id: string): Promise<Resource> => {
  const found = await findResource(db, tenantId, id);
  if (!found) throw refuse('resource.not_found', { id });
  return found;
};

/** A resource by its indicator. The built-in one also answers to `<origin>/api` of every origin the tenant has. */
export const findResourceByIndicator = async (
  db: Queries,
  tenantId: string,
  indicator: string,
): Promise<Resource | undefined> => {
  const found = await db
    .selectFrom('resources')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('indicator', '=', indicator)
    .executeTakeFirst();
  if (found || !indicator.endsWith('/api')) return found;
  const origin = indicator.slice(0, -'/api'.length);
  return db
    .selectFrom('resources')
    .innerJoin('tenants', 'tenants.id', 'resources.tenantId')
    .selectAll('resources')
    .where('resources.tenantId', '=', tenantId)
    .where('resources.isBuiltIn', '=', true)
    .where(({ eb, or, exists, selectFrom }) =>
      or([
        eb('tenants.origin', '=', origin),
        exists(
          selectFrom('domains')
            .select('domains.id')
            .whereRef('domains.tenantId', '=', 'resources.tenantId')
            .where(
              'domains.domain',
              '=',
              origin.startsWith('https://') ? origin.slice('https://'.length) : '',
            )
            .where('domains.status', '=', 'Active'),
        ),
      ]),
    )
    .executeTakeFirst();
};

export const listResources = async (db: Queries, tenantId: string, page: Page): Promise<Paged<Resource>> => {
  const query = db.selectFrom('resources').where('tenantId', '=', tenantId);
  return readPage(query, query.selectAll().orderBy('createdAt', 'desc').orderBy('id'), page);
};

const inUse = (indicator: string) => () => refuse('resource.resource_identifier_in_use', { indicator });

export const insertResource = async (db: Queries, row: Insertable<ResourcesTable>): Promise<void> => {
  await refusingDuplicates(db.insertInto('resources').values(row).execute(), inUse(row.indicator));
};

export const updateResource = async (
  db: Queries,
  tenantId: string,
  id: string,
  patch: Updateable<ResourcesTable>,
): Promise<void> => {
  await db
    .updateTable('resources')
    .set(patch)
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .execute();
};

/** Leaves the tenant without a default resource, until the transaction is over. */
export const clearDefaultResource = async (tx: Transaction, tenantId: string): Promise<void> => {
  const clear = tx.updateTable('resources').set({ isDefault: false }).where('tenantId', '=', tenantId);
  // Every tenant has the built-in one and it is never the default: who writes it first goes first.
  await clear.where('isBuiltIn', '=', true).execute();
  await clear.where('isDefault', '=', true).execute();
};

/** Indicator of the tenant's default API resource. */
export const findDefaultIndicator = async (db: Queries, tenantId: string): Promise<string | undefined> =>
  (
    await db
      .selectFrom('resources')
      .select('indicator')
      .where('tenantId', '=', tenantId)
      .where('isDefault', '=', true)
      .executeTakeFirst()
  )?.indicator;

export const removeResource = async (db: Queries, tenantId: string, id: string): Promise<void> => {
  await db.deleteFrom('resources').where('tenantId', '=', tenantId).where('id', '=', id).execute();
};

export const findScope = (db: Queries, tenantId: string, id: string): Promise<ScopeRow | undefined> =>
  db
    .selectFrom('scopes')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();

/** Every permission of some resources. */
export const listScopesOfResources = async (
  db: Queries,
  tenantId: string,
  resourceIds: readonly string[],
): Promise<ScopeRow[]> =>
  resourceIds.length === 0
    ? []
    : db
        .selectFrom('scopes')
        .selectAll()
        .where('tenantId', '=', tenantId)
        .where('resourceId', 'in', resourceIds)
        .orderBy('name')
        .execute();

export const listScopes = async (
  db: Queries,
  tenantId: string,
  resourceId: string,
  filter: Page & { search?: TextSearch | undefined },
): Promise<Paged<ScopeRow>> => {
  let query = db.selectFrom('scopes').where('tenantId', '=', tenantId).where('resourceId', '=', resourceId);
  const { search } = filter;
  if (search) query = query.where(({ ref }) => answers(NAMING, (name) => ref(name), search));
  return readPage(query, query.selectAll().orderBy('createdAt', 'desc').orderBy('name'), filter);
};

const nameExists = (name: string | undefined) => () => refuse('scope.name_exists', { name });

export const insertScope = async (db: Queries, row: Insertable<ScopesTable>): Promise<void> => {
  await refusingDuplicates(db.insertInto('scopes').values(row).execute(), nameExists(row.name));
};

/** Inserts the permissions whose names the resource does not have yet. */
export const putScopes = async (db: Queries, rows: readonly Insertable<ScopesTable>[]): Promise<void> => {
  if (rows.length === 0) return;
  await db
    .insertInto('scopes')
    .values([...rows])
    .onConflict((conflict) => conflict.columns(['tenantId', 'resourceId', 'name']).doNothing())
    .execute();
};

export const updateScope = async (
  db: Queries,
  tenantId: string,
  id: string,
  patch: { name?: string; description?: string | null },
): Promise<void> => {
  await refusingDuplicates(
    db.updateTable('scopes').set(patch).where('tenantId', '=', tenantId).where('id', '=', id).execute(),
    nameExists(patch.name),
  );
};

export const removeScope = async (db: Queries, tenantId: string, id: string): Promise<void> => {
  await db.deleteFrom('scopes').where('tenantId', '=', tenantId).where('id', '=', id).execute();
};

/** Which of some permissions exist, with whether their resource is the Management API. */
export const findScopes = async (
  db: Queries,
  tenantId: string,
  ids: readonly string[],
): Promise<{ id: string; name: string; isManagement: boolean }[]> => {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('scopes')
    .innerJoin('resources', (join) =>
      join
        .onRef('resources.tenantId', '=', 'scopes.tenantId')
        .onRef('resources.id', '=', 'scopes.resourceId'),
    )
    .select(['scopes.id', 'scopes.name', 'resources.isBuiltIn'])
    .where('scopes.tenantId', '=', tenantId)
    .where('scopes.id', 'in', ids)
    .execute();
  return rows.map(({ id, name, isBuiltIn }) => ({ id, name, isManagement: isBuiltIn }));
};
