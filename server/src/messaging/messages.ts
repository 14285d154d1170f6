/**
 * Sends messages to people. A message is written in its language and queued in the caller's transaction, so that it
 * and what it tells of stand or fall together; it leaves the server after the commit.
 */
import type { Transaction } from '../db/index.ts';
import type { Context } from '../platform.ts';
import { BUILT_IN_TEMPLATES } from './built-in-templates.ts';
import { keepInInbox } from './development-inbox.ts';
import type { Channel, MessageKind, MessageLanguage } from './kinds.ts';
import { fill, fillLine, type Variables } from '../lib/template.ts';

/** What to tell whom. `language` is a tag such as `en` or `ja`; see built-in-templates.ts for the variables. */
export type MessageRequest = {
  channel: Channel;
  recipient: string;
  template: MessageKind;
  variables: Variables;
  language: string;
};

const builtInLanguage = (tag: string): MessageLanguage => (/^ja\b/i.test(tag) ? 'ja' : 'en');

/**
 * Queues a message in the caller's transaction. The caller counts it first (`reserveMessage` of users). Variables
 * that every message has: `application.name`, `organization.name` (the tenant's name unless given), `origin`, `minutes`.
 */
export const sendMessage = async (
  tx: Transaction,
  context: Context,
  { channel, recipient, template, variables, language }: MessageRequest,
): Promise<void> => {
  const { tenant } = context;
  const all = {
    'application.name': tenant.name,
    'organization.name': tenant.name,
    minutes: '10',
    ...variables,
    origin: tenant.origin,
  };
  const text = BUILT_IN_TEMPLATES[template][builtInLanguage(language)];
  await keepInInbox(tx, context, {
    recipient,
    kind: template,
    subject: channel === 'email' ? fillLine(text.subject, all) : '',
    body: fill(channel === 'email' ? text.content : text.sms, all, 'text'),
    code: variables.code ?? null,
  });
};

/** Sends a code to an e-mail address, in the caller's transaction. */
export const sendCode = (
  tx: Transaction,
  context: Context,
  message: { recipient: string; kind: MessageKind; language: MessageLanguage; code: string; minutes: number },
): Promise<void> => {
  const { recipient, kind, language, code, minutes } = message;
  const variables = { code, minutes: String(minutes) };
  return sendMessage(tx, context, { channel: 'email', recipient, template: kind, variables, language });
};
