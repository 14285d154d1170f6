/** The literal registry of what the outbox sends, and by whom. */
import { messageHandler } from './messaging/index.ts';
import { backchannelLogoutHandler } from './oauth/index.ts';
import type { Handlers } from './outbox/index.ts';
import { webhookEventHandler, webhookHandler } from './webhooks/index.ts';

export const handlers: Handlers = {
  email: messageHandler,
  sms: messageHandler,
  'backchannel-logout': backchannelLogoutHandler,
  'webhook-event': webhookEventHandler,
  webhook: webhookHandler,
};
