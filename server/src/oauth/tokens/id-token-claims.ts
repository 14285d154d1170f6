/**
 * Which of the larger claims ID tokens carry: a tenant's choice (`/api/configs/id-token`). Userinfo always has them.
 * The published SDKs read roles and organizations from the ID token, so those three are on unless switched off.
 */
import { z } from 'zod';
import { record } from '../../audit/index.ts';
import { route } from '../../http/index.ts';
import { createCache } from '../../lib/cache.ts';
import type { Context, Platform } from '../../platform.ts';
import { findTenantSettings, putTenantSettings } from '../../tenants/index.ts';
import { findUser, presentUser } from '../../users/index.ts';
import type { Affiliations } from './claims.ts';

const EXTENDED = [
  'custom_data',
  'identities',
  'sso_identities',
  'roles',
  'organizations',
  'organization_data',
  'organization_roles',
] as const;
type ExtendedClaim = (typeof EXTENDED)[number];
const Settings = z.strictObject({ enabledExtendedClaims: z.array(z.enum(EXTENDED)).max(EXTENDED.length) });
const USUAL: z.infer<typeof Settings> = {
  enabledExtendedClaims: ['roles', 'organizations', 'organization_roles'],
};

const readSettings = async (platform: Platform, tenantId: string) =>
  Settings.parse((await findTenantSettings(platform.db.queries, tenantId, 'id-token')) ?? USUAL);

const enabled = createCache(
  async (platform: Platform, tenantId: string): Promise<ReadonlySet<ExtendedClaim>> =>
    new Set((await readSettings(platform, tenantId)).enabledExtendedClaims),
);

/** The scope that gives each claim about the user alone. */
const SCOPE = { custom_data: 'custom_data', identities: 'identities', sso_identities: 'identities' } as const;

/**
 * The larger claims of an ID token: those that the scopes give and the tenant has switched on. Reads the user only
 * where one of their own is wanted.
 */
export const extendedIdTokenClaims = async (
  { platform, tenant }: Context,
  userId: string,
  scopes: ReadonlySet<string>,
  affiliations: Affiliations,
): Promise<Record<string, unknown>> => {
  const wanted = await enabled.get(platform, tenant.id);
  const claims: Record<string, unknown> = Object.fromEntries(
    Object.entries(affiliations).filter(([name]) => wanted.has(name as ExtendedClaim)),
  );
  const own = Object.entries(SCOPE).filter(
    ([claim, scope]) => wanted.has(claim as ExtendedClaim) && scopes.has(scope),
  );
  if (own.length === 0) return claims;
  const db = platform.db.queries;
  const user = await findUser(db, tenant.id, userId);
  if (!user) return claims;
  const { customData, identities, ssoIdentities = [] } = await presentUser(db, user, { ssoIdentities: true });
  const values = {
    custom_data: customData,
    identities,
    sso_identities: ssoIdentities.map(({ issuer, identityId, detail }) => ({ issuer, identityId, detail })),
  };
  for (const [claim] of own) claims[claim] = values[claim as keyof typeof values];
  return claims;
};

export const idTokenConfigRoutes = [
  route(
    'GET /api/configs/id-token',
    { summary: 'Get which larger claims ID tokens carry', scope: 'management', response: Settings },
    ({ context: { platform, tenant } }) => readSettings(platform, tenant.id),
  ),
  route(
    'PUT /api/configs/id-token',
    {
      summary: 'Set which larger claims ID tokens carry',
      scope: 'management',
      body: Settings.partial(),
      response: Settings,
    },
    async ({ context, body }) => {
      const { platform, tenant } = context;
      const before = await readSettings(platform, tenant.id);
      const after = { enabledExtendedClaims: [...new Set(body.enabledExtendedClaims ?? [])] };
      await platform.db.transaction(async (tx) => {
        await putTenantSettings(tx, tenant.id, 'id-token', after);
        await record(tx, context, {
          key: 'TenantSettings.Update',
          payload: { name: 'id-token', before, after },
        });
      });
      enabled.forget(platform, tenant.id);
      return after;
    },
  ),
];
