/** E-mail and SMS through an address of your own: each message is posted to it as JSON. */
import { z } from 'zod';
import { SECOND } from '../lib/clock.ts';
import type { Delivery, EmailFactory, OutgoingMessage, Services, Settings, SmsFactory } from './factory.ts';
import { mailLogo, phoneLogo } from './logos.ts';
import { describeSettings, shown } from './settings-form.ts';

const TIMEOUT = 15 * SECOND;

const settings = z.strictObject({
  endpoint: shown(
    z
      .string()
      .trim()
      .max(2048)
      .refine(
        (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
        'must be an https address',
      )
      .describe('Address that takes each message by POST, as JSON.'),
    { label: 'Endpoint', placeholder: 'https://mail.example.com/send' },
  ),
  authorization: shown(
    z
      .string()
      .min(1)
      .max(4096)
      .regex(/^[\x20-\x7e]+$/, 'must be the value of a header')
      .optional()
      .describe('Value of the Authorization header, such as "Bearer …".'),
    { label: 'Authorization', secret: true },
  ),
});
type HttpSettings = z.infer<typeof settings>;

/** `{ 'user.name': 'x' }` as `{ user: { name: 'x' } }`. */
const nest = (variables: Readonly<Record<string, string>>): Record<string, unknown> => {
  const nested: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(variables)) {
    const [first = name, second] = name.split('.');
    if (second === undefined) nested[first] = value;
    else nested[first] = { ...(nested[first] as object | undefined), [second]: value };
  }
  return nested;
};

const bodyOf = (message: OutgoingMessage): Record<string, unknown> => ({
  to: message.to,
  type: message.type,
  locale: message.locale,
  payload: nest(message.variables),
  ...(message.subject === '' ? {} : { subject: message.subject }),
  content: message.content,
  contentType: message.contentType,
  ...(message.replyTo === undefined ? {} : { replyTo: message.replyTo }),
  ...(message.sendFrom === undefined ? {} : { sendFrom: message.sendFrom }),
});

const send = async (services: Services, given: Settings, message: OutgoingMessage): Promise<Delivery> => {
  const { endpoint, authorization } = given as HttpSettings;
  const answer = await services.outgoing(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': message.id,
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: JSON.stringify(bodyOf(message)),
    timeout: TIMEOUT,
    maxBytes: 64 * 1024,
  });
  if (answer.ok) return { status: 'sent' };
  const again = [408, 425, 429].includes(answer.status) || answer.status >= 500;
  return { status: again ? 'retry' : 'rejected', reason: `the endpoint answered ${answer.status}` };
};

const README =
  'Each message is posted as JSON: `to`, `type`, `locale`, `payload` (the variables), `subject`, `content`, `contentType`. Answer with 2xx once you have taken it; 408, 425, 429 and 5xx are tried again. The header `Idempotency-Key` stays the same over all attempts.';

export const httpEmail: EmailFactory = {
  type: 'Email',
  id: 'http-email',
  target: 'http-email',
  name: { en: 'HTTP e-mail', ja: 'HTTP メール' },
  description: {
    en: 'Hands e-mails to an address of your own.',
    ja: 'メールをお使いのエンドポイントへ渡します。',
  },
  ...mailLogo,
  readme: README,
  ...describeSettings(settings),
  destinations: ['endpoint'],
  sendMessage: send,
};

export const httpSms: SmsFactory = {
  type: 'Sms',
  id: 'http-sms',
  target: 'http-sms',
  name: { en: 'HTTP SMS', ja: 'HTTP SMS' },
  description: {
    en: 'Hands text messages to an address of your own.',
    ja: 'SMS をお使いのエンドポイントへ渡します。',
  },
  ...phoneLogo,
  readme: README,
  ...describeSettings(settings),
  destinations: ['endpoint'],
  sendMessage: send,
};
