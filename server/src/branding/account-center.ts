/** What users may see and change of their own account, published for pages that let them; and the console's own notes. */
import { z } from 'zod';
import { differences, record } from '../audit/index.ts';
import type { Context } from '../platform.ts';
import { findTenantSettings, putTenantSettings } from '../tenants/index.ts';
import { refuse } from './errors.ts';

const right = z.enum(['Off', 'ReadOnly', 'Edit']).optional();
const origin = z
  .url({ protocol: /^https?$/ })
  .max(512)
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, 'must be an origin');
const rights = {
  name: right,
  avatar: right,
  profile: right,
  email: right,
  phone: right,
  password: right,
  username: right,
  social: right,
  customData: right,
  mfa: right,
  passkey: right,
  session: right,
};
const profileFields = z.array(z.strictObject({ name: z.string().min(1).max(128) })).max(100);
const parts = {
  enabled: z.boolean(),
  fields: z.strictObject(rights),
  webauthnRelatedOrigins: z.array(origin).max(50),
  deleteAccountUrl: z
    .url({ protocol: /^https?$/ })
    .max(2048)
    .nullable(),
  customCss: z.string().max(65_536).nullable(),
  profileFields,
};
export const accountCenterChangeSchema = z
  .strictObject({
    ...parts,
    /** Null, as the wire contract has it, chooses none. */
    profileFields: profileFields.nullable().transform((chosen) => chosen ?? []),
  })
  .partial();
export const accountCenterSchema = z.object({ tenantId: z.string(), id: z.string(), ...parts });
export type AccountCenter = z.infer<typeof accountCenterSchema>;

const noticeSchema = z.strictObject({
  isPaidTenant: z.boolean(),
  tag: z.string().max(64),
  readAt: z.number().optional(),
});
const chargesSchema = z.strictObject({
  token: z.boolean().optional(),
  apiResource: z.boolean().optional(),
  machineToMachineApp: z.boolean().optional(),
  tenantMember: z.boolean().optional(),
});
export const consoleNotesSchema = z.strictObject({
  signInExperienceCustomized: z.boolean(),
  organizationCreated: z.boolean(),
  developmentTenantMigrationNotification: noticeSchema.optional(),
  checkedChargeNotification: chargesSchema.optional(),
});
export type ConsoleNotes = z.infer<typeof consoleNotesSchema>;

type Settings = { 'account-center': Omit<AccountCenter, 'tenantId' | 'id'>; 'admin-console': ConsoleNotes };
const DEFAULTS: Settings = {
  'account-center': {
    enabled: false,
    fields: {},
    webauthnRelatedOrigins: [],
    deleteAccountUrl: null,
    customCss: null,
    profileFields: [],
  },
  'admin-console': { signInExperienceCustomized: false, organizationCreated: false },
};

const read = async <N extends keyof Settings>(
  { platform, tenant }: Context,
  name: N,
): Promise<Settings[N]> => ({
  ...DEFAULTS[name],
  ...(await findTenantSettings(platform.db.queries, tenant.id, name)),
});

const change = <N extends keyof Settings>(
  context: Context,
  name: N,
  patch: Partial<Settings[N]>,
): Promise<Settings[N]> =>
  context.platform.db.transaction(async (tx) => {
    const known = { ...DEFAULTS[name], ...(await findTenantSettings(tx, context.tenant.id, name)) };
    const next = { ...known, ...patch };
    await putTenantSettings(tx, context.tenant.id, name, next);
    const payload = { name, ...differences(known, patch) };
    await record(tx, context, { key: 'TenantSettings.Update', payload });
    return next;
  });

const presentCenter = (tenantId: string, settings: Settings['account-center']): AccountCenter => ({
  tenantId,
  id: 'default',
  ...settings,
});

export const getAccountCenter = async (context: Context): Promise<AccountCenter> =>
  presentCenter(context.tenant.id, await read(context, 'account-center'));

/** Refuses to switch on what this server does not have yet. */
export const changeAccountCenter = async (
  context: Context,
  patch: Partial<Settings['account-center']>,
): Promise<AccountCenter> => {
  if (patch.enabled) throw refuse('account_center.not_available');
  return presentCenter(context.tenant.id, await change(context, 'account-center', patch));
};

export const getConsoleNotes = (context: Context): Promise<ConsoleNotes> => read(context, 'admin-console');
export const changeConsoleNotes = (context: Context, patch: Partial<ConsoleNotes>): Promise<ConsoleNotes> =>
  change(context, 'admin-console', patch);
