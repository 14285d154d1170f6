/** A profile field as the API takes it, and as its dialog edits it. */
import type { AnswerOf, BodyOf } from '../../api.ts';
import { type Amount, amountOf } from './sign-in-experience.ts';

export type ProfileField = AnswerOf<'GET /api/custom-profile-fields'>[number];
export type ProfileFieldBody = BodyOf<'PUT /api/custom-profile-fields/:name'>;
export type ProfileFieldType = ProfileField['type'];

/** What is stale once a field has changed. */
export const profileFieldPaths = ['/api/custom-profile-fields', '/api/sign-in-exp'] as const;

export const fieldTypes = [
  'Text',
  'Number',
  'Date',
  'Checkbox',
  'Select',
  'Url',
  'Regex',
  'Address',
  'Fullname',
] as const satisfies readonly ProfileFieldType[];

/** Kept in one place of the profile, under one name. */
export const fixedNames: Partial<Record<ProfileFieldType, string>> = {
  Address: 'address',
  Fullname: 'fullname',
};

const usualFormat = 'yyyy-MM-dd';
export const dateFormats = [usualFormat, 'MM/dd/yyyy', 'dd/MM/yyyy', 'dd.MM.yyyy', 'yyyy/MM/dd'] as const;

const addressParts = ['postalCode', 'country', 'region', 'locality', 'streetAddress', 'formatted'] as const;
const nameParts = ['givenName', 'middleName', 'familyName'] as const;
/** Asked for when such a field is made. */
const usualParts: readonly string[] = [
  'postalCode',
  'country',
  'region',
  'locality',
  'streetAddress',
  'givenName',
  'familyName',
];

type Part = { name: string; asked: boolean; required: boolean; label: string };

/** Everything that any type has; what a type does not have is not shown and not sent. */
export type FieldValues = {
  type: ProfileFieldType;
  name: string;
  label: string;
  description: string;
  required: boolean;
  placeholder: string;
  minLength: Amount;
  maxLength: Amount;
  minValue: Amount;
  maxValue: Amount;
  format: string;
  customFormat: string;
  pattern: string;
  checked: boolean;
  options: { id: string; value: string; label: string }[];
  parts: Part[];
};

type Names = Readonly<Record<string, string>>;

const partsOf = (type: ProfileFieldType, known: ProfileField | undefined, names: Names): Part[] => {
  const all: readonly string[] = type === 'Address' ? addressParts : nameParts;
  const saved = known?.config.parts;
  const order = [...(saved ?? []).map(({ name }) => name), ...all];
  return [...new Set(order)].map((name) => {
    const part = saved?.find((one) => one.name === name);
    return {
      name,
      asked: saved ? part?.enabled === true : usualParts.includes(name),
      required: part?.required ?? false,
      label: part?.label ?? names[name] ?? name,
    };
  });
};

const anId = (): string => crypto.randomUUID();
export const emptyOption = () => ({ id: anId(), value: '', label: '' });

/** The parts that a type is made of, before anybody has chosen. */
export const freshParts = (type: ProfileFieldType, names: Names): Part[] =>
  fixedNames[type] ? partsOf(type, undefined, names) : [];

/** A field in its dialog; a new one is a text. */
export const fieldValuesOf = (known: ProfileField | undefined, names: Names): FieldValues => {
  const config = known?.config ?? {};
  const format = config.format ?? usualFormat;
  const type = known?.type ?? 'Text';
  return {
    type,
    name: known?.name ?? '',
    label: known && known.label !== known.name ? known.label : '',
    description: known?.description ?? '',
    required: known?.required ?? false,
    placeholder: config.placeholder ?? '',
    minLength: config.minLength ?? '',
    maxLength: config.maxLength ?? '',
    minValue: config.minValue ?? '',
    maxValue: config.maxValue ?? '',
    format: dateFormats.some((one) => one === format) ? format : 'custom',
    customFormat: config.customFormat ?? (format === 'custom' ? '' : format),
    pattern: type === 'Regex' ? (config.format ?? '') : '',
    checked: config.defaultValue === 'true',
    options: (config.options ?? []).map(({ value, label = '' }) => ({ id: anId(), value, label })),
    parts: known && fixedNames[type] ? partsOf(type, known, names) : [],
  };
};

const said = (text: string): string | undefined => text.trim() || undefined;

/** Only what is set, so that nothing is sent that a type does not know. */
const set = <T extends Record<string, unknown>>(members: T) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };

const configOf = (values: FieldValues): Record<string, unknown> => {
  const placeholder = said(values.placeholder);
  const { type, options, parts, format, customFormat } = values;
  switch (type) {
    case 'Text':
      return {
        placeholder,
        minLength: amountOf(values.minLength),
        maxLength: amountOf(values.maxLength),
      };
    case 'Number':
      return { placeholder, minValue: amountOf(values.minValue), maxValue: amountOf(values.maxValue) };
    case 'Date':
      return { placeholder, format, customFormat: format === 'custom' ? said(customFormat) : undefined };
    case 'Checkbox':
      return { defaultValue: values.checked ? 'true' : 'false' };
    case 'Select':
      return {
        placeholder,
        options: options.map(({ value, label }) => set({ value: value.trim(), label: said(label) })),
      };
    case 'Url':
      return { placeholder };
    case 'Regex':
      return { placeholder, format: values.pattern };
    default:
      return {
        parts: parts.map(({ name, asked, required, label }) => ({
          ...set({ label: said(label) }),
          name,
          type: 'Text',
          enabled: asked,
          required: asked && required,
        })),
      };
  }
};

/** What is sent; the server checks it by its type. */
export const fieldBodyOf = (values: FieldValues): ProfileFieldBody =>
  ({
    type: values.type,
    ...set({
      label: said(values.label),
      description: values.type === 'Checkbox' ? undefined : said(values.description),
    }),
    required: values.type !== 'Checkbox' && values.required,
    config: set(configOf(values)),
  }) as ProfileFieldBody;

/** A list with one entry at another place. */
export const moved = <Item>(items: readonly Item[], from: number, to: number): Item[] => {
  const rest = items.toSpliced(from, 1);
  return rest.toSpliced(to, 0, ...items.slice(from, from + 1));
};
