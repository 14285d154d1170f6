/** Impersonation on the Management API: a token with which an application may act for a user, once, within ten minutes. */
import { z } from 'zod';
import { record } from '../../audit/index.ts';
import { idSchema, route } from '../../http/index.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { sha256 } from '../../lib/digest.ts';
import { createId, createSecret } from '../../lib/ids.ts';
import type { Context } from '../../platform.ts';
import { customDataSchema, getUser } from '../../users/index.ts';
import { insertSubjectToken } from './subject-tokens.store.ts';

/** How subject tokens begin; an access token never does. */
export const SUBJECT_TOKEN_PREFIX = 'sub_';
const LIFE = 10 * MINUTE;

const create = async (
  context: Context,
  { userId, context: occasion = {} }: { userId: string; context?: Record<string, unknown> | undefined },
) => {
  const { platform, tenant } = context;
  const value = `${SUBJECT_TOKEN_PREFIX}${createSecret(40)}`;
  const now = platform.clock.now();
  await platform.db.transaction(async (tx) => {
    const user = await getUser(tx, tenant.id, userId);
    const id = createId();
    await insertSubjectToken(tx, {
      tenantId: tenant.id,
      tokenHash: sha256(value),
      id,
      userId: user.id,
      context: occasion,
      createdAt: now,
      expiresAt: now + LIFE,
    });
    await record(tx, context, {
      key: 'SubjectToken.Create',
      userId: user.id,
      payload: { subjectTokenId: id, context: occasion },
    });
  });
  return { subjectToken: value, expiresIn: LIFE / SECOND };
};

export const subjectTokenRoutes = [
  route(
    'POST /api/subject-tokens',
    {
      summary: 'Make a token with which an application may act for a user, once',
      scope: 'management',
      body: z.strictObject({
        userId: idSchema,
        /** Free data for scripts that add claims to the token that is given for it. */
        context: customDataSchema.optional(),
      }),
      response: z.object({ subjectToken: z.string(), expiresIn: z.number() }),
      status: 201,
      errors: [400, 404],
    },
    ({ context, body }) => create(context, body),
  ),
];
