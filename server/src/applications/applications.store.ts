/** Applications and their secrets in the database. */
import type { Insertable, Selectable, Updateable } from 'kysely';
import {
  type ApplicationSecretsTable,
  type ApplicationsTable,
  answers,
  type Page,
  type Paged,
  type Queries,
  readPage,
} from '../db/index.ts';
import { NAMING, type TextSearch } from '../lib/text-search.ts';
import type { CustomClientMetadata } from './client-metadata.ts';
import { refuse } from './errors.ts';

/** A registered client. */
export type Application = Omit<Selectable<ApplicationsTable>, 'customClientMetadata'> & {
  readonly customClientMetadata: CustomClientMetadata;
};
export type ApplicationType = Application['type'];
export type ApplicationSecret = Selectable<ApplicationSecretsTable>;

export const findApplication = async (
  db: Queries,
  tenantId: string,
  id: string,
): Promise<Application | undefined> =>
  (await db
    .selectFrom('applications')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst()) as Application | undefined;

/** Throws `application.not_found`. */
export const getApplication = async (db: Queries, tenantId: string, id: string): Promise<Application> => {
  const found = await findApplication(db, tenantId, id);
  if (!found) throw refuse('application.not_found', { id });
  return found;
};

/** Permissions of the Management API that an application holds by its roles. */
export const managementScopesOf = async (
  db: Queries,
  tenantId: string,
  applicationId: string,
): Promise<string[]> => {
  const rows = await db
    .selectFrom('applicationsRoles')
    .innerJoin('rolesScopes', (join) =>
      join
        .onRef('rolesScopes.tenantId', '=', 'applicationsRoles.tenantId')
        .onRef('rolesScopes.roleId', '=', 'applicationsRoles.roleId'),
    )
    .innerJoin('scopes', (join) =>
      join
        .onRef('scopes.tenantId', '=', 'rolesScopes.tenantId')
        .onRef('scopes.id', '=', 'rolesScopes.scopeId'),
    )
    .innerJoin('resources', (join) =>
      join
        .onRef('resources.tenantId', '=', 'scopes.tenantId')
        .onRef('resources.id', '=', 'scopes.resourceId'),
    )
    .select('scopes.name')
    .distinct()
    .where('applicationsRoles.tenantId', '=', tenantId)
    .where('applicationsRoles.applicationId', '=', applicationId)
    .where('resources.isBuiltIn', '=', true)
    .execute();
  return rows.map(({ name }) => name);
};

export type ApplicationFilter = Page & {
  search?: TextSearch | undefined;
  types?: readonly string[] | undefined;
  excludeRoleId?: string | undefined;
  excludeOrganizationId?: string | undefined;
  isThirdParty?: boolean | undefined;
};

/** A page of applications, newest first, with the number of all that match. */
export const listApplications = async (
  db: Queries,
  tenantId: string,
  filter: ApplicationFilter,
): Promise<Paged<Application>> => {
  let query = db
    .selectFrom('applications')
    .where('tenantId', '=', tenantId)
    .where('cimdClientId', 'is', null);
  if (filter.types) query = query.where('type', 'in', filter.types as ApplicationType[]);
  if (filter.isThirdParty !== undefined) query = query.where('isThirdParty', '=', filter.isThirdParty);
  const { search, excludeRoleId, excludeOrganizationId } = filter;
  if (search) query = query.where(({ ref }) => answers(NAMING, (name) => ref(name), search));
  if (excludeRoleId) {
    query = query.where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('applicationsRoles')
            .select('roleId')
            .whereRef('applicationsRoles.tenantId', '=', 'applications.tenantId')
            .whereRef('applicationsRoles.applicationId', '=', 'applications.id')
            .where('roleId', '=', excludeRoleId),
        ),
      ),
    );
  }
  if (excludeOrganizationId) {
    query = query.where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('organizationApplications')
            .select('organizationId')
            .whereRef('organizationApplications.tenantId', '=', 'applications.tenantId')
            .whereRef('organizationApplications.applicationId', '=', 'applications.id')
            .where('organizationId', '=', excludeOrganizationId),
        ),
      ),
    );
  }
  return (await readPage(
    query,
    query.selectAll().orderBy('createdAt', 'desc').orderBy('id'),
    filter,
  )) as Paged<Application>;
};

export const insertApplication = async (db: Queries, row: Insertable<ApplicationsTable>): Promise<void> => {
  await db.insertInto('applications').values(row).execute();
};

/** Changes columns; answers whether the application was there. */
export const updateApplication = async (
  db: Queries,
  tenantId: string,
  id: string,
  patch: Updateable<ApplicationsTable>,
): Promise<boolean> => {
  const result = await db
    .updateTable('applications')
    .set(patch)
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
};

/** Deletes an application with its secrets, roles, grants and tokens; answers whether it was there. */
export const removeApplication = async (db: Queries, tenantId: string, id: string): Promise<boolean> => {
  const result = await db
    .deleteFrom('applications')
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
};

/** Every secret of an application, expired ones too, oldest first. */
export const listSecrets = (
  db: Queries,
  tenantId: string,
  applicationId: string,
): Promise<ApplicationSecret[]> =>
  db
    .selectFrom('applicationSecrets')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('applicationId', '=', applicationId)
    .orderBy('createdAt')
    .orderBy('name')
    .execute();

export const findSecret = (
  db: Queries,
  tenantId: string,
  applicationId: string,
  name: string,
): Promise<ApplicationSecret | undefined> =>
  db
    .selectFrom('applicationSecrets')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('applicationId', '=', applicationId)
    .where('name', '=', name)
    .executeTakeFirst();

/** Answers false when the application already has a secret of that name. */
export const insertSecret = async (
  db: Queries,
  row: Insertable<ApplicationSecretsTable>,
): Promise<boolean> => {
  const result = await db
    .insertInto('applicationSecrets')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
};

/** Gives a secret another name, with the copy sealed for it; answers whether it was there. */
export const renameSecret = async (
  db: Queries,
  secret: ApplicationSecret,
  name: string,
  sealedSecret: string,
): Promise<boolean> => {
  const result = await db
    .updateTable('applicationSecrets')
    .set({ name, sealedSecret })
    .where('tenantId', '=', secret.tenantId)
    .where('applicationId', '=', secret.applicationId)
    .where('name', '=', secret.name)
    .where('id', '=', secret.id)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
};

export const removeSecret = async (
  db: Queries,
  tenantId: string,
  applicationId: string,
  name: string,
): Promise<boolean> => {
  const result = await db
    .deleteFrom('applicationSecrets')
    .where('tenantId', '=', tenantId)
    .where('applicationId', '=', applicationId)
    .where('name', '=', name)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
};
