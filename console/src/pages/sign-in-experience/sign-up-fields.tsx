import { ActionIcon, Group, Input, Paper, Radio, Select, Stack, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { MoveButtons } from './move-buttons.tsx';
import { moved, type ProfileField } from './profile-field.ts';
import { profileTexts } from './profile-texts.ts';
import { type SignInExperience, useSaveExperience } from './sign-in-experience.ts';

type Values = { asks: 'all' | 'some'; names: string[] };

/** Which fields a registration asks for: all of them in their order, or some in an order of their own. */
export const SignUpFields = ({ saved, fields }: { saved: SignInExperience; fields: ProfileField[] }) => {
  const t = useTexts(profileTexts);
  const save = useSaveExperience();
  const state = useSavedForm({
    of: saved,
    values: ({ signUpProfileFields: asked }): Values => ({
      asks: asked.length > 0 ? 'some' : 'all',
      names: asked.map(({ name }) => name).filter((name) => fields.some((field) => field.name === name)),
    }),
    save: ({ asks, names }, over) =>
      save({ signUpProfileFields: asks === 'all' ? [] : names.map((name) => ({ name })) }, over),
    validate: {
      names: (names, { asks }) => (asks === 'some' && names.length === 0 ? t.noneChosen : null),
    },
    fields: { signUpProfileFields: 'names' },
  });
  const { form } = state;
  return (
    <SettingsForm state={state}>
      <Section title={t.signUp} description={t.signUpText}>
        <Radio.Group aria-label={t.signUp} {...form.getInputProps('asks')}>
          <Stack gap="xs">
            {(['all', 'some'] as const).map((choice) => (
              <Radio key={choice} value={choice} label={t.asks[choice]} />
            ))}
          </Stack>
        </Radio.Group>
        {form.values.asks === 'some' ? <Chosen fields={fields} {...form.getInputProps('names')} /> : null}
      </Section>
    </SettingsForm>
  );
};

type ChosenProps = {
  fields: ProfileField[];
  value?: string[];
  onChange?: (names: string[]) => void;
  error?: string;
};

const Chosen = ({ fields, value = [], onChange = () => {}, error }: ChosenProps) => {
  const t = useTexts(profileTexts);
  const labelOf = (name: string) => fields.find((field) => field.name === name)?.label ?? name;
  const left = fields.filter(({ name }) => !value.includes(name));
  return (
    <Stack gap={6}>
      {value.map((name, index) => (
        <Paper key={name} withBorder px="sm" py={4} bg="var(--genkan-sunken)">
          <Group gap={4} wrap="nowrap">
            <Text size="sm" style={{ flex: 1, overflowWrap: 'anywhere' }}>
              {labelOf(name)}
            </Text>
            <MoveButtons
              index={index}
              count={value.length}
              up={t.up(labelOf(name))}
              down={t.down(labelOf(name))}
              onMove={(to) => onChange(moved(value, index, to))}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t.take(labelOf(name))}
              onClick={() => onChange(value.filter((other) => other !== name))}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </Group>
        </Paper>
      ))}
      <Select
        aria-label={t.choose}
        placeholder={left.length > 0 ? t.choose : t.chooseNothing}
        data={left.map(({ name, label }) => ({ value: name, label }))}
        value={null}
        onChange={(name) => {
          if (name) onChange([...value, name]);
        }}
        disabled={left.length === 0}
        error={Boolean(error)}
        maw={420}
      />
      {error ? <Input.Error role="alert">{error}</Input.Error> : null}
    </Stack>
  );
};
