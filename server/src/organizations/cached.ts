/** An organization's look as the sign-in pages read it: at most a second old. */
import { createCache } from '../lib/cache.ts';
import type { Context, Platform } from '../platform.ts';
import { findOrganization } from './organizations.store.ts';
import type { OrganizationBranding, OrganizationColor } from './wire.ts';

/** What an organization changes of the sign-in pages; what it does not set stays the tenant's. */
export type OrganizationLook = {
  color: OrganizationColor;
  branding: OrganizationBranding;
  customCss: string | null;
};

const looks = createCache(async (platform: Platform, key: string): Promise<OrganizationLook | undefined> => {
  const [tenantId = '', id = ''] = key.split('\n');
  const found = await findOrganization(platform.db.queries, tenantId, id);
  return found && { color: found.color, branding: found.branding, customCss: found.customCss };
});

/** The look of an organization; undefined where there is none of this id. Tells nothing else of it. */
export const organizationBranding = (
  { platform, tenant }: Context,
  id: string,
): Promise<OrganizationLook | undefined> => looks.get(platform, `${tenant.id}\n${id}`);

/** To be called after a change of an organization has been committed. */
export const forgetOrganization = (platform: Platform, tenantId: string, id: string): void =>
  looks.forget(platform, `${tenantId}\n${id}`);
