export { connectorRoutes } from './connectors.routes.ts';
export { countSentMessage } from './connectors.store.ts';
export {
  findMessageConnector,
  hasMessageConnector,
  type MessageConnector,
  readDraft,
} from './connectors.ts';
export { servicesOf } from './settings.ts';
export { type SocialArrival, verifySocial } from './social.ts';
