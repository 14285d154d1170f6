/** RFC 6749 §4.4 with RFC 8707: a machine's token for one API resource, with what its roles allow there. */
import { cachedApplicationScopes, cachedResource, managementIndicator } from '../../access/index.ts';
import { record } from '../../audit/index.ts';
import { createCache } from '../../lib/cache.ts';
import type { Context, Platform } from '../../platform.ts';
import { tokenType } from '../dpop.ts';
import { refuse } from '../errors.ts';
import { findDefaultIndicator } from '../grants.store.ts';
import { managementAddress } from '../management-address.ts';
import { type Parameters, words } from '../parameters.ts';
import { signAccessToken } from '../tokens.ts';
import type { GrantType } from './grant-type.ts';

const defaultIndicator = createCache((platform: Platform, tenantId: string) =>
  findDefaultIndicator(platform.db.queries, tenantId),
);

const readResource = async ({ platform, tenant }: Context, parameters: Parameters) => {
  if (parameters.get('organization_id') !== undefined) {
    throw refuse('access_denied', 'The application does not belong to the organization.');
  }
  if (parameters.resources.length > 1) throw refuse('invalid_target', 'Ask for one resource at a time.');
  const indicator = parameters.resources[0] ?? (await defaultIndicator.get(platform, tenant.id));
  if (indicator === undefined) throw refuse('invalid_target', 'The parameter resource is missing.');
  const isOwnAddress = indicator === managementAddress(tenant.origin);
  const resource = await cachedResource(
    platform,
    tenant.id,
    isOwnAddress ? managementIndicator(tenant.id) : indicator,
  );
  if (!resource) throw refuse('invalid_target', 'The request names a resource that is not registered.');
  return resource;
};

export const clientCredentials: GrantType = {
  name: 'client_credentials',
  allows: ({ type }) => type === 'MachineToMachine',
  exchange: async ({ context }, { application, jkt }, parameters) => {
    const { platform, tenant } = context;
    const resource = await readResource(context, parameters);
    const held = await cachedApplicationScopes(platform, tenant.id, application.id, resource.id);
    const asked = parameters.get('scope');
    const scope = (asked === undefined ? held : words(asked).filter((word) => held.includes(word))).join(' ');
    const token = await signAccessToken(context, {
      subject: application.id,
      clientId: application.id,
      audience: resource.indicator,
      scope,
      ttl: resource.accessTokenTtl,
      jkt,
    });
    await record(platform.db.queries, context, {
      key: 'ExchangeTokenBy.ClientCredentials',
      applicationId: application.id,
      payload: { resource: resource.indicator, scope },
    });
    return { access_token: token, token_type: tokenType(jkt), expires_in: resource.accessTokenTtl, scope };
  },
};
