/**
 * RFC 6749 §4.4 with RFC 8707: a machine's token for one API resource with what its roles allow there, or for an
 * organization that it is a member of.
 */
import {
  cachedApplicationScopes,
  cachedDefaultIndicator,
  cachedResource,
  managementIndicator,
  type Resource,
} from '../../access/index.ts';
import { record } from '../../audit/index.ts';
import { applicationOrganizationScopes } from '../../organizations/index.ts';
import type { Context } from '../../platform.ts';
import { refuse } from '../errors.ts';
import { managementAddress } from '../management-address.ts';
import { type Parameters, words } from '../parameters.ts';
import { ORGANIZATION_AUDIENCE, ORGANIZATIONS_RESOURCE } from '../tokens/claims.ts';
import { machineClaims } from '../tokens/custom-claims.ts';
import { tokenType } from '../tokens/dpop.ts';
import { requireMembership } from '../tokens/membership.ts';
import { DEFAULT_ACCESS_TOKEN_TTL, signAccessToken } from '../tokens/tokens.ts';
import type { GrantType } from './grant-type.ts';

/** For what a machine's token is, and what it may do there. */
type Target = { audience: string; held: string[]; ttl: number; organizationId?: string };

const readResource = async ({ platform, tenant }: Context, indicator: string): Promise<Resource> => {
  const isOwnAddress = indicator === managementAddress(tenant.origin);
  const asked = isOwnAddress ? managementIndicator(tenant.id) : indicator;
  const resource = await cachedResource(platform, tenant.id, asked);
  if (!resource) throw refuse('invalid_target', 'The request names a resource that is not registered.');
  return resource;
};

/** A token within an organization: for the organization itself or, where a resource is named, for that API in it. */
const organizationTarget = async (
  context: Context,
  applicationId: string,
  organizationId: string,
  indicator: string | undefined,
): Promise<Target> => {
  const { platform, tenant } = context;
  await requireMembership(context, organizationId, { applicationId });
  const held = (resourceId?: string) =>
    applicationOrganizationScopes(platform.db.queries, tenant.id, organizationId, applicationId, resourceId);
  if (indicator === undefined || indicator === ORGANIZATIONS_RESOURCE) {
    const audience = `${ORGANIZATION_AUDIENCE}${organizationId}`;
    return { audience, held: await held(), ttl: DEFAULT_ACCESS_TOKEN_TTL };
  }
  const { id, indicator: audience, accessTokenTtl: ttl } = await readResource(context, indicator);
  return { audience, held: await held(id), ttl, organizationId };
};

const readTarget = async (
  context: Context,
  applicationId: string,
  parameters: Parameters,
): Promise<Target> => {
  const { platform, tenant } = context;
  if (parameters.resources.length > 1) throw refuse('invalid_target', 'Ask for one resource at a time.');
  const [named] = parameters.resources;
  const organizationId = parameters.get('organization_id');
  if (organizationId !== undefined) return organizationTarget(context, applicationId, organizationId, named);
  const indicator = named ?? (await cachedDefaultIndicator(platform, tenant.id));
  if (indicator === undefined) throw refuse('invalid_target', 'The parameter resource is missing.');
  const { id, indicator: audience, accessTokenTtl: ttl } = await readResource(context, indicator);
  return { audience, held: await cachedApplicationScopes(platform, tenant.id, applicationId, id), ttl };
};

export const clientCredentials: GrantType = {
  name: 'client_credentials',
  allows: ({ type }) => type === 'MachineToMachine',
  exchange: async ({ context }, { application, jkt }, parameters) => {
    const { held, ...target } = await readTarget(context, application.id, parameters);
    const { audience, organizationId, ttl } = target;
    const asked = parameters.get('scope');
    const scope = (asked === undefined ? held : words(asked).filter((word) => held.includes(word))).join(' ');
    const token = await signAccessToken(context, {
      subject: application.id,
      clientId: application.id,
      ...target,
      scope,
      jkt,
      extra: await machineClaims(context, application, { audience, scope }),
    });
    await record(context.platform.db.queries, context, {
      key: 'ExchangeTokenBy.ClientCredentials',
      applicationId: application.id,
      payload: { resource: audience, scope, ...(organizationId === undefined ? {} : { organizationId }) },
    });
    return { access_token: token, token_type: tokenType(jkt), expires_in: ttl, scope };
  },
};
