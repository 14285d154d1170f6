/** The form of a connector's settings, read off its schema: one definition for what is accepted and what is shown. */
import { z } from 'zod';
import type { FormItem } from './factory.ts';

type Field = {
  label: string;
  /** Sealed at rest and masked in answers. */
  secret?: boolean;
  placeholder?: string;
  type?: FormItem['type'];
  /** What the members of an enumeration are called. */
  titles?: Readonly<Record<string, string>>;
  showConditions?: FormItem['showConditions'];
};

const fields = z.registry<Field>();

/** Says how a setting is shown. To be called last: what wraps a schema is another schema. */
export const shown = <T extends z.ZodType>(schema: T, field: Field): T => {
  fields.add(schema, field);
  return schema;
};

type AnySchema = z.core.$ZodType;

const unwrap = (schema: AnySchema): AnySchema => {
  const { def } = schema._zod;
  return def.type === 'optional' || def.type === 'default' || def.type === 'nullable'
    ? unwrap((def as unknown as { innerType: AnySchema }).innerType)
    : schema;
};

const shapeOf = (schema: AnySchema): Record<string, z.ZodType> | undefined =>
  schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>) : undefined;

const TYPES: Record<string, FormItem['type']> = {
  string: 'Text',
  number: 'Number',
  boolean: 'Switch',
  enum: 'Select',
};

const formItem = (key: string, schema: z.ZodType): FormItem => {
  const inner = unwrap(schema);
  const field = fields.get(schema) ?? { label: key };
  const absent = schema.safeParse(undefined);
  const { label, placeholder, showConditions, titles } = field;
  const description = z.globalRegistry.get(schema)?.description;
  const type = field.type ?? TYPES[inner._zod.def.type] ?? 'Json';
  const values = inner instanceof z.ZodEnum ? inner.options.map(String) : [];
  return {
    type,
    key,
    label,
    required: !absent.success,
    ...(description === undefined ? {} : { description }),
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(showConditions === undefined ? {} : { showConditions }),
    ...(absent.success && absent.data !== undefined ? { defaultValue: absent.data } : {}),
    ...(values.length > 0
      ? { selectItems: values.map((value) => ({ value, title: titles?.[value] ?? value })) }
      : {}),
    ...(field.secret ? { isConfidential: true } : {}),
  };
};

const secretPaths = (schema: z.ZodType, prefix = ''): string[] =>
  Object.entries(shapeOf(unwrap(schema)) ?? {}).flatMap(([key, member]) =>
    fields.get(member)?.secret ? [`${prefix}${key}`] : secretPaths(member, `${prefix}${key}.`),
  );

/** Form items and secrets of a connector's settings. */
export const describeSettings = (
  config: z.ZodObject,
): { config: z.ZodObject; formItems: FormItem[]; secrets: string[] } => ({
  config,
  formItems: Object.entries(config.shape as Record<string, z.ZodType>).map(([key, member]) =>
    formItem(key, member),
  ),
  secrets: secretPaths(config),
});
