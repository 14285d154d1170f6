/** Every connector, once. A new kind is one file and one line here. */
import type { Config } from '../config.ts';
import type { Connector } from './connector.ts';
import { entra } from './entra.ts';
import type { ConnectorFactory } from './factory.ts';
import { googleWorkspace } from './google-workspace.ts';
import { httpEmail, httpSms } from './http-messages.ts';
import { loadConnectors, loadedConnectors } from './loaded.ts';
import { genericOidc } from './oidc.ts';
import { okta } from './okta.ts';
import { smtp } from './smtp.ts';
import { socialOauth2 } from './social-oauth2.ts';
import { socialOidc } from './social-oidc.ts';

/** Enterprise sign-in. */
export const CONNECTORS: readonly Connector[] = [googleWorkspace, entra, okta, genericOidc];

/** E-mail, SMS and social sign-in, in the shape of the published interface. */
const BUILT_IN: readonly ConnectorFactory[] = [smtp, httpEmail, httpSms, socialOauth2, socialOidc];

/** The connector of a provider name; undefined for a name nobody registered. */
export const findConnector = (providerName: string): Connector | undefined =>
  CONNECTORS.find((connector) => connector.providerName === providerName);

/** Loads what the configuration names beside the built-in ones. Throws ConfigurationError with one clear line. */
export const loadFactories = (config: Config): Promise<void> => loadConnectors(config, BUILT_IN);

/** Connectors for e-mail, SMS and social sign-in: built in, then loaded. */
export const listFactories = (config: Config): readonly ConnectorFactory[] => [
  ...BUILT_IN,
  ...loadedConnectors(config),
];
