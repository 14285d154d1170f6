/** The Management API of one-time tokens. The token itself is in the answer that makes it, and in no other. */
import { z } from 'zod';
import { idSchema, pageOf, pagingSchema, refuse as refuseRequest, route } from '../http/index.ts';
import type { Context } from '../platform.ts';
import { readEmailKey } from './identifiers.ts';
import { listOneTimeTokens, type OneTimeToken } from './one-time-tokens.store.ts';
import {
  createOneTimeToken,
  deleteOneTimeToken,
  getOneTimeToken,
  setOneTimeTokenStatus,
  statusOf,
  verifyOneTimeToken,
} from './one-time-tokens.ts';

const MASK = '******';
const MAX_LIFE_SECONDS = 30 * 24 * 3600;

const status = z.enum(['active', 'consumed', 'revoked', 'expired']);
const contextSchema = z.strictObject({
  jitOrganizationIds: z.array(idSchema).max(100).optional(),
  interactionEvent: z.enum(['SignIn', 'Register', 'ForgotPassword']).optional(),
});
const email = z
  .string()
  .min(1)
  .max(128)
  .refine((text) => readEmailKey(text) !== undefined, 'must be an e-mail address');
const wireSchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  email: z.string(),
  token: z.string(),
  context: contextSchema,
  status,
  createdAt: z.number(),
  expiresAt: z.number(),
});

const toWire = (context: Context, token: OneTimeToken, value = MASK): z.infer<typeof wireSchema> => ({
  tenantId: token.tenantId,
  id: token.id,
  email: token.email,
  token: value,
  context: token.detail,
  status: statusOf(token, context.platform.clock.now()),
  createdAt: token.createdAt,
  expiresAt: token.expiresAt,
});

const params = z.object({ id: idSchema });

export const oneTimeTokensRoutes = [
  route(
    'GET /api/one-time-tokens',
    {
      summary: 'List one-time tokens, newest first',
      scope: 'management',
      query: pagingSchema.extend({ email: z.string().max(128).optional(), status: status.optional() }),
      response: z.array(wireSchema),
    },
    async ({ context, query, reply }) => {
      const { platform, tenant } = context;
      const emailKey = query.email === undefined ? undefined : readEmailKey(query.email);
      if (query.email !== undefined && emailKey === undefined) {
        throw refuseRequest('guard.invalid_input', { type: 'query', reason: 'email is not an address' });
      }
      const filter = { emailKey, status: query.status, ...pageOf(query) };
      const now = platform.clock.now();
      const { rows, total } = await listOneTimeTokens(platform.db.queries, tenant.id, filter, now);
      reply.paged(total);
      return rows.map((token) => toWire(context, token));
    },
  ),
  route(
    'POST /api/one-time-tokens',
    {
      summary: 'Make a one-time token for an address; the answer alone shows it',
      scope: 'management',
      body: z.strictObject({
        email,
        context: contextSchema.optional(),
        /** Seconds; ten minutes unless told, 30 days at most. */
        expiresIn: z.number().int().min(1).max(MAX_LIFE_SECONDS).optional(),
      }),
      response: wireSchema,
      status: 201,
      errors: [422],
    },
    async ({ context, body }) => {
      const { token, value } = await createOneTimeToken(context, body);
      return toWire(context, token, value);
    },
  ),
  route(
    'POST /api/one-time-tokens/verify',
    {
      summary: 'Spend a one-time token for the address it was made for',
      scope: 'management',
      body: z.strictObject({ token: z.string().min(1).max(256), email: z.string().min(1).max(128) }),
      response: wireSchema,
      errors: [404],
    },
    async ({ context, body }) => toWire(context, await verifyOneTimeToken(context, body)),
  ),
  route(
    'GET /api/one-time-tokens/:id',
    { summary: 'Get a one-time token', scope: 'management', params, response: wireSchema, errors: [404] },
    async ({ context, params: { id } }) => toWire(context, await getOneTimeToken(context, id)),
  ),
  route(
    'DELETE /api/one-time-tokens/:id',
    { summary: 'Delete a one-time token', scope: 'management', params, errors: [404] },
    ({ context, params: { id } }) => deleteOneTimeToken(context, id),
  ),
  route(
    'PUT /api/one-time-tokens/:id/status',
    {
      summary: 'End a one-time token: consumed, revoked or expired',
      scope: 'management',
      params,
      body: z.strictObject({ status }),
      response: wireSchema,
      errors: [404],
    },
    async ({ context, params: { id }, body }) =>
      toWire(context, await setOneTimeTokenStatus(context, id, body.status)),
  ),
];
