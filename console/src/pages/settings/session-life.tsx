import { Group, NumberInput, Select } from '@mantine/core';
import { type AnswerOf, useApi, useChange } from '../../api.ts';
import { Changes, Loaded, Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

const units = ['60', '3600', '86400'] as const;
const YEAR = 365 * 86_400;

type Settings = AnswerOf<'GET /api/configs/oidc/session'>;
type Values = { length: number | string; unit: (typeof units)[number] };

/** Seconds in the largest unit that tells them whole. */
const valuesOf = ({ ttl }: Settings): Values => {
  const unit = units.findLast((seconds) => ttl % Number(seconds) === 0) ?? '60';
  return { length: Math.max(1, Math.round(ttl / Number(unit))), unit };
};

const secondsOf = ({ length, unit }: Values): number => Number(length) * Number(unit);

const Form = ({ settings }: { settings: Settings }) => {
  const t = useTexts(texts).sessions;
  const change = useChange('PATCH /api/configs/oidc/session', {
    invalidates: ['/api/configs/oidc/session'],
    quiet: true,
  });
  const state = useSavedForm({
    of: settings,
    values: valuesOf,
    save: (values, over) => change.mutateAsync({ over, body: { ttl: secondsOf(values) } }),
    validate: {
      length: (length, values) => {
        if (!Number.isInteger(Number(length)) || Number(length) < 1) return t.empty;
        return secondsOf(values) > YEAR ? t.tooLong : null;
      },
    },
    success: t.saved,
  });
  return (
    <SettingsForm state={state}>
      <Section title={t.title} description={t.text}>
        <Group gap="sm" align="flex-start">
          <NumberInput
            label={t.length}
            min={1}
            allowDecimal={false}
            w={140}
            {...state.form.getInputProps('length')}
          />
          <Select
            label={t.unit}
            data={units.map((value) => ({ value, label: t.units[value] }))}
            allowDeselect={false}
            w={160}
            {...state.form.getInputProps('unit')}
          />
        </Group>
      </Section>
    </SettingsForm>
  );
};

export const SessionLife = () => {
  const settings = useApi('GET /api/configs/oidc/session');
  return (
    <Changes needs="configs:write">
      <Loaded of={settings}>{(found) => <Form settings={found} />}</Loaded>
    </Changes>
  );
};
