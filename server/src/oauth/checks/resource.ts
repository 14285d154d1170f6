import { cachedResource } from '../../access/index.ts';
import { ORGANIZATIONS_RESOURCE } from '../claims.ts';
import { refuse } from '../errors.ts';
import { findDefaultIndicator } from '../grants.store.ts';
import type { Check } from './check.ts';

/**
 * RFC 8707 §2: every resource must be one of the tenant's, or the built-in one for organizations. Where none is
 * named, the tenant's default resource is meant.
 */
export const checkResource: Check = async ({ context: { platform, tenant }, parameters, request }) => {
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
    const usual = await findDefaultIndicator(platform.db.queries, tenant.id);
    if (usual !== undefined) found.add(usual);
  }
  request.resources = [...found];
};
