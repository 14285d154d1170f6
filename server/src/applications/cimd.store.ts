/** Rows of clients that a metadata document describes. */
import type { Insertable } from 'kysely';
import type { ApplicationsTable, Queries } from '../db/index.ts';

/** How the ids of such applications begin; other ids have no underscore. */
export const CIMD_PREFIX = 'cimd_';
/** The application on which the list of what all of them may ask for hangs. */
export const CIMD_TEMPLATE = 'cimd_all';

/** Whose list of permissions an application has. */
export const consentScopesOwner = (applicationId: string): string =>
  applicationId.startsWith(CIMD_PREFIX) ? CIMD_TEMPLATE : applicationId;

/** Adds the row, or puts its name and addresses right. A row of another client under the same id stays as it is. */
export const putCimdApplication = async (db: Queries, row: Insertable<ApplicationsTable>): Promise<void> => {
  const { name, oidcClientMetadata } = row;
  await db
    .insertInto('applications')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['tenantId', 'id'])
        .doUpdateSet({ name, oidcClientMetadata })
        .where('applications.cimdClientId', '=', row.cimdClientId ?? ''),
    )
    .execute();
};

/** Deletes the rows of clients, made before `before`, that nobody has let in: whoever asks can have one made. */
export const removeUnusedCimdApplications = async (db: Queries, before: number): Promise<void> => {
  await db
    .deleteFrom('applications')
    .where('cimdClientId', 'is not', null)
    .where('id', '!=', CIMD_TEMPLATE)
    .where('createdAt', '<', before)
    .where(({ and, not, exists, selectFrom }) =>
      and([
        not(
          exists(
            selectFrom('grants')
              .select('grants.id')
              .whereRef('grants.tenantId', '=', 'applications.tenantId')
              .whereRef('grants.applicationId', '=', 'applications.id'),
          ),
        ),
        not(
          exists(
            selectFrom('consents')
              .select('consents.item')
              .whereRef('consents.tenantId', '=', 'applications.tenantId')
              .whereRef('consents.applicationId', '=', 'applications.id'),
          ),
        ),
      ]),
    )
    .execute();
};
