/** Sends a test message with settings that are not saved yet. */
import { z } from 'zod';
import { record } from '../audit/index.ts';
import { idSchema, route } from '../http/index.ts';
import { readDraft } from '../integrations/index.ts';
import { createId } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { sendThrough } from './delivery.ts';
import { refuse } from './errors.ts';
import { withCommonVariables } from './messages.ts';
import { writeText } from './write.ts';

const body = z.strictObject({
  email: z
    .string()
    .max(320)
    // One: a list of addresses would be a mailing.
    .regex(/^[^\s,;:<>"@]+@[^\s,;:<>"@]+\.[^\s,;:<>"@]+$/, 'must be one e-mail address')
    .optional(),
  phone: z.string().max(20).regex(/^\d+$/, 'must be a phone number in digits').optional(),
  config: z.record(z.string().max(128), z.unknown()),
  locale: z.string().min(1).max(35).optional(),
});

const sendTest = async (
  context: Context,
  factoryId: string,
  { email, phone, config: typed, locale }: z.infer<typeof body>,
): Promise<void> => {
  const { platform, tenant } = context;
  const { factory, config } = await readDraft(context, factoryId, typed);
  if (factory.type === 'Social') throw refuse('connector.test_recipient', { expected: 'it sends none' });
  const isEmail = factory.type === 'Email';
  const recipient = isEmail ? email : phone;
  if (recipient === undefined || (isEmail ? phone : email) !== undefined) {
    throw refuse('connector.test_recipient', { expected: isEmail ? 'email' : 'phone' });
  }
  const request = {
    channel: isEmail ? ('email' as const) : ('sms' as const),
    recipient,
    template: 'Generic' as const,
    variables: withCommonVariables(context, { code: '000000' }),
    language: locale ?? 'en',
  };
  const text = await writeText(platform.db.queries, tenant.id, request);
  const delivery = await sendThrough(platform, { factory, config }, createId(), {
    ...request,
    text,
    expiresAt: null,
  });
  await record(platform.db.queries, context, {
    key: 'Connector.Test',
    result: delivery.status === 'sent' ? 'Success' : 'Error',
    payload: {
      factoryId,
      recipient,
      ...(delivery.status === 'sent' ? {} : { reason: delivery.reason.slice(0, 300) }),
    },
  });
  if (delivery.status !== 'sent') throw refuse('connector.test_failed', { reason: delivery.reason });
};

export const connectorTestRoutes = [
  route(
    'POST /api/connectors/:factoryId/test',
    {
      summary: 'Send a test message with settings that need not be saved',
      scope: 'management',
      params: z.object({ factoryId: idSchema }),
      body,
      errors: [404],
    },
    ({ context, params: { factoryId }, body: draft }) => sendTest(context, factoryId, draft),
  ),
];
