import {
  Alert,
  Button,
  Checkbox,
  Group,
  List,
  PasswordInput,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  TagsInput,
  Text,
} from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { type AnswerOf, ApiFailure, useChange } from '../../api.ts';
import { Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { tenantId } from '../../tenant.ts';
import { AmountField } from './amount-field.tsx';
import { passwordTexts } from './password-texts.ts';
import {
  type Amount,
  amountOf,
  fieldByCode,
  type SignInExperience,
  useAmountCheck,
  useSaveExperience,
} from './sign-in-experience.ts';

/** The server's limits. Passwords of administrators never get shorter. */
const shortest = tenantId === 'admin' ? 15 : 8;
const longestMin = 64;
const longest = 256;
const tenYears = 3650;
const rejected = ['pwned', 'repetitionAndSequence', 'userInfo'] as const;

const valuesOf = ({ passwordPolicy, passwordExpiration }: SignInExperience) => ({
  min: passwordPolicy.length.min as Amount,
  max: passwordPolicy.length.max as Amount,
  kinds: String(passwordPolicy.characterTypes.min),
  rejects: rejected.filter((name) => passwordPolicy.rejects[name]) as string[],
  words: passwordPolicy.rejects.words,
  expires: passwordExpiration.enabled ?? false,
  days: (passwordExpiration.validPeriodDays ?? 90) as Amount,
});

type Values = ReturnType<typeof valuesOf>;
type Form = UseFormReturnType<Values>;

const bodyOf = ({ min, max, kinds, rejects, words, expires, days }: Values) => ({
  passwordPolicy: {
    length: { min: Number(min), max: Number(max) },
    characterTypes: { min: Number(kinds) },
    rejects: {
      pwned: rejects.includes('pwned'),
      repetitionAndSequence: rejects.includes('repetitionAndSequence'),
      userInfo: rejects.includes('userInfo'),
      words: words.map((word) => word.trim()),
    },
  },
  passwordExpiration: { enabled: expires, ...(expires ? { validPeriodDays: amountOf(days) } : {}) },
});

/** Leaked passwords can be looked up only where the operator of the installation allows it. */
const fieldOf = (failure: unknown): string | undefined => {
  const part = failure instanceof ApiFailure ? (failure.data as { part?: string } | undefined)?.part : '';
  if (part === 'passwordPolicy.rejects.pwned') return 'rejects';
  return fieldByCode({ password_lengths: 'max', password_too_short: 'min', valid_period_missing: 'days' })(
    failure,
  );
};

export const PasswordTab = ({ saved }: { saved: SignInExperience }) => {
  const save = useSaveExperience();
  const within = useAmountCheck();
  const t = useTexts(passwordTexts);
  const state = useSavedForm({
    of: saved,
    values: valuesOf,
    save: (values, over) => save(bodyOf(values), over),
    validate: {
      min: within(shortest, longestMin, false),
      max: within(shortest, longest, false),
      words: (words) => (words.some((word) => word.trim().length > 64) ? t.wordLength : null),
      days: (days, { expires }) => (expires ? within(1, tenYears, false)(days) : null),
    },
    fields: {
      'passwordPolicy.length.min': 'min',
      'passwordPolicy.length.max': 'max',
      'passwordPolicy.characterTypes': 'kinds',
      'passwordPolicy.rejects.words': 'words',
      'passwordPolicy.rejects': 'rejects',
      'passwordExpiration.validPeriodDays': 'days',
    },
    fieldOf,
  });
  return (
    <Stack gap="lg">
      <SettingsForm state={state}>
        <Policy form={state.form} />
        <Expiry form={state.form} />
      </SettingsForm>
      <Trial />
    </Stack>
  );
};

const Policy = ({ form }: { form: Form }) => {
  const t = useTexts(passwordTexts);
  const names = { pwned: t.pwned, repetitionAndSequence: t.repetition, userInfo: t.userInfo };
  return (
    <Section title={t.policy} description={t.policyText}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <AmountField label={t.min} description={t.minHint} {...form.getInputProps('min')} />
        <AmountField label={t.max} description={t.maxHint} {...form.getInputProps('max')} />
      </SimpleGrid>
      <Select
        label={t.kinds}
        description={t.kindsHint}
        data={Object.entries(t.kindsChoices).map(([value, label]) => ({ value, label }))}
        allowDeselect={false}
        maw={420}
        {...form.getInputProps('kinds')}
      />
      <Checkbox.Group label={t.rejects} {...form.getInputProps('rejects')}>
        <Stack gap="xs" mt="xs">
          {rejected.map((name) => (
            <Checkbox
              key={name}
              value={name}
              label={names[name]}
              {...(name === 'pwned' ? { description: t.pwnedHint } : {})}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      <TagsInput label={t.words} description={t.wordsHint} maxTags={200} {...form.getInputProps('words')} />
    </Section>
  );
};

const Expiry = ({ form }: { form: Form }) => {
  const t = useTexts(passwordTexts);
  return (
    <Section title={t.expiry} description={t.expiryText}>
      <Switch label={t.expires} {...form.getInputProps('expires', { type: 'checkbox' })} />
      {form.values.expires ? <AmountField label={t.days} {...form.getInputProps('days')} /> : null}
    </Section>
  );
};

type Verdict = AnswerOf<'POST /api/sign-in-exp/default/check-password'>;

/** Asks the server, because only it knows every rule. */
const Trial = () => {
  const t = useTexts(passwordTexts);
  const [password, setPassword] = useState('');
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const check = useChange('POST /api/sign-in-exp/default/check-password', { invalidates: [] });
  return (
    <Section title={t.try} description={t.tryText}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          check.mutate({ body: { password } }, { onSuccess: setVerdict });
        }}
      >
        <Group align="flex-end" gap="sm">
          <PasswordInput
            label={t.tryLabel}
            autoComplete="off"
            value={password}
            onChange={(event) => {
              setPassword(event.currentTarget.value);
              setVerdict(null);
            }}
            style={{ flex: '1 1 220px' }}
            maw={420}
          />
          <Button type="submit" variant="default" disabled={!password} loading={check.isPending}>
            {t.tryButton}
          </Button>
        </Group>
      </form>
      <div role="status">{verdict ? <Shown verdict={verdict} /> : null}</div>
    </Section>
  );
};

const Shown = ({ verdict }: { verdict: Verdict }) => {
  const t = useTexts(passwordTexts);
  if (verdict.result) return <Alert color="teal">{t.accepted}</Alert>;
  const said = (verdict.issues ?? []).map(({ code, interpolation = {} }) => {
    const text = t.issues[code.replace(/^password_rejected\./, '')];
    return text ? text(interpolation as Record<string, number | string>) : code;
  });
  return (
    <Alert color="red">
      <Text size="sm">{t.refused}</Text>
      <List size="sm" mt={4}>
        {said.map((text) => (
          <List.Item key={text}>{text}</List.Item>
        ))}
      </List>
    </Alert>
  );
};
