/** Organizations in the database. */
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import {
  matches,
  type OrganizationsTable,
  type Page,
  type Paged,
  type Queries,
  readPage,
} from '../db/index.ts';
import { refuse } from './errors.ts';

export type Organization = Selectable<OrganizationsTable>;

/** An organization, or undefined. */
export const findOrganization = (
  db: Queries,
  tenantId: string,
  id: string,
): Promise<Organization | undefined> =>
  db
    .selectFrom('organizations')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();

/** Throws `organization.not_found`. */
export const getOrganization = async (db: Queries, tenantId: string, id: string): Promise<Organization> => {
  const found = await findOrganization(db, tenantId, id);
  if (!found) throw refuse('organization.not_found', { id });
  return found;
};

export const listOrganizations = async (
  db: Queries,
  tenantId: string,
  filter: Page & { search?: string | undefined },
): Promise<Paged<Organization>> => {
  let query = db.selectFrom('organizations').where('tenantId', '=', tenantId);
  const { search } = filter;
  if (search) {
    query = query.where(({ ref }) => matches([ref('id'), ref('name'), ref('description')], search));
  }
  return readPage(query, query.selectAll().orderBy('createdAt', 'desc').orderBy('id'), filter);
};

export const insertOrganization = async (db: Queries, row: Insertable<OrganizationsTable>): Promise<void> => {
  await db.insertInto('organizations').values(row).execute();
};

export const updateOrganization = async (
  db: Queries,
  tenantId: string,
  id: string,
  patch: Updateable<OrganizationsTable>,
): Promise<void> => {
  await db
    .updateTable('organizations')
    .set(patch)
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .execute();
};

export const removeOrganization = async (db: Queries, tenantId: string, id: string): Promise<void> => {
  await db.deleteFrom('organizations').where('tenantId', '=', tenantId).where('id', '=', id).execute();
};

/** A few members to show beside an organization, and how many there are. */
export type Featured = {
  count: number;
  featured: { id: string; avatar: string | null; name: string | null }[];
};

export const featuredMembers = async (
  db: Queries,
  tenantId: string,
  organizationIds: readonly string[],
): Promise<Map<string, Featured>> => {
  const found = new Map<string, Featured>();
  if (organizationIds.length === 0) return found;
  const ranked = db
    .selectFrom('organizationUsers')
    .innerJoin('users', (join) =>
      join
        .onRef('users.tenantId', '=', 'organizationUsers.tenantId')
        .onRef('users.id', '=', 'organizationUsers.userId'),
    )
    .select(['organizationUsers.organizationId', 'users.id', 'users.avatar', 'users.name'])
    .select(sql<number>`count(*) over (partition by organization_users.organization_id)`.as('count'))
    .select(
      sql<number>`row_number() over (partition by organization_users.organization_id order by users.id)`.as(
        'rank',
      ),
    )
    .where('organizationUsers.tenantId', '=', tenantId)
    .where('organizationUsers.organizationId', 'in', organizationIds);
  const rows = await db.selectFrom(ranked.as('ranked')).selectAll().where('rank', '<=', 3).execute();
  for (const { organizationId, id, avatar, name, count } of rows) {
    const entry = found.get(organizationId) ?? { count: Number(count), featured: [] };
    entry.featured.push({ id, avatar, name });
    found.set(organizationId, entry);
  }
  return found;
};
