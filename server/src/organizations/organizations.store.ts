/** Organizations in the database. */
import type { Insertable, Selectable, Updateable } from 'kysely';
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

const FEATURED = 3;

/** A few members to show beside an organization, and how many there are. */
export type Featured = {
  count: number;
  featured: { id: string; avatar: string | null; name: string | null }[];
};

/** The first members of one are read by the index: an organization may have a million. */
const firstMembersOf = (db: Queries, tenantId: string, organizationId: string) =>
  db.selectFrom(
    db
      .selectFrom('organizationUsers')
      .innerJoin('users', (join) =>
        join
          .onRef('users.tenantId', '=', 'organizationUsers.tenantId')
          .onRef('users.id', '=', 'organizationUsers.userId'),
      )
      .select(['organizationUsers.organizationId', 'users.id', 'users.avatar', 'users.name'])
      .where('organizationUsers.tenantId', '=', tenantId)
      .where('organizationUsers.organizationId', '=', organizationId)
      .orderBy('organizationUsers.userId')
      .limit(FEATURED)
      .as('few'),
  );

export const featuredMembers = async (
  db: Queries,
  tenantId: string,
  organizationIds: readonly string[],
): Promise<Map<string, Featured>> => {
  const found = new Map<string, Featured>();
  const [first, ...others] = organizationIds.map((id) => firstMembersOf(db, tenantId, id).selectAll());
  if (!first) return found;
  const counts = await db
    .selectFrom('organizationUsers')
    .select(['organizationId', ({ fn }) => fn.countAll<number>().as('count')])
    .where('tenantId', '=', tenantId)
    .where('organizationId', 'in', organizationIds)
    .groupBy('organizationId')
    .execute();
  for (const { organizationId, count } of counts) {
    found.set(organizationId, { count: Number(count), featured: [] });
  }
  const rows = await others.reduce((all, few) => all.unionAll(few), first).execute();
  for (const { organizationId, id, avatar, name } of rows) {
    found.get(organizationId)?.featured.push({ id, avatar, name });
  }
  return found;
};
