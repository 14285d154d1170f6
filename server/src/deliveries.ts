/** The literal registry of what the outbox sends, and by whom. */
import type { Handlers } from './outbox/index.ts';
import { webhookEventHandler, webhookHandler } from './webhooks/index.ts';

export const handlers: Handlers = {
  'webhook-event': webhookEventHandler,
  webhook: webhookHandler,
};
