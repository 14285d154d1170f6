/** Invitations in the database. Which one is accepted is decided by a conditional update that reports whether it won. */
import type { Insertable, Selectable } from 'kysely';
import {
  type OrganizationInvitationsTable,
  type Page,
  type Paged,
  type Queries,
  readPage,
  refusingDuplicates,
  refusingOrphans,
} from '../db/index.ts';
import { refuse } from './errors.ts';

export type Invitation = Selectable<OrganizationInvitationsTable>;
type RoleName = { id: string; name: string };

/** Throws `organization.invitation_not_found`. */
export const getInvitation = async (db: Queries, tenantId: string, id: string): Promise<Invitation> => {
  const found = await db
    .selectFrom('organizationInvitations')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!found) throw refuse('organization.invitation_not_found', { id });
  return found;
};

export type InvitationFilter = Page & {
  organizationId?: string | undefined;
  inviterId?: string | undefined;
  inviteeKey?: string | undefined;
};

/** A page of invitations, newest first. */
export const listInvitations = (
  db: Queries,
  tenantId: string,
  filter: InvitationFilter,
): Promise<Paged<Invitation>> => {
  let query = db.selectFrom('organizationInvitations').where('tenantId', '=', tenantId);
  for (const name of ['organizationId', 'inviterId', 'inviteeKey'] as const) {
    const value = filter[name];
    if (value !== undefined) query = query.where(name, '=', value);
  }
  return readPage(query, query.selectAll().orderBy('createdAt', 'desc').orderBy('id'), filter);
};

/** Writes down that an address's invitation is over its time, so that it may be invited again. */
export const expireInvitations = async (
  tx: Queries,
  tenantId: string,
  organizationId: string,
  inviteeKey: string,
  now: number,
): Promise<void> => {
  await tx
    .updateTable('organizationInvitations')
    .set({ status: 'Expired' })
    .where('tenantId', '=', tenantId)
    .where('organizationId', '=', organizationId)
    .where('inviteeKey', '=', inviteeKey)
    .where('status', '=', 'Pending')
    .where('expiresAt', '<=', now)
    .execute();
};

/** Adds an invitation. Refuses with `organization.invitation_pending` the second one of an address. */
export const insertInvitation = async (
  tx: Queries,
  row: Insertable<OrganizationInvitationsTable>,
  roleIds: readonly string[],
): Promise<void> => {
  const { tenantId, invitee } = row;
  const inserted = refusingDuplicates(tx.insertInto('organizationInvitations').values(row).execute(), () =>
    refuse('organization.invitation_pending', { invitee }),
  );
  await refusingOrphans(inserted, () => refuse('organization.inviter_not_found', { id: row.inviterId }));
  if (roleIds.length === 0) return;
  await tx
    .insertInto('organizationInvitationRoles')
    .values(
      roleIds.map((organizationRoleId) => ({
        tenantId,
        organizationInvitationId: row.id,
        organizationRoleId,
      })),
    )
    .execute();
};

/** Ends a pending invitation within its time. Answers whether this caller won. */
export const settleInvitation = async (
  tx: Queries,
  tenantId: string,
  id: string,
  change: { status: 'Accepted' | 'Revoked'; acceptedUserId: string | null },
  now: number,
): Promise<boolean> => {
  const result = await tx
    .updateTable('organizationInvitations')
    .set({ ...change, updatedAt: now })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .where('status', '=', 'Pending')
    .where('expiresAt', '>', now)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
};

export const removeInvitation = async (tx: Queries, tenantId: string, id: string): Promise<void> => {
  await tx
    .deleteFrom('organizationInvitations')
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .execute();
};

/** Roles that invitations promise. */
export const rolesOfInvitations = async (
  db: Queries,
  tenantId: string,
  ids: readonly string[],
): Promise<Map<string, RoleName[]>> => {
  const found = new Map<string, RoleName[]>();
  if (ids.length === 0) return found;
  const rows = await db
    .selectFrom('organizationInvitationRoles as promised')
    .innerJoin('organizationRoles', (join) =>
      join
        .onRef('organizationRoles.tenantId', '=', 'promised.tenantId')
        .onRef('organizationRoles.id', '=', 'promised.organizationRoleId'),
    )
    .select(['promised.organizationInvitationId', 'organizationRoles.id', 'organizationRoles.name'])
    .where('promised.tenantId', '=', tenantId)
    .where('promised.organizationInvitationId', 'in', ids)
    .orderBy('organizationRoles.name')
    .execute();
  for (const { organizationInvitationId, id, name } of rows) {
    const roles = found.get(organizationInvitationId) ?? [];
    roles.push({ id, name });
    found.set(organizationInvitationId, roles);
  }
  return found;
};

/** The language that the tenant's messages fall back to. */
export const findFallbackLanguage = async (db: Queries, tenantId: string): Promise<string | undefined> => {
  const row = await db
    .selectFrom('signInExperiences')
    .select('languageInfo')
    .where('tenantId', '=', tenantId)
    .executeTakeFirst();
  const language = row?.languageInfo.fallbackLanguage;
  return typeof language === 'string' ? language : undefined;
};
