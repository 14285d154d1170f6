/** What every tenant has from its first moment: built-in API resource and role, sign-in experience, signing key. */
import { seedAccess, seedManagementScopes } from './access/index.ts';
import type { Transaction } from './db/index.ts';
import { addSigningKey, makeSigningKey, publicJwks, seedCookieKey } from './keys/index.ts';
import type { Platform, Tenant } from './platform.ts';
import { seedSignInExperience } from './signin/index.ts';
import { ADMIN_TENANT, DEFAULT_TENANT, listTenantRows, putTenant, toTenant } from './tenants/index.ts';

/** What a new tenant has from its first moment: made first, put in its place within the tenant's transaction. */
export const furnishTenant = async (platform: Platform, tenant: Tenant, now: number) => {
  const key = await makeSigningKey(platform, tenant.id, 'ES256', now);
  return async (tx: Transaction): Promise<void> => {
    await seedAccess(tx, tenant, now);
    await seedSignInExperience(tx, platform, tenant.id, now);
    await seedCookieKey(tx, tenant.id, now);
    await addSigningKey(tx, key);
  };
};

const seedTenant = async (
  platform: Platform,
  row: { id: string; name: string; origin: string },
): Promise<void> => {
  const now = platform.clock.now();
  const isNew = await platform.db.transaction(async (tx) => {
    const inserted = await putTenant(tx, { ...row, createdAt: now });
    if (!inserted) return false;
    await seedAccess(tx, toTenant(row), now);
    await seedSignInExperience(tx, platform, row.id, now);
    return true;
  });
  await seedCookieKey(platform.db.queries, row.id, now);
  if (isNew || (await publicJwks(platform, row.id)).keys.length === 0) {
    await addSigningKey(platform.db.queries, await makeSigningKey(platform, row.id, 'ES256', now));
  }
};

/** Makes the tenants `default` and `admin` and moves them to the configured origins. Safe to repeat. */
export const seedTenants = async (platform: Platform): Promise<void> => {
  const { endpoint, adminEndpoint } = platform.config;
  await seedTenant(platform, { id: DEFAULT_TENANT, name: 'Default', origin: endpoint });
  await seedTenant(platform, { id: ADMIN_TENANT, name: 'Administration', origin: adminEndpoint });
  const now = platform.clock.now();
  await platform.db.transaction(async (tx) => {
    for (const { id } of await listTenantRows(tx)) await seedManagementScopes(tx, id, now);
  });
};
