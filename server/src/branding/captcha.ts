/** The tenant's captcha provider. Its secret is sealed at rest and masked in every answer; the mask sent back keeps it. */
import { z } from 'zod';
import { differences, record } from '../audit/index.ts';
import type { Queries } from '../db/index.ts';
import { createCache } from '../lib/cache.ts';
import type { Context, Platform } from '../platform.ts';
import { findTenantSettings, putTenantSettings, removeTenantSettings } from '../tenants/index.ts';
import { refuse } from './errors.ts';

const MASK = '******';
const NAME = 'captcha-provider';
const siteKey = z.string().min(1).max(256);
const secretKey = z.string().min(1).max(512);

export const captchaConfigSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('Turnstile'), siteKey, secretKey }),
  z.strictObject({
    type: z.literal('RecaptchaEnterprise'),
    siteKey,
    secretKey,
    projectId: z.string().min(1).max(256),
    domain: z.enum(['www.google.com', 'www.recaptcha.net']).optional(),
    mode: z.enum(['invisible', 'checkbox']).optional(),
  }),
]);
export type CaptchaConfig = z.infer<typeof captchaConfigSchema>;
/** What a page has to know. */
export const publicCaptchaSchema = z.object({
  type: z.enum(['RecaptchaEnterprise', 'Turnstile']),
  siteKey: z.string(),
  domain: z.string().optional(),
  mode: z.enum(['invisible', 'checkbox']).optional(),
});

type Stored = { config: CaptchaConfig; sealedSecret: string; createdAt: number; updatedAt: number };
const bindingOf = (tenantId: string) => ['captcha-provider', tenantId];

const find = async (db: Queries, tenantId: string): Promise<Stored | undefined> => {
  const stored = (await findTenantSettings(db, tenantId, NAME)) as Stored | undefined;
  return stored && { ...stored, config: { ...stored.config, secretKey: MASK } };
};

const publicParts = createCache(
  async (platform: Platform, tenantId: string): Promise<z.infer<typeof publicCaptchaSchema> | undefined> => {
    const stored = await find(platform.db.queries, tenantId);
    if (!stored) return undefined;
    const { secretKey: _, ...config } = stored.config;
    return publicCaptchaSchema.parse(config);
  },
);

/** What pages may know of the tenant's captcha provider, at most a second old. */
export const publicCaptcha = ({ platform, tenant }: Context) => publicParts.get(platform, tenant.id);

const present = (tenantId: string, { config, createdAt, updatedAt }: Stored) => ({
  tenantId,
  id: 'default',
  config,
  createdAt,
  updatedAt,
});

/** The provider with its secret masked. Throws `captcha_provider.not_found`. */
export const getCaptcha = async ({ platform, tenant }: Context) => {
  const stored = await find(platform.db.queries, tenant.id);
  if (!stored) throw refuse('captcha_provider.not_found');
  return present(tenant.id, stored);
};

/** Sets the provider in place of the one there was. Refuses the mask where there is no secret to keep. */
export const putCaptcha = async (context: Context, config: CaptchaConfig) => {
  const { platform, tenant } = context;
  const now = platform.clock.now();
  const sealed =
    config.secretKey === MASK ? undefined : platform.sealer.seal(config.secretKey, bindingOf(tenant.id));
  const stored = await platform.db.transaction(async (tx) => {
    const known = await find(tx, tenant.id);
    const sealedSecret = sealed ?? known?.sealedSecret;
    if (sealedSecret === undefined) throw refuse('captcha_provider.secret_missing');
    const masked = { ...config, secretKey: MASK };
    const next: Stored = { config: masked, sealedSecret, createdAt: known?.createdAt ?? now, updatedAt: now };
    await putTenantSettings(tx, tenant.id, NAME, next);
    const payload = { name: NAME, ...differences({ ...known?.config }, masked) };
    await record(tx, context, { key: 'TenantSettings.Update', payload });
    return next;
  });
  publicParts.forget(platform, tenant.id);
  return present(tenant.id, stored);
};

/** Throws `captcha_provider.not_found`. */
export const deleteCaptcha = async (context: Context): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    if (!(await removeTenantSettings(tx, tenant.id, NAME))) throw refuse('captcha_provider.not_found');
    await record(tx, context, { key: 'TenantSettings.Update', payload: { name: NAME, deleted: true } });
  });
  publicParts.forget(platform, tenant.id);
};
