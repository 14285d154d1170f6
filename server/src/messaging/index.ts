export { messagingRoutes } from './inbox.routes.ts';
export { type Channel, MESSAGE_KINDS, type MessageKind, type MessageLanguage } from './kinds.ts';
export { type MessageRequest, sendCode, sendMessage } from './messages.ts';
