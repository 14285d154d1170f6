export { webhookEventHandler, webhookHandler } from './delivery.ts';
export { webhookRoutes } from './hooks.routes.ts';
