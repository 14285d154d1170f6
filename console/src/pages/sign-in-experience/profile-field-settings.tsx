/** The part of a profile field's dialog that hangs on the field's type. */
import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  Input,
  NumberInput,
  Paper,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  TextInput,
} from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTexts } from '../../i18n/index.ts';
import { AmountField } from './amount-field.tsx';
import { dateFormats, emptyOption, type FieldValues } from './profile-field.ts';
import { profileTexts } from './profile-texts.ts';

type Props = { form: UseFormReturnType<FieldValues> };

export const TypeSettings = ({ form }: Props) => {
  const t = useTexts(profileTexts);
  switch (form.values.type) {
    case 'Text':
      return (
        <>
          <Placeholder form={form} />
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <AmountField label={t.minLength} {...form.getInputProps('minLength')} />
            <AmountField label={t.maxLength} {...form.getInputProps('maxLength')} />
          </SimpleGrid>
        </>
      );
    case 'Number':
      return (
        <>
          <Placeholder form={form} />
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <NumberInput label={t.minValue} {...form.getInputProps('minValue')} />
            <NumberInput label={t.maxValue} {...form.getInputProps('maxValue')} />
          </SimpleGrid>
        </>
      );
    case 'Date':
      return <DateSettings form={form} />;
    case 'Checkbox':
      return <Switch label={t.checked} {...form.getInputProps('checked', { type: 'checkbox' })} />;
    case 'Select':
      return <Options form={form} />;
    case 'Url':
      return <Placeholder form={form} />;
    case 'Regex':
      return (
        <>
          <TextInput
            label={t.pattern}
            description={t.patternHint}
            required
            maxLength={128}
            ff="monospace"
            spellCheck={false}
            autoComplete="off"
            {...form.getInputProps('pattern')}
          />
          <Placeholder form={form} />
        </>
      );
    default:
      return <Parts form={form} />;
  }
};

const Placeholder = ({ form }: Props) => {
  const t = useTexts(profileTexts);
  return <TextInput label={t.placeholder} maxLength={256} {...form.getInputProps('placeholder')} />;
};

const DateSettings = ({ form }: Props) => {
  const t = useTexts(profileTexts);
  return (
    <>
      <Select
        label={t.format}
        data={[
          ...dateFormats.map((value) => ({ value, label: value })),
          { value: 'custom', label: t.custom },
        ]}
        allowDeselect={false}
        {...form.getInputProps('format')}
      />
      {form.values.format === 'custom' ? (
        <TextInput
          label={t.customFormat}
          description={t.customFormatHint}
          placeholder="yyyy.MM.dd"
          required
          maxLength={128}
          spellCheck={false}
          autoComplete="off"
          {...form.getInputProps('customFormat')}
        />
      ) : null}
      <Placeholder form={form} />
    </>
  );
};

const Options = ({ form }: Props) => {
  const t = useTexts(profileTexts);
  const { options } = form.values;
  return (
    <Input.Wrapper
      label={t.options}
      labelElement="div"
      required
      error={form.errors.options}
      errorProps={{ role: 'alert', mt: 6 }}
    >
      <Stack gap="xs" mt={6}>
        {options.map(({ id }, index) => (
          <Group key={id} gap="xs" wrap="nowrap">
            <TextInput
              aria-label={`${t.optionValue} ${index + 1}`}
              placeholder={t.optionValue}
              maxLength={128}
              style={{ flex: 1 }}
              {...form.getInputProps(`options.${index}.value`)}
            />
            <TextInput
              aria-label={`${t.optionLabel} ${index + 1}`}
              placeholder={t.optionLabel}
              maxLength={128}
              style={{ flex: 1 }}
              {...form.getInputProps(`options.${index}.label`)}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t.removeOption(index + 1)}
              onClick={() => form.removeListItem('options', index)}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Button
          variant="default"
          w="fit-content"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => {
            form.clearFieldError('options');
            form.insertListItem('options', emptyOption());
          }}
        >
          {t.addOption}
        </Button>
      </Stack>
    </Input.Wrapper>
  );
};

const Parts = ({ form }: Props) => {
  const t = useTexts(profileTexts);
  return (
    <Input.Wrapper
      label={t.parts}
      labelElement="div"
      error={form.errors.parts}
      errorProps={{ role: 'alert', mt: 6 }}
    >
      <Stack gap="xs" mt={6}>
        {form.values.parts.map(({ name, asked }, index) => (
          <Paper key={name} withBorder p="xs" bg="var(--genkan-sunken)">
            <Group gap="md">
              <Checkbox
                label={t.partNames[name] ?? name}
                style={{ flex: '1 1 150px' }}
                {...form.getInputProps(`parts.${index}.asked`, { type: 'checkbox' })}
              />
              {asked ? (
                <>
                  <TextInput
                    aria-label={t.partLabel(t.partNames[name] ?? name)}
                    placeholder={t.label}
                    size="xs"
                    maxLength={128}
                    style={{ flex: '1 1 140px' }}
                    {...form.getInputProps(`parts.${index}.label`)}
                  />
                  <Checkbox
                    label={t.partRequired}
                    {...form.getInputProps(`parts.${index}.required`, { type: 'checkbox' })}
                  />
                </>
              ) : null}
            </Group>
          </Paper>
        ))}
      </Stack>
    </Input.Wrapper>
  );
};
