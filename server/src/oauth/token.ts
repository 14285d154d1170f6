/** The token endpoint (RFC 6749 §3.2). */
import type { Endpoint } from '../http/index.ts';
import { authenticateClient } from './clients/client-auth.ts';
import { needsProof } from './clients/profile.ts';
import { refuse } from './errors.ts';
import { exchangeEndpoint, preflightEndpoint } from './exchange.ts';
import { grants } from './grants/index.ts';
import { readForm } from './parameters.ts';
import { readProof } from './tokens/dpop.ts';

const byName = new Map(grants.map((grant) => [grant.name, grant]));

export const tokenEndpoints: readonly Endpoint[] = [
  exchangeEndpoint('POST /oidc/token', 'ExchangeTokenBy.Refusal', async (exchange) => {
    const parameters = await readForm(exchange.incoming);
    const name = parameters.get('grant_type');
    const client = await authenticateClient(exchange, parameters);
    if (name === undefined) throw refuse('invalid_request', 'The parameter grant_type is missing.');
    exchange.facts = { ...exchange.facts, grantType: name.slice(0, 64) };
    const grant = byName.get(name);
    if (!grant) throw refuse('unsupported_grant_type', 'The grant_type is not supported.');
    if (!grant.allows(client.application)) {
      throw refuse('unauthorized_client', 'This application may not use this grant_type.');
    }
    client.jkt = await readProof(exchange.context, exchange.incoming);
    if (client.jkt === undefined && needsProof(client.application)) {
      throw refuse('invalid_dpop_proof', 'This application must send a DPoP proof.');
    }
    return await grant.exchange(exchange, client, parameters);
  }),
  preflightEndpoint('/oidc/token'),
];
