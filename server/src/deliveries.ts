/** The literal registry of what the outbox sends, and by whom. */
import { messageHandler } from './messaging/index.ts';
import { backchannelLogoutHandler } from './oauth/index.ts';
import type { OutboxHandler, OutboxKind } from './outbox/index.ts';
import { webhookEventHandler, webhookHandler } from './webhooks/index.ts';

/** A kind without a handler does not type-check: its messages would wait for ever. */
export const handlers: Readonly<Record<OutboxKind, OutboxHandler>> = {
  email: messageHandler,
  sms: messageHandler,
  'backchannel-logout': backchannelLogoutHandler,
  'webhook-event': webhookEventHandler,
  webhook: webhookHandler,
};
