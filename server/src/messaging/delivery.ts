/**
 * Hands messages of the outbox to the tenant's connector. A failure is tried again with growing pauses; the first and
 * the last one of a message leave an audit row with the reason, without codes and other secrets.
 */
import { record } from '../audit/index.ts';
import type { Delivery, EmailFactory, SmsFactory } from '../connectors/index.ts';
import {
  countSentMessage,
  findMessageConnector,
  type MessageConnector,
  servicesOf,
} from '../integrations/index.ts';
import { HOUR, MINUTE, SECOND } from '../lib/clock.ts';
import { Refusal } from '../lib/errors.ts';
import { type Message, type OutboxHandler, Undeliverable } from '../outbox/index.ts';
import type { Context, Platform, Tenant } from '../platform.ts';
import { keepInInbox } from './development-inbox.ts';
import type { QueuedMessage } from './messages.ts';

/** Most of the waits lie within the life of a code. */
const DELAYS: readonly number[] = [
  SECOND,
  5 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  4 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
];

/** A connector that hangs is left: the outbox gives a handler half a minute. */
const PATIENCE = 25 * SECOND;

const within = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Undeliverable('it took too long')), PATIENCE);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Sends one message through a connector. Never throws; what a connector throws is told only as far as it is ours. */
export const sendThrough = async (
  platform: Platform,
  { factory, config }: { factory: EmailFactory | SmsFactory; config: MessageConnector['config'] },
  id: string,
  { recipient, template, language, variables, text }: QueuedMessage,
): Promise<Delivery> => {
  const message = { id, to: recipient, type: template, locale: language, variables, ...text };
  try {
    return await within(factory.sendMessage(servicesOf(platform), config, message));
  } catch (error) {
    platform.log.warn({ err: error, connector: factory.id, messageId: id }, 'a connector failed');
    const known = error instanceof Refusal || error instanceof Undeliverable;
    return { status: 'retry', reason: known ? error.message.replace(/\.$/, '') : 'the connector failed' };
  }
};

/** A reason with every secret of the connector and of the message struck out, whoever wrote it. */
const withoutSecrets = (reason: string, secrets: readonly string[], { variables }: QueuedMessage): string =>
  [...secrets, variables.code, variables.link]
    .filter((secret): secret is string => secret !== undefined && secret.length >= 4)
    .reduce((text, secret) => text.replaceAll(secret, '******'), reason)
    .slice(0, 300);

const contextOf = (platform: Platform, tenant: Tenant, { id }: Message): Context => ({
  platform,
  tenant,
  actor: { type: 'system' },
  from: { ip: '', userAgent: null, requestId: id },
});

type Failure = { reason: string; isFinal: boolean; connector: MessageConnector | undefined };

const fail = async (context: Context, message: Message, queued: QueuedMessage, failure: Failure) => {
  const { connector, isFinal } = failure;
  const reason = withoutSecrets(failure.reason, connector?.secrets ?? [], queued);
  if (isFinal || message.attempt === 1) {
    await record(context.platform.db.queries, context, {
      key: 'Message.DeliveryFailed',
      result: 'Error',
      payload: {
        channel: queued.channel,
        template: queued.template,
        recipient: queued.recipient,
        connectorId: connector?.row.id,
        factoryId: connector?.row.factoryId,
        attempt: message.attempt,
        willRetry: !isFinal,
        reason,
      },
    });
  }
  throw isFinal ? new Undeliverable(reason) : new Error(reason);
};

const deliver: OutboxHandler['deliver'] = async (platform, tenant, message) => {
  const queued = message.payload as QueuedMessage;
  const context = contextOf(platform, tenant, message);
  const type = queued.channel === 'email' ? 'Email' : 'Sms';
  const connector = await findMessageConnector({ platform, tenant }, type);
  // Removed since: kept like everything that nobody sends.
  if (!connector) return platform.db.transaction((tx) => keepInInbox(tx, context, queued));
  if (queued.expiresAt !== null && platform.clock.now() >= queued.expiresAt) {
    const reason = 'it expired before it could be sent';
    return fail(context, message, queued, { reason, isFinal: true, connector });
  }
  const { factory } = connector;
  const delivery: Delivery =
    factory === undefined
      ? { status: 'retry', reason: 'this server no longer has this kind of connector' }
      : await sendThrough(platform, { ...connector, factory }, message.id, queued);
  if (delivery.status === 'sent') return countSentMessage(platform.db.queries, tenant.id, connector.row.id);
  const isFinal = delivery.status === 'rejected' || message.isLast;
  return fail(context, message, queued, { reason: delivery.reason, isFinal, connector });
};

/** The outbox's handler of e-mails and text messages. */
export const messageHandler: OutboxHandler = { deliver, delays: DELAYS };
