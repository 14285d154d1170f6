/** Rows of what third-party applications may ask their users for. */
import type { Queries } from '../db/index.ts';

export type NamedScope = { id: string; name: string; description: string | null };
/** A permission with the API that it belongs to. */
export type ResourceScope = NamedScope & { resourceId: string; resourceName: string; indicator: string };

/** All that one application may ask for. */
export type ConsentScopes = {
  userScopes: string[];
  organizationScopes: NamedScope[];
  resourceScopes: ResourceScope[];
  /** Permissions of APIs within an organization. */
  organizationResourceScopes: ResourceScope[];
};

const listResourceScopes = (
  db: Queries,
  tenantId: string,
  applicationId: string,
  kind: 'resource' | 'organization-resource',
): Promise<ResourceScope[]> =>
  db
    .selectFrom('applicationResourceScopes')
    .innerJoin('scopes', (join) =>
      join
        .onRef('scopes.tenantId', '=', 'applicationResourceScopes.tenantId')
        .onRef('scopes.id', '=', 'applicationResourceScopes.scopeId'),
    )
    .innerJoin('resources', (join) =>
      join
        .onRef('resources.tenantId', '=', 'scopes.tenantId')
        .onRef('resources.id', '=', 'scopes.resourceId'),
    )
    .select(['scopes.id', 'scopes.name', 'scopes.description'])
    .select(['resources.id as resourceId', 'resources.name as resourceName', 'resources.indicator'])
    .where('applicationResourceScopes.tenantId', '=', tenantId)
    .where('applicationResourceScopes.applicationId', '=', applicationId)
    .where('applicationResourceScopes.kind', '=', kind)
    .orderBy('resources.name')
    .orderBy('resources.id')
    .orderBy('scopes.name')
    .execute();

export const listConsentScopes = async (
  db: Queries,
  tenantId: string,
  applicationId: string,
): Promise<ConsentScopes> => {
  const users = await db
    .selectFrom('applicationUserScopes')
    .select('userScope')
    .where('tenantId', '=', tenantId)
    .where('applicationId', '=', applicationId)
    .orderBy('userScope')
    .execute();
  const organizationScopes = await db
    .selectFrom('applicationOrganizationScopes')
    .innerJoin('organizationScopes', (join) =>
      join
        .onRef('organizationScopes.tenantId', '=', 'applicationOrganizationScopes.tenantId')
        .onRef('organizationScopes.id', '=', 'applicationOrganizationScopes.organizationScopeId'),
    )
    .select(['organizationScopes.id', 'organizationScopes.name', 'organizationScopes.description'])
    .where('applicationOrganizationScopes.tenantId', '=', tenantId)
    .where('applicationOrganizationScopes.applicationId', '=', applicationId)
    .orderBy('organizationScopes.name')
    .execute();
  return {
    userScopes: users.map(({ userScope }) => userScope),
    organizationScopes,
    resourceScopes: await listResourceScopes(db, tenantId, applicationId, 'resource'),
    organizationResourceScopes: await listResourceScopes(
      db,
      tenantId,
      applicationId,
      'organization-resource',
    ),
  };
};

/** Ids as the wire lists them. */
export type ConsentScopeIds = {
  userScopes?: readonly string[] | undefined;
  organizationScopes?: readonly string[] | undefined;
  resourceScopes?: readonly string[] | undefined;
  organizationResourceScopes?: readonly string[] | undefined;
};

/** Those of the ids that are no permission of the tenant. */
export const findUnknownScopes = async (
  db: Queries,
  tenantId: string,
  ids: ConsentScopeIds,
): Promise<string[]> => {
  const ofOrganizations = [...(ids.organizationScopes ?? [])];
  const ofResources = [...(ids.resourceScopes ?? []), ...(ids.organizationResourceScopes ?? [])];
  const known = new Set<string>();
  if (ofOrganizations.length > 0) {
    const rows = await db
      .selectFrom('organizationScopes')
      .select('id')
      .where('tenantId', '=', tenantId)
      .where('id', 'in', ofOrganizations)
      .execute();
    for (const { id } of rows) known.add(`organization ${id}`);
  }
  if (ofResources.length > 0) {
    const rows = await db
      .selectFrom('scopes')
      .select('id')
      .where('tenantId', '=', tenantId)
      .where('id', 'in', ofResources)
      .execute();
    for (const { id } of rows) known.add(`resource ${id}`);
  }
  return [
    ...ofOrganizations.filter((id) => !known.has(`organization ${id}`)),
    ...ofResources.filter((id) => !known.has(`resource ${id}`)),
  ];
};

/** Adds to what an application may ask for; what it may ask for already stays. */
export const insertConsentScopes = async (
  tx: Queries,
  place: { tenantId: string; applicationId: string },
  ids: ConsentScopeIds,
): Promise<void> => {
  const { userScopes, organizationScopes, resourceScopes, organizationResourceScopes } = ids;
  if (userScopes?.length) {
    await tx
      .insertInto('applicationUserScopes')
      .values(userScopes.map((userScope) => ({ ...place, userScope })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  if (organizationScopes?.length) {
    await tx
      .insertInto('applicationOrganizationScopes')
      .values(organizationScopes.map((organizationScopeId) => ({ ...place, organizationScopeId })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  const permissions = [
    ...(resourceScopes ?? []).map((scopeId) => ({ ...place, scopeId, kind: 'resource' as const })),
    ...(organizationResourceScopes ?? []).map((scopeId) => ({
      ...place,
      scopeId,
      kind: 'organization-resource' as const,
    })),
  ];
  if (permissions.length === 0) return;
  await tx
    .insertInto('applicationResourceScopes')
    .values(permissions)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

/** Kinds of what may be asked for, as addresses spell them. */
export const SCOPE_TYPES = [
  'organization-scopes',
  'resource-scopes',
  'organization-resource-scopes',
  'user-scopes',
] as const;
export type ScopeType = (typeof SCOPE_TYPES)[number];

/** Takes one away; answers whether it was there. */
export const removeConsentScope = async (
  tx: Queries,
  { tenantId, applicationId }: { tenantId: string; applicationId: string },
  type: ScopeType,
  scopeId: string,
): Promise<boolean> => {
  const own = tx
    .deleteFrom(
      type === 'user-scopes'
        ? 'applicationUserScopes'
        : type === 'organization-scopes'
          ? 'applicationOrganizationScopes'
          : 'applicationResourceScopes',
    )
    .where('tenantId', '=', tenantId)
    .where('applicationId', '=', applicationId);
  const result = await (type === 'user-scopes'
    ? own.where('userScope', '=', scopeId)
    : type === 'organization-scopes'
      ? own.where('organizationScopeId', '=', scopeId)
      : own
          .where('scopeId', '=', scopeId)
          .where('kind', '=', type === 'resource-scopes' ? 'resource' : 'organization-resource')
  ).executeTakeFirst();
  return result.numDeletedRows > 0n;
};
