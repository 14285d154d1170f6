/**
 * Invitations to an organization. An invitation is a row and nothing that could be forged: its id in a link gives
 * nothing by itself. It is accepted once, within its time, for a user whose verified address is the one invited
 * (M-13); its roles are given then, as they stand in the database.
 */
import { record } from '../audit/index.ts';
import type { Transaction } from '../db/index.ts';
import { createId } from '../lib/ids.ts';
import { sendMessage } from '../messaging/index.ts';
import type { Context } from '../platform.ts';
import { emailKey, findUser, findUserByVerifiedEmail, reserveMessageTo, type User } from '../users/index.ts';
import { refuse } from './errors.ts';
import {
  expireInvitations,
  findFallbackLanguage,
  getInvitation,
  type Invitation,
  insertInvitation,
  removeInvitation,
  rolesOfInvitations,
  settleInvitation,
} from './invitations.store.ts';
import { addMemberRoles, addMembers, findMembers, USERS } from './members.store.ts';
import { resolveRoles } from './members.ts';
import { getOrganization } from './organizations.store.ts';

/** What a message about an invitation carries. Without `link` it names the tenant's own address (L-09). */
export type InvitationMessage = {
  code?: string | undefined;
  link?: string | undefined;
  locale?: string | undefined;
  uiLocales?: string | undefined;
};

/** How an invitation stands now: one that nobody answered in time has expired, whatever its row says. */
export const statusOf = (invitation: Invitation, now: number): Invitation['status'] =>
  invitation.status === 'Pending' && invitation.expiresAt <= now ? 'Expired' : invitation.status;

const send = async (
  tx: Transaction,
  context: Context,
  invitation: Invitation,
  message: InvitationMessage,
): Promise<void> => {
  const { tenant } = context;
  const organization = await getOrganization(tx, tenant.id, invitation.organizationId);
  const asked = message.locale ?? message.uiLocales?.split(' ')[0];
  await reserveMessageTo(tx, context, invitation.inviteeKey);
  await sendMessage(tx, context, {
    channel: 'email',
    recipient: invitation.invitee,
    template: 'OrganizationInvitation',
    language: asked || ((await findFallbackLanguage(tx, tenant.id)) ?? 'en'),
    variables: {
      'organization.id': organization.id,
      'organization.name': organization.name,
      link: message.link ?? tenant.origin,
      ...(message.code === undefined ? {} : { code: message.code }),
    },
  });
};

export type NewInvitation = {
  inviterId?: string | null | undefined;
  invitee: string;
  organizationId: string;
  expiresAt: number;
  organizationRoleIds?: readonly string[] | undefined;
  message?: InvitationMessage | undefined;
};

/**
 * Invites an address. Refuses an expiry that has passed, an address that is a member's, and a second pending
 * invitation of the same address, also when two requests race.
 */
export const createInvitation = async (context: Context, input: NewInvitation): Promise<Invitation> => {
  const { platform, tenant } = context;
  const now = platform.clock.now();
  const inviteeKey = emailKey(input.invitee);
  if (input.expiresAt <= now) throw refuse('organization.invitation_expiry_past');
  const invitation: Invitation = {
    tenantId: tenant.id,
    id: createId(),
    inviterId: input.inviterId ?? null,
    invitee: input.invitee,
    inviteeKey,
    acceptedUserId: null,
    organizationId: input.organizationId,
    status: 'Pending',
    createdAt: now,
    updatedAt: now,
    expiresAt: input.expiresAt,
  };
  const { organizationId } = invitation;
  await platform.db.transaction(async (tx) => {
    await getOrganization(tx, tenant.id, organizationId);
    const roleIds = await resolveRoles(tx, tenant.id, 'User', {
      organizationRoleIds: input.organizationRoleIds,
    });
    const holder = await findUserByVerifiedEmail(tx, tenant.id, inviteeKey);
    if (holder && (await findMembers(tx, USERS, tenant.id, organizationId, [holder.id])).length > 0) {
      throw refuse('organization.invitee_is_member', { invitee: input.invitee });
    }
    await expireInvitations(tx, tenant.id, organizationId, inviteeKey, now);
    await insertInvitation(tx, invitation, roleIds);
    if (input.message) await send(tx, context, invitation, input.message);
    await record(tx, context, {
      key: 'OrganizationInvitation.Create',
      payload: {
        organizationInvitationId: invitation.id,
        organizationId,
        invitee: input.invitee,
        inviterId: invitation.inviterId,
        organizationRoleIds: roleIds,
        expiresAt: input.expiresAt,
        sent: input.message !== undefined,
      },
    });
  });
  return invitation;
};

const refuseUnlessPending = (invitation: Invitation, now: number): void => {
  const status = statusOf(invitation, now);
  if (status !== 'Pending') throw refuse('organization.invitation_not_pending', { status });
};

/** Sends the message of a pending invitation (again). */
export const sendInvitation = (context: Context, id: string, message: InvitationMessage): Promise<void> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    const invitation = await getInvitation(tx, tenant.id, id);
    refuseUnlessPending(invitation, platform.clock.now());
    await send(tx, context, invitation, message);
    await record(tx, context, {
      key: 'OrganizationInvitation.Send',
      payload: { organizationInvitationId: id, organizationId: invitation.organizationId },
    });
  });
};

/** The user who accepts: there, not suspended, and known to own the address that was invited. */
const getAccepter = async (
  tx: Transaction,
  tenantId: string,
  invitation: Invitation,
  userId: string | null | undefined,
): Promise<User> => {
  if (!userId) throw refuse('organization.accepted_user_missing');
  const user = await findUser(tx, tenantId, userId);
  // `emailKey` is set only while the address is verified.
  if (!user || user.isSuspended || user.emailKey !== invitation.inviteeKey) {
    throw refuse('organization.invitation_of_another', { id: userId });
  }
  return user;
};

const giveMembership = async (
  tx: Transaction,
  context: Context,
  invitation: Invitation,
  userId: string,
): Promise<void> => {
  const { platform, tenant } = context;
  const { organizationId, id } = invitation;
  const roles = (await rolesOfInvitations(tx, tenant.id, [id])).get(id) ?? [];
  const roleIds = roles.map((role) => role.id);
  const added = await addMembers(tx, USERS, tenant.id, organizationId, [userId], platform.clock.now());
  await addMemberRoles(tx, USERS, tenant.id, organizationId, userId, roleIds);
  await record(tx, context, {
    key: 'Organization.Membership.Update',
    userId,
    payload: { organizationId, userIds: [userId], added, addedRoles: roleIds, organizationInvitationId: id },
  });
};

/**
 * Accepts a pending invitation for a user, who becomes a member with its roles, or revokes it. One caller wins,
 * whatever the others asked for; everything of it is one transaction.
 */
export const answerInvitation = (
  context: Context,
  id: string,
  answer: { status: 'Accepted' | 'Revoked'; acceptedUserId?: string | null | undefined },
): Promise<Invitation> => {
  const { platform, tenant } = context;
  const { status } = answer;
  return platform.db.transaction(async (tx) => {
    const now = platform.clock.now();
    const invitation = await getInvitation(tx, tenant.id, id);
    refuseUnlessPending(invitation, now);
    const accepter =
      status === 'Accepted' ? await getAccepter(tx, tenant.id, invitation, answer.acceptedUserId) : undefined;
    const change = { status, acceptedUserId: accepter?.id ?? null };
    if (!(await settleInvitation(tx, tenant.id, id, change, now))) {
      throw refuse('organization.invitation_not_pending', { status: 'answered' });
    }
    if (accepter) await giveMembership(tx, context, invitation, accepter.id);
    await record(tx, context, {
      key: 'OrganizationInvitation.Update',
      payload: {
        organizationInvitationId: id,
        organizationId: invitation.organizationId,
        before: { status: 'Pending', acceptedUserId: null },
        after: change,
      },
    });
    return { ...invitation, ...change, updatedAt: now };
  });
};

export const deleteInvitation = (context: Context, id: string): Promise<void> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    const { organizationId, invitee } = await getInvitation(tx, tenant.id, id);
    await removeInvitation(tx, tenant.id, id);
    await record(tx, context, {
      key: 'OrganizationInvitation.Delete',
      payload: { organizationInvitationId: id, organizationId, invitee },
    });
  });
};
