/**
 * E-mail over SMTP. The connection is opened by the server's guarded client and handed to the library, so that the
 * host obeys the same rule as every outgoing request; it is encrypted unless the operator allowed the host.
 */
import type { Transporter } from 'nodemailer';
import type SMTPTransport from 'nodemailer/lib/smtp-transport/index.js';
import { z } from 'zod';
import { SECOND } from '../lib/clock.ts';
import type { Delivery, EmailFactory, OutgoingMessage, Services, Settings } from './factory.ts';
import { mailLogo } from './logos.ts';
import { ownTemplates, textOf } from './own-templates.ts';
import { describeSettings, shown } from './settings-form.ts';

/** For the whole conversation, so that a server that trickles does not hold a sender. */
const TIMEOUT = 20 * SECOND;

const line = z
  .string()
  .trim()
  .min(1)
  .max(320)
  .regex(/^[^\r\n]*$/, 'must be one line');
const host = z
  .string()
  .trim()
  .min(1)
  .max(253)
  .regex(/^(\[[0-9a-f:.]+\]|[a-z0-9.:-]+)$/i, 'must be a host name or an address');

const settings = z.strictObject({
  host: shown(host.describe('Name of the mail server.'), { label: 'Host', placeholder: 'smtp.example.com' }),
  port: shown(z.number().int().min(1).max(65_535).default(587), { label: 'Port' }),
  secure: shown(
    z
      .boolean()
      .optional()
      .describe('TLS from the first byte, usual on port 465. Otherwise STARTTLS is demanded.'),
    { label: 'TLS from the start' },
  ),
  ignoreTLS: shown(
    z.boolean().optional().describe('Send without encryption. Only to hosts that OUTGOING_ALLOW names.'),
    { label: 'No encryption' },
  ),
  auth: shown(
    z
      .strictObject({
        /** The one kind there is here; settings written for other servers of the wire contract name it. */
        type: z.enum(['login', 'Login', 'LOGIN']).optional(),
        user: shown(z.string().min(1).max(256), { label: 'User name' }),
        pass: shown(z.string().min(1).max(1024), { label: 'Password', secret: true }),
      })
      .optional()
      .describe('User name and password: {"user": "…", "pass": "…"}'),
    { label: 'Credentials' },
  ),
  fromEmail: shown(line.describe('Sender, as an address or as "Name <address>".'), {
    label: 'From',
    placeholder: 'Example <no-reply@example.com>',
  }),
  replyTo: shown(line.optional(), { label: 'Reply to' }),
  customHeaders: shown(
    z
      .record(z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'must be the name of a header'), line)
      .optional()
      .describe('Headers to add to every message: {"X-Campaign": "none"}'),
    { label: 'Headers' },
  ),
  templates: shown(ownTemplates, { label: 'Templates' }),
});
type SmtpSettings = z.infer<typeof settings>;

const transportOf = async (services: Services, config: SmtpSettings): Promise<Transporter> => {
  const { host: hostname, port, auth } = config;
  const secure = config.secure ?? port === 465;
  const encrypted = secure || config.ignoreTLS !== true;
  const { createTransport } = await import('nodemailer');
  const options: SMTPTransport.Options = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port,
    secure,
    requireTLS: !secure && encrypted,
    ignoreTLS: !encrypted,
    connectionTimeout: TIMEOUT / 2,
    greetingTimeout: TIMEOUT / 2,
    socketTimeout: TIMEOUT / 2,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(auth ? { auth: { user: auth.user, pass: auth.pass } } : {}),
    getSocket: (_, done) => {
      services.connect({ host: hostname, port, secure: encrypted }).then(
        (connection) => done(null, { connection }),
        (error: Error) => done(error, false),
      );
    },
  };
  return createTransport(options);
};

/** What went wrong, in words of our own: a mail server's answer may quote what it was sent. */
const REASONS: Record<string, string> = {
  EAUTH: 'the mail server did not accept the credentials',
  ETLS: 'the mail server offers no encryption, or its certificate is not trusted',
  EENVELOPE: 'the mail server did not accept sender or recipient',
  ETIMEDOUT: 'the mail server took too long',
  ESOCKET: 'the connection to the mail server failed',
  ECONNECTION: 'the connection to the mail server failed',
  EMESSAGE: 'the mail server did not accept the message',
  EPROTOCOL: 'the mail server does not speak SMTP as it should',
};

const failed = (error: unknown): Delivery => {
  const {
    code = '',
    responseCode,
    message,
  } = error as { code?: string; responseCode?: number; message: string };
  const answered = responseCode === undefined ? '' : ` (it answered ${responseCode})`;
  // Refusals of the guarded client say what they mean and hold no secret.
  const reason = /^outgoing\./.test(code) ? message : (REASONS[code] ?? 'the mail could not be handed over');
  // 5xx is for good (RFC 5321, section 4.2.1); wrong credentials may be put right meanwhile.
  const final = responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH';
  return { status: final ? 'rejected' : 'retry', reason: `${reason}${answered}` };
};

const send = async (services: Services, given: Settings, message: OutgoingMessage): Promise<Delivery> => {
  const config = given as SmtpSettings;
  const text = textOf(config.templates, message);
  const transport = await transportOf(services, config);
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(Object.assign(new Error('too late'), { code: 'ETIMEDOUT' })),
    TIMEOUT,
  );
  const from = message.sendFrom ?? config.fromEmail;
  const replyTo = message.replyTo ?? config.replyTo;
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost';
  try {
    const sent = await Promise.race([
      late.promise,
      transport.sendMail({
        from,
        // As an object: a string would be parsed as a list of addresses.
        to: { name: '', address: message.to },
        ...(replyTo === undefined ? {} : { replyTo }),
        subject: text.subject,
        ...(text.contentType === 'text/html' ? { html: text.content } : { text: text.content }),
        // The same at every attempt, so that a repetition can be recognised.
        messageId: `<${message.id}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated', ...config.customHeaders },
      }),
    ]);
    return { status: 'sent', reference: String(sent.messageId) };
  } catch (error) {
    return failed(error);
  } finally {
    clearTimeout(timer);
    transport.close();
  }
};

export const smtp: EmailFactory = {
  type: 'Email',
  id: 'simple-mail-transfer-protocol',
  target: 'simple-mail-transfer-protocol',
  name: { en: 'SMTP', ja: 'SMTP' },
  description: {
    en: 'E-mail through a mail server of yours or of a provider.',
    ja: '自社またはプロバイダーのメールサーバーからメールを送信します。',
  },
  ...mailLogo,
  readme:
    'Enter host and port of the mail server, the credentials it gave you and the sender. Port 465 speaks TLS from the start, 587 begins with STARTTLS. Then send a test message.',
  ...describeSettings(settings),
  destinations: ['host', 'port', 'secure', 'ignoreTLS'],
  sendMessage: send,
};
