/**
 * Values that people give for a tenant's profile fields: checked by the field's type, and sorted into profile and
 * custom data. Patterns are an administrator's, so they run on the engine that needs linear time and has no
 * backtracking (M-10), and only over short texts.
 */
import { setFlagsFromString } from 'node:v8';
import type { JsonObject } from '../db/index.ts';
import { refuse } from './errors.ts';
import type { ProfileFieldConfig, ProfileFieldType } from './profile-field-wire.ts';
import type { ProfileField } from './profile-fields.store.ts';
import { userProfileSchema } from './user-wire.ts';

// Understands the flag `l` of RegExp: linear time, or a SyntaxError.
setFlagsFromString('--enable-experimental-regexp-engine');

const MAX_TEXT = 1024;
/** Members of the standard profile hold no more. */
const MAX_PROFILE_TEXT = 256;

/** A pattern that matches in linear time. Refuses with `custom_profile_fields.pattern_invalid` what cannot. */
export const linearPattern = (format: string): RegExp => {
  try {
    return new RegExp(`^(?:${format})$`, 'l');
  } catch (cause) {
    throw refuse('custom_profile_fields.pattern_invalid', { format }, { cause });
  }
};

type Spec = { type: ProfileFieldType; required: boolean; config: ProfileFieldConfig };

const isWebAddress = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol);
};

const isDate = (text: string): boolean => {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return found !== null && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
};

/** The separators and order of `yyyy`, `MM` and `dd` in a format of one's own. */
const fitsFormat = (text: string, format: string): boolean => {
  const names: string[] = [];
  const pattern = format.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/yyyy|MM|dd/g, (name) => {
    names.push(name);
    return name === 'yyyy' ? '(\\d{4})' : '(\\d{2})';
  });
  const found = linearPattern(pattern).exec(text);
  if (!found || new Set(names).size !== 3) return found !== null;
  const [year, month, day] = ['yyyy', 'MM', 'dd'].map((name) => found[names.indexOf(name) + 1]);
  return isDate(`${year}-${month}-${day}`);
};

const dateFormatOf = ({ format, customFormat }: ProfileFieldConfig): string =>
  (format === 'custom' ? customFormat : format) ?? 'yyyy-MM-dd';

const isNumberWithin = (value: unknown, { minValue, maxValue }: ProfileFieldConfig): boolean => {
  // Of an object not even its text may be asked: it can be nested until that breaks, or say that it has none.
  const text = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? value : Number.NaN;
  const number = typeof value === 'number' ? value : Number(text);
  return Number.isFinite(number) && number >= (minValue ?? -Infinity) && number <= (maxValue ?? Infinity);
};

const fits = (value: unknown, { type, config }: Spec): boolean => {
  if (type === 'Checkbox') return typeof value === 'boolean' || value === 'true' || value === 'false';
  if (type === 'Number') return isNumberWithin(value, config);
  if (typeof value !== 'string' || value.length > MAX_TEXT) return false;
  switch (type) {
    case 'Text': {
      const { length } = [...value];
      return length >= (config.minLength ?? 0) && length <= (config.maxLength ?? MAX_TEXT);
    }
    case 'Date':
      return fitsFormat(value, dateFormatOf(config));
    case 'Select':
      return (config.options ?? []).some((option) => option.value === value);
    case 'Url':
      return isWebAddress(value);
    case 'Regex':
      return value.length <= MAX_PROFILE_TEXT && linearPattern(config.format ?? '').test(value);
    default:
      return false;
  }
};

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

const checkSimple = (name: string, value: unknown, spec: Spec): void => {
  if (isEmpty(value)) {
    if (spec.required) throw refuse('custom_profile_fields.value_missing', { name });
  } else if (!fits(value, spec)) throw refuse('custom_profile_fields.value_invalid', { name });
};

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The enabled parts of an address or a full name, checked. */
const checkParts = (name: string, value: unknown, { required, config }: Spec): JsonObject => {
  const given = isEmpty(value) ? {} : value;
  if (!isObject(given)) throw refuse('custom_profile_fields.value_invalid', { name });
  const parts = (config.parts ?? []).filter((part) => part.enabled);
  const unknown = Object.keys(given).find((key) => !parts.some((part) => part.name === key));
  if (unknown !== undefined) throw refuse('custom_profile_fields.unknown', { name: `${name}.${unknown}` });
  if (Object.keys(given).length === 0 && !required) return {};
  for (const part of parts)
    checkSimple(`${name}.${part.name}`, given[part.name], { ...part, config: part.config ?? {} });
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, member]) => !isEmpty(member))
      .map(([key, member]) => [key, String(member)]),
  );
};

const isProfileMember = (name: string): boolean => Object.hasOwn(userProfileSchema.shape, name);

const typed = (value: unknown, type: ProfileFieldType): unknown => {
  if (type === 'Number') return Number(value);
  return type === 'Checkbox' ? value === true || value === 'true' : value;
};

/** What is kept of a person's answers. */
export type ProfileValues = { profile: JsonObject; customData: JsonObject };

/**
 * Checks answers against the fields that are asked for. Refuses with `custom_profile_fields.*` what no field asks for,
 * what is missing and what does not fit.
 */
export const readProfileValues = (
  fields: readonly ProfileField[],
  values: Readonly<JsonObject>,
): ProfileValues => {
  const unknown = Object.keys(values).find((name) => !fields.some((field) => field.name === name));
  if (unknown !== undefined) throw refuse('custom_profile_fields.unknown', { name: unknown });
  const kept: ProfileValues = { profile: {}, customData: {} };
  for (const field of fields) {
    const { name, required } = field;
    const spec: Spec = { type: field.type as ProfileFieldType, required, config: field.config };
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (spec.type === 'Address' || spec.type === 'Fullname') {
      const parts = checkParts(name, value, spec);
      if (spec.type === 'Fullname') Object.assign(kept.profile, parts);
      else if (Object.keys(parts).length > 0) kept.profile.address = parts;
      continue;
    }
    checkSimple(name, value, spec);
    if (isEmpty(value)) continue;
    if (isProfileMember(name)) kept.profile[name] = String(value);
    else kept.customData[name] = typed(value, spec.type);
  }
  if (!userProfileSchema.safeParse(kept.profile).success) {
    throw refuse('custom_profile_fields.value_invalid', { name: 'profile' });
  }
  return kept;
};
