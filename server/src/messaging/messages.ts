/**
 * Sends messages to people. A message is written in its language and queued in the caller's transaction, so that it
 * and what it tells of stand or fall together; it leaves the server after the commit.
 */
import type { Transaction } from '../db/index.ts';
import { hasMessageConnector } from '../integrations/index.ts';
import { MINUTE } from '../lib/clock.ts';
import type { Variables } from '../lib/template.ts';
import { enqueue } from '../outbox/index.ts';
import type { Context } from '../platform.ts';
import { keepInInbox, keepsCopies } from './development-inbox.ts';
import type { Channel, MessageKind, MessageLanguage } from './kinds.ts';
import { type WrittenText, writeText } from './write.ts';

/** What to tell whom. */
export type MessageRequest = {
  channel: Channel;
  /** An e-mail address, or a phone number in digits with its country code. */
  recipient: string;
  template: MessageKind;
  /** What templates may use: `code`, `link`, `user.name`, `application.name`, `organization.name`, `inviter.name` … */
  variables: Variables;
  /** A tag such as `en` or `ja`. */
  language: string;
  /** Not sent after: a code that has expired helps nobody. */
  expiresAt?: number;
};

/** A message in the outbox. */
export type QueuedMessage = Omit<MessageRequest, 'expiresAt'> & {
  text: WrittenText;
  expiresAt: number | null;
};

/** The variables of a message, with those that every message has. */
export const withCommonVariables = (
  { tenant }: Pick<Context, 'tenant'>,
  variables: Variables,
): Variables => ({
  'application.name': tenant.name,
  'organization.name': tenant.name,
  minutes: '10',
  ...variables,
  origin: tenant.origin,
});

/**
 * Queues a message in the caller's transaction: for the tenant's connector, or into the development inbox while there is
 * none. The caller counts it first (`withinMessageLimits` of users). Every message also has the variables
 * `application.name` and `organization.name` (the tenant's name unless given), `minutes` and `origin`.
 */
export const sendMessage = async (
  tx: Transaction,
  context: Context,
  { expiresAt, ...request }: MessageRequest,
): Promise<void> => {
  const { channel, variables: given } = request;
  const variables = withCommonVariables(context, given);
  const text = await writeText(tx, context.tenant.id, { ...request, variables });
  const queued: QueuedMessage = { ...request, variables, text, expiresAt: expiresAt ?? null };
  const leaves = await hasMessageConnector(tx, context.tenant.id, channel === 'email' ? 'Email' : 'Sms');
  if (!leaves || (await keepsCopies(tx, context.tenant.id))) await keepInInbox(tx, context, queued);
  if (leaves) await enqueue(tx, context, { kind: channel, payload: queued });
};

/** Sends a code to an e-mail address, in the caller's transaction. */
export const sendCode = (
  tx: Transaction,
  context: Context,
  message: { recipient: string; kind: MessageKind; language: MessageLanguage; code: string; minutes: number },
): Promise<void> => {
  const { recipient, kind, language, code, minutes } = message;
  return sendMessage(tx, context, {
    channel: 'email',
    recipient,
    template: kind,
    variables: { code, minutes: String(minutes) },
    language,
    expiresAt: context.platform.clock.now() + minutes * MINUTE,
  });
};
