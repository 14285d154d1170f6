/** The shape of one grant type of the token endpoint. */
import type { CachedApplication } from '../../applications/index.ts';
import type { Client } from '../clients/client-auth.ts';
import type { Exchange } from '../exchange.ts';
import type { Parameters } from '../parameters.ts';

export type GrantType = {
  /** Value of `grant_type`. */
  readonly name: string;
  readonly allows: (application: CachedApplication) => boolean;
  /** Answers the token response; throws the protocol's refusals. Writes its own audit row. */
  readonly exchange: (
    exchange: Exchange,
    client: Client,
    parameters: Parameters,
  ) => Promise<Record<string, unknown>>;
};
