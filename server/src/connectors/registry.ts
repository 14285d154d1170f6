/** Every connector, once. A new kind is one file and one line here. */
import type { Connector } from './connector.ts';
import { entra } from './entra.ts';
import { googleWorkspace } from './google-workspace.ts';
import { genericOidc } from './oidc.ts';
import { okta } from './okta.ts';

export const CONNECTORS: readonly Connector[] = [googleWorkspace, entra, okta, genericOidc];

/** The connector of a provider name; undefined for a name nobody registered. */
export const findConnector = (providerName: string): Connector | undefined =>
  CONNECTORS.find((connector) => connector.providerName === providerName);
