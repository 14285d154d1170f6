/** Organizations: what may be created, changed and deleted. */
import type { Look } from '../applications/index.ts';
import { differences, record } from '../audit/index.ts';
import { refuse as refuseHttp } from '../http/index.ts';
import { createId } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { forgetOrganization } from './cached.ts';
import {
  getOrganization,
  insertOrganization,
  type Organization,
  removeOrganization,
  updateOrganization,
} from './organizations.store.ts';

export type OrganizationFields = {
  name?: string | undefined;
  description?: string | null | undefined;
  customData?: Record<string, unknown> | undefined;
  isMfaRequired?: boolean | undefined;
  color?: Look['color'] | undefined;
  branding?: Look['branding'] | undefined;
  customCss?: string | null | undefined;
  createdAt?: number | undefined;
};

/** A date of before, for who moves here from elsewhere; nobody's organization is of tomorrow. */
const readCreatedAt = (context: Context, createdAt: number | undefined): number => {
  const now = context.platform.clock.now();
  if (createdAt !== undefined && createdAt > now) {
    throw refuseHttp('guard.invalid_input', { type: 'body', reason: 'createdAt: lies in the future' });
  }
  return createdAt ?? now;
};

export const createOrganization = async (
  context: Context,
  input: OrganizationFields & { name: string },
): Promise<Organization> => {
  const { platform, tenant } = context;
  const organization: Organization = {
    tenantId: tenant.id,
    id: createId(),
    name: input.name,
    description: input.description ?? null,
    customData: input.customData ?? {},
    isMfaRequired: input.isMfaRequired ?? false,
    color: input.color ?? {},
    branding: input.branding ?? {},
    customCss: input.customCss ?? null,
    createdAt: readCreatedAt(context, input.createdAt),
  };
  await platform.db.transaction(async (tx) => {
    await insertOrganization(tx, organization);
    await record(tx, context, {
      key: 'Organization.Create',
      payload: { organizationId: organization.id, name: organization.name },
    });
  });
  return organization;
};

/**
 * Changes an organization; objects are replaced whole. `createdAt` may come back as it was read, and as nothing else.
 */
export const changeOrganization = async (
  context: Context,
  id: string,
  patch: OrganizationFields,
): Promise<Organization> => {
  const { platform, tenant } = context;
  const changed = await platform.db.transaction(async (tx) => {
    const organization = await getOrganization(tx, tenant.id, id);
    const { createdAt, ...fields } = patch;
    if (createdAt !== undefined && createdAt !== organization.createdAt) {
      throw refuseHttp('guard.invalid_input', { type: 'body', reason: 'createdAt: cannot be changed' });
    }
    const next = Object.fromEntries(
      Object.entries(fields).filter(([, value]) => value !== undefined),
    ) as Partial<Organization>;
    if (Object.keys(next).length === 0) return organization;
    await updateOrganization(tx, tenant.id, id, next);
    await record(tx, context, {
      key: 'Organization.Update',
      payload: { organizationId: id, ...differences(organization, next) },
    });
    return { ...organization, ...next };
  });
  forgetOrganization(platform, tenant.id, id);
  return changed;
};

/** Deletes an organization with its members, invitations and provisioning. */
export const deleteOrganization = async (context: Context, id: string): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    const { name } = await getOrganization(tx, tenant.id, id);
    await removeOrganization(tx, tenant.id, id);
    await record(tx, context, { key: 'Organization.Delete', payload: { organizationId: id, name } });
  });
  forgetOrganization(platform, tenant.id, id);
};
