export { messagingRoutes } from './inbox.routes.ts';
export { sendCode } from './messages.ts';
export type { MessageKind, MessageLanguage } from './templates.ts';
export type { Transport } from './transport.ts';
