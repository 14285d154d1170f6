import { cachedDefaultIndicator, cachedResource } from '../../access/index.ts';
import type { Context } from '../../platform.ts';
import { refuse } from '../errors.ts';
import type { Parameters } from '../parameters.ts';
import { ORGANIZATIONS_RESOURCE } from '../tokens/claims.ts';
import type { Check } from './check.ts';

/**
 * RFC 8707 §2: every resource must be one of the tenant's, or the built-in one for organizations. Where none is
 * named, the tenant's default resource is meant.
 */
export const readResources = async (
  { platform, tenant }: Context,
  parameters: Parameters,
): Promise<string[]> => {
  const found = new Set<string>();
  for (const indicator of parameters.resources) {
    if (indicator === ORGANIZATIONS_RESOURCE) {
      found.add(indicator);
      continue;
    }
    const resource = await cachedResource(platform, tenant.id, indicator);
    if (!resource) throw refuse('invalid_target', 'The request names a resource that is not registered.');
    found.add(resource.indicator);
  }
  if (found.size === 0) {
    const usual = await cachedDefaultIndicator(platform, tenant.id);
    if (usual !== undefined) found.add(usual);
  }
  return [...found];
};

export const checkResource: Check = async ({ context, parameters, request }) => {
  request.resources = await readResources(context, parameters);
};
