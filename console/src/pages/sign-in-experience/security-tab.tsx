import { SimpleGrid, Switch } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { ListInput, Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { AmountField } from './amount-field.tsx';
import { securityTexts } from './security-texts.ts';
import {
  type Amount,
  type SignInExperience,
  useAmountCheck,
  useSaveExperience,
  withoutEmpty,
} from './sign-in-experience.ts';

const valuesOf = (saved: SignInExperience) => ({
  maxAttempts: (saved.sentinelPolicy.maxAttempts ?? '') as Amount,
  lockoutDuration: (saved.sentinelPolicy.lockoutDuration ?? '') as Amount,
  expirationDuration: (saved.verificationCodePolicy.expirationDuration ?? '') as Amount,
  maxRetryAttempts: (saved.verificationCodePolicy.maxRetryAttempts ?? '') as Amount,
  blockSubaddressing: saved.emailBlocklistPolicy.blockSubaddressing ?? false,
  blockDisposableAddresses: saved.emailBlocklistPolicy.blockDisposableAddresses ?? false,
  customAllowlist: saved.emailBlocklistPolicy.customAllowlist ?? [],
  customBlocklist: saved.emailBlocklistPolicy.customBlocklist ?? [],
});

type Values = ReturnType<typeof valuesOf>;
type Form = UseFormReturnType<Values>;

const bodyOf = (values: Values) => {
  const { maxAttempts, lockoutDuration, expirationDuration, maxRetryAttempts, ...emailBlocklistPolicy } =
    values;
  return {
    sentinelPolicy: withoutEmpty({ maxAttempts, lockoutDuration }),
    verificationCodePolicy: withoutEmpty({ expirationDuration, maxRetryAttempts }),
    emailBlocklistPolicy,
  };
};

export const SecurityTab = ({ saved }: { saved: SignInExperience }) => {
  const t = useTexts(securityTexts);
  const save = useSaveExperience();
  const within = useAmountCheck();
  const state = useSavedForm({
    of: saved,
    values: valuesOf,
    save: (values, over) => save(bodyOf(values), over),
    validate: {
      maxAttempts: within(1, 100),
      lockoutDuration: within(1, 1440),
      expirationDuration: within(60, 3600),
      maxRetryAttempts: within(1, 10),
    },
    fields: Object.fromEntries(
      ['sentinelPolicy', 'verificationCodePolicy', 'emailBlocklistPolicy'].flatMap((part) =>
        Object.keys(valuesOf(saved)).map((name) => [`${part}.${name}`, name]),
      ),
    ),
  });
  const { form } = state;
  return (
    <SettingsForm state={state}>
      <Section title={t.lock} description={t.lockText}>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <AmountField
            label={t.attempts}
            description={t.attemptsHint}
            builtIn={10}
            {...form.getInputProps('maxAttempts')}
          />
          <AmountField label={t.wait} description={t.waitHint} {...form.getInputProps('lockoutDuration')} />
        </SimpleGrid>
      </Section>
      <Section title={t.codes} description={t.codesText}>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <AmountField
            label={t.life}
            description={t.lifeHint}
            builtIn={600}
            {...form.getInputProps('expirationDuration')}
          />
          <AmountField
            label={t.tries}
            description={t.triesHint}
            builtIn={5}
            {...form.getInputProps('maxRetryAttempts')}
          />
        </SimpleGrid>
      </Section>
      <Addresses form={form} />
    </SettingsForm>
  );
};

const Addresses = ({ form }: { form: Form }) => {
  const t = useTexts(securityTexts);
  const check = (value: string) => (/^[^\s@]*@?[^\s@]+\.[^\s@]+$/.test(value) ? null : t.pattern);
  const lowerCase = (value: string) => value.toLowerCase();
  return (
    <Section title={t.addresses} description={t.addressesText}>
      <Switch
        label={t.subaddressing}
        description={t.subaddressingHint}
        {...form.getInputProps('blockSubaddressing', { type: 'checkbox' })}
      />
      <Switch
        label={t.disposable}
        description={t.disposableHint}
        {...form.getInputProps('blockDisposableAddresses', { type: 'checkbox' })}
      />
      <ListInput
        label={t.allowed}
        description={t.allowedHint}
        placeholder="example.com"
        check={check}
        normalize={lowerCase}
        {...form.getInputProps('customAllowlist')}
      />
      <ListInput
        label={t.blocked}
        description={t.blockedHint}
        placeholder="@example.com"
        check={check}
        normalize={lowerCase}
        {...form.getInputProps('customBlocklist')}
      />
    </Section>
  );
};
