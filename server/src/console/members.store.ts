/** Administrators in the database: users of tenant `admin` who administer some tenant. */
import { type Page, type Paged, type Queries, readPage } from '../db/index.ts';
import { ADMIN_TENANT } from '../tenants/index.ts';
import type { User } from '../users/index.ts';

/** A page of administrators, newest first. */
export const listAdministrators = (db: Queries, page: Page): Promise<Paged<User>> => {
  const query = db
    .selectFrom('users')
    .where('users.tenantId', '=', ADMIN_TENANT)
    .where('users.id', 'in', (select) => select.selectFrom('tenantAdministrators').select('userId'));
  return readPage(
    query,
    query.selectAll().orderBy('users.createdAt', 'desc').orderBy('users.id'),
    page,
  ) as Promise<Paged<User>>;
};
