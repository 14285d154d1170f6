import type { Queries } from '../../db/index.ts';

/** What every application of a tenant registered that may name an origin. */
export const listRegisteredAddresses = (db: Queries, tenantId: string) =>
  db
    .selectFrom('applications')
    .select(['oidcClientMetadata', 'customClientMetadata'])
    .where('tenantId', '=', tenantId)
    .execute();
