/**
 * Who administers what: giving a role on a tenant, taking it away, inviting. Nobody decides about a role that may do
 * more than they may themselves (M-04), and every tenant keeps an owner who can sign in (M-08).
 */
import { record } from '../audit/index.ts';
import type { Queries, Transaction } from '../db/index.ts';
import { covers } from '../http/index.ts';
import { DAY } from '../lib/clock.ts';
import { sha256 } from '../lib/digest.ts';
import { createId, createToken } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { revokeUserAccess } from '../sessions/index.ts';
import {
  findAdministratorRole,
  isLastAdministrator,
  listAdministered,
  listTenantRows,
  putAdministrator,
  removeAdministratorOf,
  type TenantRole,
} from '../tenants/index.ts';
import { deleteUser, findUser, type User } from '../users/index.ts';
import { findRole, refuseBeyondOwn, scopesOfRole } from './administrator-roles.ts';
import { createAdministrator, type NewAdministrator } from './administrators.ts';
import { refuse } from './errors.ts';
import { type Invitation, insertInvitation, removeInvitation } from './invitations.store.ts';

const INVITATION_LIFE = 7 * DAY;

/** Throws unless the tenants and roles exist, once each, and the roles are the actor's to give. */
const checkGiven = async (
  db: Queries | Transaction,
  context: Context,
  given: readonly TenantRole[],
): Promise<void> => {
  const known = new Set((await listTenantRows(db)).map(({ id }) => id));
  for (const { tenantId, role } of given) {
    if (!known.delete(tenantId)) throw refuse('administrator.unknown_tenant', { id: tenantId });
    const found = await findRole(db, role);
    if (!found) throw refuse('administrator.unknown_role', { id: role });
    refuseBeyondOwn(context, found.scopes);
  }
};

/** Makes an administrator with a first password. */
export const addAdministrator = async (
  context: Context,
  input: NewAdministrator & { tenants: readonly TenantRole[] },
): Promise<User> => {
  await checkGiven(context.platform.db.queries, context, input.tenants);
  const { user } = await createAdministrator(context, input, (tx) => checkGiven(tx, context, input.tenants));
  return user;
};

const getAdministrator = async (tx: Transaction, { tenant }: Context, userId: string): Promise<User> => {
  const user = await findUser(tx, tenant.id, userId);
  if (!user || (await listAdministered(tx, userId)).length === 0) {
    throw refuse('administrator.not_found', { id: userId });
  }
  return user;
};

const refuseOneself = ({ actor }: Context, userId: string): void => {
  if (actor.type === 'administrator' && actor.userId === userId) throw refuse('administrator.not_oneself');
};

/** Gives an administrator a role on a tenant, in place of the one they had; without a role takes the tenant away. */
export const putRole = async (
  context: Context,
  userId: string,
  tenantId: string,
  role: string | undefined,
): Promise<TenantRole[]> => {
  const { platform } = context;
  refuseOneself(context, userId);
  return platform.db.transaction(async (tx) => {
    await getAdministrator(tx, context, userId);
    const former = await findAdministratorRole(tx, tenantId, userId);
    if (former !== undefined) refuseBeyondOwn(context, await scopesOfRole(tx, former));
    if (role !== undefined) await checkGiven(tx, context, [{ tenantId, role }]);
    else if (former === undefined) throw refuse('administrator.not_found', { id: userId });
    if (former !== role && (await isLastAdministrator(tx, userId, tenantId))) {
      throw refuse('administrator.last_owner');
    }
    if (role === undefined) await removeAdministratorOf(tx, tenantId, userId);
    else await putAdministrator(tx, { tenantId, userId, role, createdAt: platform.clock.now() });
    const left = await listAdministered(tx, userId);
    if (left.length === 0) await revokeUserAccess(tx, context, userId);
    await record(tx, context, {
      key: 'Administrator.Update',
      userId,
      payload: { userId, tenantId, before: { role: former ?? null }, after: { role: role ?? null } },
    });
    return left;
  });
};

/** Removes an administrator with their account. */
export const removeMember = async (context: Context, userId: string): Promise<void> => {
  refuseOneself(context, userId);
  await context.platform.db.transaction(async (tx) => {
    await getAdministrator(tx, context, userId);
    for (const { role } of await listAdministered(tx, userId)) {
      refuseBeyondOwn(context, await scopesOfRole(tx, role));
    }
    if (await isLastAdministrator(tx, userId)) throw refuse('administrator.last_owner');
  });
  // Judges the last owner once more, in the transaction that removes.
  await deleteUser(context, userId);
};

/** Makes a link with which somebody becomes an administrator. Only its hash is kept; it lives seven days. */
export const invite = async (
  context: Context,
  input: { name?: string | null | undefined; tenants: readonly TenantRole[] },
): Promise<Invitation & { link: string }> => {
  const { platform, tenant, actor } = context;
  const token = createToken();
  const now = platform.clock.now();
  const row: Invitation = {
    tenantId: tenant.id,
    id: createId(),
    tokenHash: sha256(token),
    name: input.name ?? null,
    tenantRoles: [...input.tenants],
    createdAt: now,
    expiresAt: now + INVITATION_LIFE,
    inviterId: actor.type === 'administrator' ? actor.userId : null,
  };
  await platform.db.transaction(async (tx) => {
    await checkGiven(tx, context, input.tenants);
    await insertInvitation(tx, row);
    await record(tx, context, {
      key: 'Administrator.Invite',
      payload: { invitationId: row.id, after: { name: row.name, tenants: input.tenants } },
    });
  });
  return { ...row, link: `${tenant.origin}/console/set-up?invited#token=${token}` };
};

/**
 * Whether an invitation could be made today by whoever made it: who was removed, suspended or given a lesser role since
 * must not come back, or let anybody in, by a link that was kept (M-13).
 */
export const isStanding = async (tx: Transaction, invitation: Invitation): Promise<boolean> => {
  const { tenantId, inviterId, tenantRoles } = invitation;
  if (inviterId === null) return true;
  const inviter = await findUser(tx, tenantId, inviterId);
  const role = await findAdministratorRole(tx, tenantId, inviterId);
  if (!inviter || inviter.isSuspended || role === undefined) return false;
  const held = await scopesOfRole(tx, role);
  const given = await Promise.all(tenantRoles.map((one) => scopesOfRole(tx, one.role)));
  return ['administrators:write', ...given.flat()].every((scope) => covers(held, scope));
};

/** Takes an invitation back. */
export const revokeInvitation = async (context: Context, id: string): Promise<void> => {
  await context.platform.db.transaction(async (tx) => {
    if (!(await removeInvitation(tx, id))) throw refuse('invitation.not_found', { id });
    await record(tx, context, { key: 'Administrator.Invitation.Revoke', payload: { invitationId: id } });
  });
};
