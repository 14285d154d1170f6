/** Second factors of users, on the Management API. Secrets and codes are in the answer that makes them, and in no other. */
import { z } from 'zod';
import { idSchema, route } from '../http/index.ts';
import { countBackupCodes, listFactors } from './factors.store.ts';
import { addBackupCodes, addTotp, deleteFactor } from './factors.ts';
import { getUser } from './users.store.ts';

const iso = (time: number): string => new Date(time).toISOString();

const factorWireSchema = z.object({
  id: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string().optional(),
  type: z.enum(['Totp', 'WebAuthn', 'BackupCode', 'EmailVerificationCode', 'PhoneVerificationCode']),
  agent: z.string().optional(),
  name: z.string().optional(),
  remainCodes: z.number().optional(),
});

const params = z.object({ userId: idSchema });

export const factorsRoutes = [
  route(
    'GET /api/users/:userId/mfa-verifications',
    {
      summary: "List a user's second factors",
      scope: 'management',
      params,
      response: z.array(factorWireSchema),
      errors: [404],
    },
    async ({ context: { platform, tenant }, params: { userId } }) => {
      const db = platform.db.queries;
      await getUser(db, tenant.id, userId);
      const left = await countBackupCodes(db, tenant.id, userId);
      return (await listFactors(db, tenant.id, userId)).map((factor) => ({
        id: factor.id,
        createdAt: iso(factor.createdAt),
        ...(factor.lastUsedAt === null ? {} : { lastUsedAt: iso(factor.lastUsedAt) }),
        type: factor.type,
        ...(factor.agent === null ? {} : { agent: factor.agent }),
        ...(factor.name === null ? {} : { name: factor.name }),
        ...(factor.type === 'BackupCode' ? { remainCodes: left.get(factor.id) ?? 0 } : {}),
      }));
    },
  ),
  route(
    'POST /api/users/:userId/mfa-verifications',
    {
      summary: 'Give a user an authenticator app or backup codes; the answer alone shows them',
      scope: 'management',
      params,
      body: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('Totp'), secret: z.string().max(128).optional() }),
        z.strictObject({
          type: z.literal('BackupCode'),
          codes: z.array(z.string().max(64)).max(20).optional(),
        }),
      ]),
      response: z.discriminatedUnion('type', [
        z.object({ type: z.literal('Totp'), secret: z.string(), secretQrCode: z.string() }),
        z.object({ type: z.literal('BackupCode'), codes: z.array(z.string()) }),
      ]),
      errors: [404, 422],
    },
    ({ context, params: { userId }, body }) =>
      body.type === 'Totp'
        ? addTotp(context, userId, body.secret)
        : addBackupCodes(context, userId, body.codes),
  ),
  route(
    'DELETE /api/users/:userId/mfa-verifications/:verificationId',
    {
      summary: 'Take a second factor from a user',
      scope: 'management',
      params: params.extend({ verificationId: idSchema }),
      errors: [404],
    },
    ({ context, params: { userId, verificationId } }) => deleteFactor(context, userId, verificationId),
  ),
];
