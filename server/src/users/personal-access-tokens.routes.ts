/** Personal access tokens of users, on the Management API. The value is in the answer that makes one, and in no other. */
import { z } from 'zod';
import { idSchema, route } from '../http/index.ts';
import { listPersonalAccessTokens, type PersonalAccessToken } from './personal-access-tokens.store.ts';
import {
  changePersonalAccessToken,
  createPersonalAccessToken,
  deletePersonalAccessToken,
} from './personal-access-tokens.ts';
import { getUser } from './users.store.ts';

const MASK = 'pat_******';
const name = z.string().min(1).max(256);

const wireSchema = z.object({
  tenantId: z.string(),
  userId: z.string(),
  name: z.string(),
  value: z.string(),
  createdAt: z.number(),
  expiresAt: z.number().nullable(),
});

const toWire = (token: PersonalAccessToken, value = MASK): z.infer<typeof wireSchema> => ({
  tenantId: token.tenantId,
  userId: token.userId,
  name: token.name,
  value,
  createdAt: token.createdAt,
  expiresAt: token.expiresAt,
});

const params = z.object({ userId: idSchema });
const byName = params.extend({ name });

export const personalAccessTokensRoutes = [
  route(
    'GET /api/users/:userId/personal-access-tokens',
    {
      summary: "List a user's personal access tokens, without their values",
      scope: 'management',
      params,
      response: z.array(wireSchema),
      errors: [404],
    },
    async ({ context: { platform, tenant }, params: { userId } }) => {
      await getUser(platform.db.queries, tenant.id, userId);
      const tokens = await listPersonalAccessTokens(platform.db.queries, tenant.id, userId);
      return tokens.map((token) => toWire(token));
    },
  ),
  route(
    'POST /api/users/:userId/personal-access-tokens',
    {
      summary: 'Make a personal access token; the answer alone shows its value',
      scope: 'management',
      params,
      /** `expiresAt` in milliseconds since the epoch; without one the token lasts as long as its user. */
      body: z.strictObject({ name, expiresAt: z.number().int().nullable().optional() }),
      response: wireSchema,
      status: 201,
      errors: [404, 422],
    },
    async ({ context, params: { userId }, body }) => {
      const input = { name: body.name, expiresAt: body.expiresAt ?? null };
      const { token, value } = await createPersonalAccessToken(context, userId, input);
      return toWire(token, value);
    },
  ),
  route(
    'PATCH /api/users/:userId/personal-access-tokens',
    {
      summary: 'Give a personal access token, named in the body, another name',
      scope: 'management',
      params,
      body: z.strictObject({ currentName: name, name }),
      response: wireSchema,
      errors: [404, 422],
    },
    async ({ context, params: { userId }, body }) =>
      toWire(await changePersonalAccessToken(context, userId, body.currentName, body.name)),
  ),
  route(
    'PATCH /api/users/:userId/personal-access-tokens/:name',
    {
      summary: 'Give a personal access token another name',
      scope: 'management',
      params: byName,
      body: z.strictObject({ name }),
      response: wireSchema,
      errors: [404, 422],
    },
    async ({ context, params: { userId, name: currentName }, body }) =>
      toWire(await changePersonalAccessToken(context, userId, currentName, body.name)),
  ),
  route(
    'POST /api/users/:userId/personal-access-tokens/delete',
    {
      summary: 'End a personal access token, named in the body',
      scope: 'management',
      params,
      body: z.strictObject({ name }),
      errors: [404],
    },
    ({ context, params: { userId }, body }) => deletePersonalAccessToken(context, userId, body.name),
  ),
  route(
    'DELETE /api/users/:userId/personal-access-tokens/:name',
    { summary: 'End a personal access token', scope: 'management', params: byName, errors: [404] },
    ({ context, params: { userId, name: current } }) => deletePersonalAccessToken(context, userId, current),
  ),
];
