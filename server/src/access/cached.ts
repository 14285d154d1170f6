/** API resources and what machines may do on them, as the token endpoint reads them: at most a second old. */
import { createCache } from '../lib/cache.ts';
import type { Platform } from '../platform.ts';
import { applicationScopesOnResource } from './assignments.store.ts';
import { findDefaultIndicator, findResourceByIndicator, type Resource } from './resources.store.ts';

const parts = (key: string): [string, string, string] => {
  const [a = '', b = '', c = ''] = key.split('\n');
  return [a, b, c];
};

const resources = createCache((platform: Platform, key: string): Promise<Resource | undefined> => {
  const [tenantId, indicator] = parts(key);
  return findResourceByIndicator(platform.db.queries, tenantId, indicator);
});

const machineScopes = createCache((platform: Platform, key: string): Promise<string[]> => {
  const [tenantId, applicationId, resourceId] = parts(key);
  return applicationScopesOnResource(platform.db.queries, tenantId, applicationId, resourceId);
});

const defaults = createCache((platform: Platform, tenantId: string) =>
  findDefaultIndicator(platform.db.queries, tenantId),
);

/** Indicator of the tenant's default API resource, meant where a request names none. */
export const cachedDefaultIndicator = (platform: Platform, tenantId: string): Promise<string | undefined> =>
  defaults.get(platform, tenantId);

/** A resource by its indicator (findResourceByIndicator). */
export const cachedResource = (
  platform: Platform,
  tenantId: string,
  indicator: string,
): Promise<Resource | undefined> => resources.get(platform, `${tenantId}\n${indicator}`);

/** Permissions of an application on a resource (applicationScopesOnResource). */
export const cachedApplicationScopes = (
  platform: Platform,
  tenantId: string,
  applicationId: string,
  resourceId: string,
): Promise<string[]> => machineScopes.get(platform, `${tenantId}\n${applicationId}\n${resourceId}`);

/** To be called after a change of resources, permissions, roles or machines' roles has been committed. */
export const forgetAccess = (platform: Platform): void => {
  resources.clear(platform);
  machineScopes.clear(platform);
  defaults.clear(platform);
};
