export type {
  Checked,
  Connector,
  ExternalIdentity,
  Memory,
  Services,
  Setup,
  SigningKey,
  UpstreamTokens,
} from './connector.ts';
export { coversAddress } from './domains.ts';
export type {
  ConnectorFactory,
  Delivery,
  EmailFactory,
  OutgoingMessage,
  Services as FactoryServices,
  Settings,
  SmsFactory,
  SocialFactory,
  SocialIdentity,
  SocialSetup,
} from './factory.ts';
export { CONNECTORS, findConnector, listFactories, loadFactories } from './registry.ts';
