/** Invitations to organizations on the Management API. */
import { z } from 'zod';
import { idList } from '../access/index.ts';
import { idSchema, pageOf, pagingSchema, route } from '../http/index.ts';
import type { Context } from '../platform.ts';
import { readEmailKey } from '../users/index.ts';
import { getInvitation, type Invitation, listInvitations, rolesOfInvitations } from './invitations.store.ts';
import {
  answerInvitation,
  createInvitation,
  deleteInvitation,
  sendInvitation,
  statusOf,
} from './invitations.ts';
import { roleName } from './wire.ts';

const byId = z.object({ id: idSchema });
const invitationSchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  inviterId: z.string().nullable(),
  invitee: z.string(),
  acceptedUserId: z.string().nullable(),
  organizationId: z.string(),
  status: z.enum(['Pending', 'Accepted', 'Expired', 'Revoked']),
  createdAt: z.number(),
  updatedAt: z.number(),
  expiresAt: z.number(),
  organizationRoles: z.array(roleName),
});

/** Apps' own schemes are fine; what a mail program would run is not. */
const link = z
  .url()
  .max(2048)
  .refine((text) => !/^(javascript|data|vbscript|file):/i.test(text), 'must lead somewhere');
const locale = z.string().max(128);
const messageInput = z.strictObject({
  code: z.string().min(1).max(128).optional(),
  link: link.optional(),
  locale: locale.optional(),
  uiLocales: locale.optional(),
});

const present = async (
  { platform, tenant }: Context,
  invitations: readonly Invitation[],
): Promise<z.infer<typeof invitationSchema>[]> => {
  const now = platform.clock.now();
  const ids = invitations.map(({ id }) => id);
  const roles = await rolesOfInvitations(platform.db.queries, tenant.id, ids);
  return invitations.map(({ inviteeKey: _, ...invitation }) => ({
    ...invitation,
    status: statusOf({ ...invitation, inviteeKey: _ }, now),
    organizationRoles: roles.get(invitation.id) ?? [],
  }));
};

const presentOne = async (context: Context, invitation: Invitation) => {
  const [shown] = await present(context, [invitation]);
  return shown as z.infer<typeof invitationSchema>;
};

export const invitationRoutes = [
  route(
    'GET /api/organization-invitations',
    {
      summary: 'List invitations, newest first',
      scope: 'management',
      query: pagingSchema.extend({
        // The contract's list is whole; a page of it is given to who asks for one.
        page_size: z.coerce.number().int().min(1).max(1000).default(1000),
        organizationId: idSchema.optional(),
        inviterId: idSchema.optional(),
        invitee: z.string().max(256).optional(),
      }),
      response: z.array(invitationSchema),
      errors: [400],
    },
    async ({ context, query: { organizationId, inviterId, invitee, ...paging }, reply }) => {
      const { platform, tenant } = context;
      const { rows, total } = await listInvitations(platform.db.queries, tenant.id, {
        ...pageOf(paging),
        organizationId,
        inviterId,
        inviteeKey: invitee === undefined ? undefined : (readEmailKey(invitee) ?? invitee),
      });
      reply.paged(total);
      return present(context, rows);
    },
  ),
  route(
    'POST /api/organization-invitations',
    {
      summary: 'Invite somebody to an organization',
      scope: 'management',
      body: z.strictObject({
        inviterId: idSchema.nullable().optional(),
        invitee: z.string().min(3).max(128),
        organizationId: idSchema,
        /** Milliseconds; in the future. */
        expiresAt: z.number().int().min(0),
        organizationRoleIds: idList.optional(),
        /** What the message carries; `false`, as when left out, sends none. */
        messagePayload: messageInput.or(z.literal(false)).optional(),
      }),
      response: invitationSchema,
      status: 201,
      errors: [400, 404, 422, 429],
    },
    async ({ context, body: { messagePayload, ...input } }) =>
      presentOne(
        context,
        await createInvitation(context, { ...input, message: messagePayload || undefined }),
      ),
  ),
  route(
    'GET /api/organization-invitations/:id',
    {
      summary: 'Get an invitation',
      scope: 'management',
      params: byId,
      response: invitationSchema,
      errors: [404],
    },
    async ({ context, params }) =>
      presentOne(context, await getInvitation(context.platform.db.queries, context.tenant.id, params.id)),
  ),
  route(
    'DELETE /api/organization-invitations/:id',
    { summary: 'Delete an invitation', scope: 'management', params: byId, errors: [404] },
    ({ context, params }) => deleteInvitation(context, params.id),
  ),
  route(
    'POST /api/organization-invitations/:id/message',
    {
      summary: 'Send the message of an invitation again',
      scope: 'management',
      params: byId,
      body: messageInput,
      errors: [400, 404, 422, 429],
    },
    ({ context, params, body }) => sendInvitation(context, params.id, body),
  ),
  route(
    'PUT /api/organization-invitations/:id/status',
    {
      summary: 'Accept an invitation for a user, or revoke it',
      scope: 'management',
      params: byId,
      body: z.strictObject({
        acceptedUserId: idSchema.nullable().optional(),
        status: z.enum(['Accepted', 'Revoked']),
      }),
      response: invitationSchema,
      errors: [400, 404, 422],
    },
    async ({ context, params, body }) =>
      presentOne(context, await answerInvitation(context, params.id, body)),
  ),
];
