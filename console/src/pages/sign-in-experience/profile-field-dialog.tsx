import { Select, Switch, TextInput } from '@mantine/core';
import type { FormValidateInput } from '@mantine/form';
import { ApiFailure, readVersion, useChange } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { useTexts } from '../../i18n/index.ts';
import {
  type FieldValues,
  fieldBodyOf,
  fieldTypes,
  fieldValuesOf,
  fixedNames,
  freshParts,
  type ProfileField,
  type ProfileFieldType,
  profileFieldPaths,
} from './profile-field.ts';
import { TypeSettings } from './profile-field-settings.tsx';
import { profileTexts } from './profile-texts.ts';
import { type Amount, amountOf, useAmountCheck } from './sign-in-experience.ts';

type Props = { field: ProfileField | undefined; opened: boolean; onClose: () => void };

/** Paths of the request body that have a field of another name in the dialog. */
const paths: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['placeholder', 'minLength', 'maxLength', 'minValue', 'maxValue', 'customFormat', 'options', 'parts'].map(
      (name) => [`config.${name}`, name],
    ),
  ),
  'config.format': 'pattern',
};

const fieldOfRefusal = (failure: unknown): string | undefined => {
  const code = failure instanceof ApiFailure ? failure.code : '';
  if (/name_(exists|reserved)$/.test(code)) return 'name';
  return code === 'custom_profile_fields.pattern_invalid' ? 'pattern' : undefined;
};

const useRules = (): FormValidateInput<FieldValues> => {
  const t = useTexts(profileTexts);
  const within = useAmountCheck();
  const isBelow = (high: Amount, low: Amount) =>
    high !== '' && low !== '' && (amountOf(high) ?? 0) < (amountOf(low) ?? 0);
  const only =
    (types: readonly ProfileFieldType[], check: (value: never, values: FieldValues) => string | null) =>
    (value: unknown, values: FieldValues) =>
      types.includes(values.type) ? check(value as never, values) : null;
  return {
    name: (name, { type }) =>
      fixedNames[type] || /^[a-z]\w{0,127}$/i.test(name.trim()) ? null : t.nameInvalid,
    minLength: only(['Text'], within(0, 1024)),
    maxLength: only(
      ['Text'],
      (max: Amount, { minLength }) => within(0, 1024)(max) ?? (isBelow(max, minLength) ? t.rangeEmpty : null),
    ),
    maxValue: only(['Number'], (max: Amount, { minValue }) => (isBelow(max, minValue) ? t.rangeEmpty : null)),
    pattern: only(['Regex'], (pattern: string) => (pattern ? null : t.patternMissing)),
    customFormat: only(['Date'], (format: string, values) =>
      values.format !== 'custom' || format.trim() ? null : t.customFormatHint,
    ),
    options: only(['Select'], (options: FieldValues['options']) => {
      if (options.length === 0) return t.optionsMissing;
      return options.every(({ value }) => value.trim()) ? null : t.valueMissing;
    }),
    parts: only(['Address', 'Fullname'], (parts: FieldValues['parts']) =>
      parts.some(({ asked }) => asked) ? null : t.partsMissing,
    ),
  };
};

/** Makes a profile field, or changes all of one but its name. */
export const ProfileFieldDialog = ({ field, opened, onClose }: Props) => {
  const t = useTexts(profileTexts);
  const about = { invalidates: profileFieldPaths, success: field ? t.saved : t.created, quiet: true };
  const create = useChange('POST /api/custom-profile-fields', about);
  const change = useChange('PUT /api/custom-profile-fields/:name', about);
  // A field of one name stays of its kind: an address is no text.
  const types = field ? fieldTypes.filter((type) => fixedNames[type] === fixedNames[field.type]) : fieldTypes;
  const valuesOf = (version: ProfileField | undefined) => fieldValuesOf(version, t.partNames);
  return (
    <DialogForm<FieldValues, ProfileField>
      opened={opened}
      onClose={onClose}
      size="lg"
      title={field ? t.editTitle(field.name) : t.createTitle}
      action={field ? t.save : t.add}
      initial={valuesOf(field)}
      edits={
        field && {
          current: () =>
            readVersion('GET /api/custom-profile-fields/:name', { params: { name: field.name } }),
          values: valuesOf,
        }
      }
      validate={useRules()}
      fields={paths}
      fieldOf={fieldOfRefusal}
      onSubmit={(values, over) => {
        const body = fieldBodyOf(values);
        if (field) return change.mutateAsync({ over, params: { name: field.name }, body });
        const name = fixedNames[values.type] ?? values.name.trim();
        return create.mutateAsync({ body: { name, ...body } });
      }}
    >
      {(form) => {
        const { type } = form.values;
        return (
          <>
            <Select
              label={t.type}
              data={types.map((value) => ({ value, label: t.types[value] }))}
              allowDeselect={false}
              data-autofocus
              value={type}
              onChange={(value) => {
                const next = fieldTypes.find((one) => one === value) ?? type;
                form.setValues({ type: next, parts: freshParts(next, t.partNames) });
              }}
              disabled={types.length === 1}
            />
            {field || fixedNames[type] ? null : (
              <TextInput
                label={t.name}
                description={t.nameHint}
                placeholder="companySize"
                required
                maxLength={128}
                spellCheck={false}
                autoComplete="off"
                {...form.getInputProps('name')}
              />
            )}
            <TextInput
              label={t.label}
              description={t.labelHint}
              maxLength={128}
              {...form.getInputProps('label')}
            />
            {type === 'Checkbox' ? null : (
              <>
                <TextInput label={t.description} maxLength={256} {...form.getInputProps('description')} />
                <Switch label={t.required} {...form.getInputProps('required', { type: 'checkbox' })} />
              </>
            )}
            <TypeSettings form={form} />
          </>
        );
      }}
    </DialogForm>
  );
};
