/** What a profile field is, as the API takes and shows it: one shape for each type. */
import { z } from 'zod';

const TYPES = [
  'Text',
  'Number',
  'Date',
  'Checkbox',
  'Select',
  'Url',
  'Regex',
  'Address',
  'Fullname',
] as const;
/** Types that a part of an address or a full name may have. */
const SIMPLE = ['Text', 'Number', 'Date', 'Checkbox', 'Select', 'Url', 'Regex'] as const;
export type ProfileFieldType = (typeof TYPES)[number];

/** Begins with a letter, so that it is no member of every object. */
export const profileFieldNameSchema = z
  .string()
  .max(128)
  .regex(/^[a-z]\w*$/i, 'must be a letter and then letters, digits and “_”');

const label = z.string().min(1).max(128).optional();
const description = z.string().max(256).optional();
const placeholder = z.string().max(256).optional();
const length = z.int().min(0).max(1024).optional();
const number = z.number().optional();
const options = z
  .array(z.strictObject({ label: z.string().max(128).optional(), value: z.string().min(1).max(128) }))
  .min(1)
  .max(200);
const format = z.string().min(1).max(128);

const shared = { label, description, required: z.boolean() };
const SHAPES = {
  Text: {
    ...shared,
    config: z.strictObject({ placeholder, minLength: length, maxLength: length }).optional(),
  },
  Number: {
    ...shared,
    config: z.strictObject({ placeholder, minValue: number, maxValue: number }).optional(),
  },
  Date: {
    ...shared,
    config: z.strictObject({ placeholder, format, customFormat: format.optional() }).optional(),
  },
  Checkbox: {
    label,
    required: z.literal(false),
    config: z.strictObject({ defaultValue: z.enum(['true', 'false']) }).optional(),
  },
  Select: { ...shared, config: z.strictObject({ placeholder, options }) },
  Url: { ...shared, config: z.strictObject({ placeholder }).optional() },
  Regex: { ...shared, config: z.strictObject({ placeholder, format }) },
};

const partConfig = z.strictObject({
  placeholder,
  minLength: length,
  maxLength: length,
  minValue: number,
  maxValue: number,
  format: format.optional(),
  customFormat: format.optional(),
  options: options.optional(),
  defaultValue: z.string().max(128).optional(),
});
const partOf = <const N extends readonly [string, ...string[]]>(names: N) =>
  z.strictObject({
    enabled: z.boolean(),
    name: z.enum(names),
    type: z.enum(SIMPLE),
    label,
    description,
    required: z.boolean(),
    config: partConfig.optional(),
  });
const ADDRESS_PARTS = ['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country'] as const;
const FULLNAME_PARTS = ['givenName', 'middleName', 'familyName'] as const;
const parts = <T extends z.ZodType>(part: T, most: number) =>
  z.strictObject({ parts: z.array(part).min(1).max(most) });
const COMPOSED = {
  Address: { ...shared, config: parts(partOf(ADDRESS_PARTS), ADDRESS_PARTS.length) },
  Fullname: { ...shared, config: parts(partOf(FULLNAME_PARTS), FULLNAME_PARTS.length) },
};

const shapesWith = <T extends z.ZodRawShape>(name: T) =>
  z.discriminatedUnion('type', [
    z.strictObject({ ...name, type: z.literal('Text'), ...SHAPES.Text }),
    z.strictObject({ ...name, type: z.literal('Number'), ...SHAPES.Number }),
    z.strictObject({ ...name, type: z.literal('Date'), ...SHAPES.Date }),
    z.strictObject({ ...name, type: z.literal('Checkbox'), ...SHAPES.Checkbox }),
    z.strictObject({ ...name, type: z.literal('Select'), ...SHAPES.Select }),
    z.strictObject({ ...name, type: z.literal('Url'), ...SHAPES.Url }),
    z.strictObject({ ...name, type: z.literal('Regex'), ...SHAPES.Regex }),
    z.strictObject({ ...name, type: z.literal('Address'), ...COMPOSED.Address }),
    z.strictObject({ ...name, type: z.literal('Fullname'), ...COMPOSED.Fullname }),
  ]);

export const newProfileFieldSchema = shapesWith({ name: profileFieldNameSchema });
export const profileFieldChangeSchema = shapesWith({});
export type ProfileFieldChange = z.infer<typeof profileFieldChangeSchema>;
export type NewProfileField = ProfileFieldChange & { name: string };

/** Settings of every type together, as they are kept and shown. */
export type ProfileFieldConfig = z.infer<typeof partConfig> & {
  parts?: {
    enabled: boolean;
    name: string;
    type: ProfileFieldType;
    required: boolean;
    config?: ProfileFieldConfig;
  }[];
};

const shownPart = z.object({
  enabled: z.boolean(),
  name: z.string(),
  type: z.enum(TYPES),
  label: z.string().optional(),
  description: z.string().optional(),
  required: z.boolean(),
  config: partConfig.optional(),
});
export const profileFieldSchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  name: z.string(),
  type: z.enum(TYPES),
  label: z.string(),
  description: z.string().nullable(),
  required: z.boolean(),
  config: partConfig.extend({ parts: z.array(shownPart).optional() }),
  createdAt: z.number(),
  sieOrder: z.number(),
});
export type ProfileFieldWire = z.infer<typeof profileFieldSchema>;
