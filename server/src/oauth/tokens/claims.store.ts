/** What claims are made of beyond the user's own row. */
import type { Queries } from '../../db/index.ts';

/** Outside identities of a user, for the `sso_identities` claim. */
export const listSsoIdentityClaims = (db: Queries, tenantId: string, userId: string) =>
  db
    .selectFrom('ssoIdentities')
    .select(['issuer', 'identityId', 'detail'])
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .orderBy('createdAt')
    .execute();
