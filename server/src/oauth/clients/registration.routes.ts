/** The rules of dynamic client registration on the Management API. */
import { z } from 'zod';
import { consentScopesInput } from '../../applications/index.ts';
import { idSchema, route } from '../../http/index.ts';
import { DAY } from '../../lib/clock.ts';
import type { Context } from '../../platform.ts';
import { listRegistrationTokens, type RegistrationToken } from './registration.store.ts';
import {
  changeRegistrationSettings,
  createRegistrationToken,
  deleteRegistrationToken,
  registrationSettings,
} from './registration.ts';

const DEFAULT_LIFE = 30 * DAY;

const tokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  usesLeft: z.number(),
  createdAt: z.number(),
  expiresAt: z.number(),
});
const allowedScopes = z.object({
  userScopes: z.array(z.string()),
  organizationScopes: z.array(z.string()),
  resourceScopes: z.array(z.string()),
  organizationResourceScopes: z.array(z.string()),
});
const settingsSchema = z.object({
  enabled: z.boolean(),
  allowedScopes,
  initialAccessTokens: z.array(tokenSchema),
});

const presentToken = ({ id, name, usesLeft, createdAt, expiresAt }: RegistrationToken) => ({
  id,
  name,
  usesLeft,
  createdAt,
  expiresAt,
});

const present = async ({ platform, tenant }: Context): Promise<z.infer<typeof settingsSchema>> => {
  const db = platform.db.queries;
  const settings = await registrationSettings(db, tenant.id);
  const tokens = await listRegistrationTokens(db, tenant.id);
  const { userScopes, organizationScopes, resourceScopes, organizationResourceScopes } =
    settings.allowedScopes;
  return {
    enabled: settings.enabled,
    allowedScopes: {
      userScopes: [...(userScopes ?? [])],
      organizationScopes: [...(organizationScopes ?? [])],
      resourceScopes: [...(resourceScopes ?? [])],
      organizationResourceScopes: [...(organizationResourceScopes ?? [])],
    },
    initialAccessTokens: tokens.map(presentToken),
  };
};

const ROOT = '/api/configs/dynamic-client-registration';

export const registrationRoutes = [
  route(
    `GET ${ROOT}`,
    {
      summary: 'Whether and how clients may register themselves',
      scope: 'management',
      response: settingsSchema,
    },
    ({ context }) => present(context),
  ),
  route(
    `PATCH ${ROOT}`,
    {
      summary: 'Let clients register themselves, or not',
      scope: 'management',
      body: z.strictObject({
        enabled: z.boolean().optional(),
        /** What a new client may ask its users for. */
        allowedScopes: consentScopesInput.optional(),
      }),
      response: settingsSchema,
      errors: [400, 422],
    },
    async ({ context, body }) => {
      await changeRegistrationSettings(context, body);
      return present(context);
    },
  ),
  route(
    `POST ${ROOT}/initial-access-tokens`,
    {
      summary: 'Make a token with which clients may register themselves; its value is shown once',
      scope: 'management',
      body: z.strictObject({
        name: z.string().trim().min(1).max(128),
        /** Clients that may be registered with it; one unless told. */
        maxUses: z.number().int().min(1).max(10_000).optional(),
        /** Milliseconds; in 30 days unless told. */
        expiresAt: z.number().int().positive().optional(),
      }),
      response: tokenSchema.extend({ value: z.string() }),
      status: 201,
      errors: [400, 422],
    },
    async ({ context, body: { name, maxUses = 1, expiresAt } }) => {
      const end = expiresAt ?? context.platform.clock.now() + DEFAULT_LIFE;
      const { token, value } = await createRegistrationToken(context, { name, maxUses, expiresAt: end });
      return { ...presentToken(token), value };
    },
  ),
  route(
    `DELETE ${ROOT}/initial-access-tokens/:id`,
    {
      summary: 'End a token with which clients may register themselves',
      scope: 'management',
      params: z.object({ id: idSchema }),
      errors: [404],
    },
    ({ context, params: { id } }) => deleteRegistrationToken(context, id),
  ),
];
