export type {
  Checked,
  Connector,
  ExternalIdentity,
  Memory,
  Services,
  Setup,
  UpstreamTokens,
} from './connector.ts';
export { coversAddress } from './domains.ts';
export { CONNECTORS, findConnector } from './registry.ts';
