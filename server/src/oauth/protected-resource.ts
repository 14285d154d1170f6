/** Who guards the Management API (RFC 9728): a client that knows only the API's address learns where to get a token. */

import { type Endpoint, endpoint, MANAGEMENT_SCOPES } from '../http/index.ts';
import type { Context } from '../platform.ts';
import { openPreflight, PUBLIC } from './discovery.ts';
import { managementAddress } from './management-address.ts';
import { PROOF_ALGORITHMS } from './tokens/dpop.ts';

const describe = (_: unknown, { tenant }: Context): Response =>
  Response.json(
    {
      resource: managementAddress(tenant.origin),
      authorization_servers: [tenant.issuer],
      scopes_supported: MANAGEMENT_SCOPES.map(({ name }) => name),
      bearer_methods_supported: ['header'],
      dpop_signing_alg_values_supported: PROOF_ALGORITHMS,
      resource_name: 'Management API',
    },
    { headers: PUBLIC },
  );

const PATHS = ['/.well-known/oauth-protected-resource/api', '/.well-known/oauth-protected-resource'] as const;

export const protectedResourceEndpoints: readonly Endpoint[] = PATHS.flatMap((path) => [
  endpoint(`GET ${path}`, describe),
  endpoint(`OPTIONS ${path}`, openPreflight),
]);
