/** An organization's look as the sign-in pages read it: at most a second old. */
import type { Look } from '../applications/index.ts';
import { createCache } from '../lib/cache.ts';
import type { Context, Platform } from '../platform.ts';
import { findOrganization } from './organizations.store.ts';

const looks = createCache(async (platform: Platform, key: string): Promise<Look | undefined> => {
  const [tenantId = '', id = ''] = key.split('\n');
  const found = await findOrganization(platform.db.queries, tenantId, id);
  if (!found) return undefined;
  const { color, branding, customCss } = found;
  return { color: color as Look['color'], branding: branding as Look['branding'], customCss };
});

/** The look of an organization; undefined where there is none of this id. Tells nothing else of it. */
export const organizationBranding = ({ platform, tenant }: Context, id: string): Promise<Look | undefined> =>
  looks.get(platform, `${tenant.id}\n${id}`);

/** To be called after a change of an organization has been committed. */
export const forgetOrganization = (platform: Platform, tenantId: string, id: string): void =>
  looks.forget(platform, `${tenantId}\n${id}`);
