import { connectorTestRoutes } from './connector-test.routes.ts';
import { inboxRoutes } from './inbox.routes.ts';
import { templateRoutes } from './templates.routes.ts';

export { messageHandler } from './delivery.ts';
export type { Channel, MessageKind, MessageLanguage } from './kinds.ts';
export { type MessageRequest, sendCode, sendMessage } from './messages.ts';
export { fallbackLanguage } from './templates.store.ts';

export const messagingRoutes = [...inboxRoutes, ...templateRoutes, ...connectorTestRoutes];
