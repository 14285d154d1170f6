/**
 * A tenant's profile fields: what people are asked for when they sign up. A field named like a member of the standard
 * profile is kept there, every other one in the custom data.
 */
import { differences, record } from '../audit/index.ts';
import type { Transaction } from '../db/index.ts';
import { createCache } from '../lib/cache.ts';
import { createId } from '../lib/ids.ts';
import type { Context, Platform } from '../platform.ts';
import { refuse } from './errors.ts';
import { linearPattern } from './profile-field-values.ts';
import type { NewProfileField, ProfileFieldChange, ProfileFieldConfig } from './profile-field-wire.ts';
import {
  insertProfileField,
  listProfileFieldRows,
  type ProfileField,
  removeProfileField,
  updateProfileField,
} from './profile-fields.store.ts';

const MAX_FIELDS = 100;
/** Names that mean something else already. */
const RESERVED: readonly string[] = [
  'id',
  'username',
  'password',
  'email',
  'phone',
  'primaryEmail',
  'primaryPhone',
  'identities',
  'customData',
  'constructor',
];
/** Kept in one place of the profile, under one name. */
const NAMED = { Fullname: 'fullname', Address: 'address' } as const;

const cache = createCache((platform: Platform, tenantId: string) =>
  listProfileFieldRows(platform.db.queries, tenantId),
);

/** A tenant's fields in their order, at most a second old. */
export const cachedProfileFields = (platform: Platform, tenantId: string): Promise<ProfileField[]> =>
  cache.get(platform, tenantId);

export const listProfileFields = ({ platform, tenant }: Context): Promise<ProfileField[]> =>
  listProfileFieldRows(platform.db.queries, tenant.id);

/** Throws `custom_profile_fields.not_found`. */
export const getProfileField = async (context: Context, name: string): Promise<ProfileField> => {
  const found = (await listProfileFields(context)).find((field) => field.name === name);
  if (!found) throw refuse('custom_profile_fields.not_found', { name });
  return found;
};

const checkConfig = (config: ProfileFieldConfig): void => {
  const { minLength, maxLength, minValue, maxValue } = config;
  const wrong = (low?: number, high?: number) => low !== undefined && high !== undefined && low > high;
  if (wrong(minLength, maxLength) || wrong(minValue, maxValue)) {
    throw refuse('custom_profile_fields.range_empty');
  }
};

/** Refuses names that are taken by something else, patterns that cannot be run, and limits that nothing fits. */
const checkField = (name: string, field: ProfileFieldChange): void => {
  const named = Object.values(NAMED).some((fixed) => fixed === name);
  const expected = field.type === 'Fullname' || field.type === 'Address' ? NAMED[field.type] : undefined;
  if (RESERVED.includes(name) || (expected === undefined ? named : expected !== name)) {
    throw refuse('custom_profile_fields.name_reserved', { name });
  }
  const config = (field.config ?? {}) as ProfileFieldConfig;
  const all = [
    { type: field.type, config },
    ...(config.parts ?? []).map((part) => ({ type: part.type, config: part.config ?? {} })),
  ];
  for (const { type, config: one } of all) {
    checkConfig(one);
    if (type === 'Regex') linearPattern(one.format ?? '');
  }
};

const columnsOf = (name: string, field: ProfileFieldChange) => ({
  type: field.type,
  label: field.label ?? name,
  description: ('description' in field ? field.description : undefined) ?? null,
  required: field.required,
  config: (field.config ?? {}) as ProfileField['config'],
});

const changing = async <T>(context: Context, work: (tx: Transaction) => Promise<T>): Promise<T> => {
  const result = await context.platform.db.transaction(work);
  cache.forget(context.platform, context.tenant.id);
  return result;
};

/** Adds fields behind those there are: all of them, or none. */
export const createProfileFields = (
  context: Context,
  fields: readonly NewProfileField[],
): Promise<ProfileField[]> => {
  for (const field of fields) checkField(field.name, field);
  const { platform, tenant } = context;
  return changing(context, async (tx) => {
    const known = await listProfileFieldRows(tx, tenant.id);
    if (known.length + fields.length > MAX_FIELDS) throw refuse('custom_profile_fields.too_many');
    const last = Math.max(0, ...known.map((field) => field.sieOrder));
    const rows = fields.map((field, index) => ({
      tenantId: tenant.id,
      id: createId(),
      name: field.name,
      ...columnsOf(field.name, field),
      sieOrder: last + index + 1,
      createdAt: platform.clock.now(),
    }));
    for (const row of rows) {
      const { name } = row;
      await insertProfileField(tx, row, () => refuse('custom_profile_fields.name_exists', { name }));
      await record(tx, context, { key: 'ProfileField.Create', payload: { name, type: row.type } });
    }
    return rows;
  });
};

/** Replaces what a field is; name and place stay. */
export const changeProfileField = (
  context: Context,
  name: string,
  field: ProfileFieldChange,
): Promise<ProfileField> => {
  checkField(name, field);
  return changing(context, async (tx) => {
    const known = (await listProfileFieldRows(tx, context.tenant.id)).find((row) => row.name === name);
    const columns = columnsOf(name, field);
    const changed = await updateProfileField(tx, context.tenant.id, name, columns);
    if (!known || !changed) throw refuse('custom_profile_fields.not_found', { name });
    const payload = { name, ...differences(known, columns) };
    await record(tx, context, { key: 'ProfileField.Update', payload });
    return changed;
  });
};

/** What people have answered stays theirs. */
export const deleteProfileField = (context: Context, name: string): Promise<void> =>
  changing(context, async (tx) => {
    if (!(await removeProfileField(tx, context.tenant.id, name))) {
      throw refuse('custom_profile_fields.not_found', { name });
    }
    await record(tx, context, { key: 'ProfileField.Delete', payload: { name } });
  });

/** Sets the places of the named fields. */
export const orderProfileFields = (
  context: Context,
  order: readonly { name: string; sieOrder: number }[],
): Promise<ProfileField[]> =>
  changing(context, async (tx) => {
    for (const { name, sieOrder } of order) {
      const changed = await updateProfileField(tx, context.tenant.id, name, { sieOrder });
      if (!changed) throw refuse('custom_profile_fields.not_found', { name });
    }
    await record(tx, context, { key: 'ProfileField.Update', payload: { order } });
    return listProfileFieldRows(tx, context.tenant.id);
  });
