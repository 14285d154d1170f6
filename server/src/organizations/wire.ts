/** Organizations, roles and permissions of the template as the API shows them, and what may be sent. */
import { z } from 'zod';
import { brandingSchema, colorSchema, customCssInput, type Look } from '../applications/index.ts';
import { customDataSchema } from '../users/index.ts';
import type { Organization } from './organizations.store.ts';

export const roleName = z.object({ id: z.string(), name: z.string() });

export const organizationSchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  customData: z.record(z.string(), z.unknown()),
  /** Whether members without a second factor get no tokens for it. */
  isMfaRequired: z.boolean(),
  color: colorSchema,
  branding: brandingSchema,
  customCss: z.string().nullable(),
  createdAt: z.number(),
});

/** The wire form of an organization's row. */
export const presentOrganization = (organization: Organization): z.infer<typeof organizationSchema> => ({
  tenantId: organization.tenantId,
  id: organization.id,
  name: organization.name,
  description: organization.description,
  customData: organization.customData,
  isMfaRequired: organization.isMfaRequired,
  color: organization.color as Look['color'],
  branding: organization.branding as Look['branding'],
  customCss: organization.customCss,
  createdAt: organization.createdAt,
});

export const organizationScopeSchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
});

export const organizationRoleSchema = organizationScopeSchema.extend({
  type: z.enum(['User', 'MachineToMachine']),
});

export const nameInput = z.string().trim().min(1).max(128);
export const descriptionInput = z.string().max(256).nullable();
/** RFC 6749 §3.3: organization permissions are scopes. */
export const scopeNameInput = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must not contain spaces, quotes or backslashes');

export const roleTypeInput = z.enum(['User', 'MachineToMachine']);
/** What may be set of an organization beside its name. */
export const organizationFields = {
  description: descriptionInput.optional(),
  customData: customDataSchema.optional(),
  isMfaRequired: z.boolean().optional(),
  color: colorSchema.optional(),
  branding: brandingSchema.optional(),
  customCss: customCssInput.optional(),
  createdAt: z.number().int().min(0).optional(),
};
