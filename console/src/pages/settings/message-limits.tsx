import { Group, NumberInput } from '@mantine/core';
import { type AnswerOf, useApi, useChange } from '../../api.ts';
import { Changes, Loaded, Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

const ROUTE = '/api/configs/message-limits';
const MOST = 10_000_000;

type Limits = AnswerOf<'GET /api/configs/message-limits'>;
type Values = Record<keyof Limits, number | string>;

const Form = ({ limits }: { limits: Limits }) => {
  const t = useTexts(texts).messages;
  const change = useChange('PATCH /api/configs/message-limits', { invalidates: [ROUTE], quiet: true });
  const check = (value: number | string) =>
    Number.isInteger(Number(value)) && Number(value) >= 1 && Number(value) <= MOST ? null : t.invalid;
  const state = useSavedForm({
    of: limits,
    values: (found): Values => found,
    save: ({ emailsPerHour, smsPerHour }, over) =>
      change.mutateAsync({
        over,
        body: { emailsPerHour: Number(emailsPerHour), smsPerHour: Number(smsPerHour) },
      }),
    validate: { emailsPerHour: check, smsPerHour: check },
    success: t.saved,
  });
  return (
    <SettingsForm state={state}>
      <Section title={t.title} description={t.text}>
        <Group gap="lg" align="flex-start">
          {(['emailsPerHour', 'smsPerHour'] as const).map((name) => (
            <NumberInput
              key={name}
              label={t.labels[name]}
              min={1}
              max={MOST}
              clampBehavior="none"
              allowDecimal={false}
              thousandSeparator=","
              w={220}
              {...state.form.getInputProps(name)}
            />
          ))}
        </Group>
      </Section>
    </SettingsForm>
  );
};

/** How many messages the tenant sends in an hour: what a stranger at the sign-in page can cost. */
export const MessageLimits = () => {
  const limits = useApi('GET /api/configs/message-limits');
  return (
    <Changes needs="configs:write">
      <Loaded of={limits}>{(answer) => <Form limits={answer} />}</Loaded>
    </Changes>
  );
};
