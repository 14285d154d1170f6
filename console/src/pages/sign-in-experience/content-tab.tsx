import { Anchor, Radio, Select, Stack, Switch, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { Link } from 'react-router';
import { useApi } from '../../api.ts';
import { Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { contentTexts } from './content-texts.ts';
import {
  builtInLanguages,
  fieldByCode,
  type SignInExperience,
  useLanguageName,
  useSaveExperience,
  useUrlCheck,
} from './sign-in-experience.ts';

const addresses = [
  'termsOfUseUrl',
  'privacyPolicyUrl',
  'supportWebsiteUrl',
  'unknownSessionRedirectUrl',
] as const;
const policies = ['Automatic', 'ManualRegistrationOnly', 'Manual'] as const;

const valuesOf = (saved: SignInExperience) => ({
  termsOfUseUrl: saved.termsOfUseUrl ?? '',
  privacyPolicyUrl: saved.privacyPolicyUrl ?? '',
  agreeToTermsPolicy: saved.agreeToTermsPolicy,
  autoDetect: saved.languageInfo.autoDetect,
  fallbackLanguage: saved.languageInfo.fallbackLanguage,
  supportEmail: saved.supportEmail ?? '',
  supportWebsiteUrl: saved.supportWebsiteUrl ?? '',
  unknownSessionRedirectUrl: saved.unknownSessionRedirectUrl ?? '',
});

type Values = ReturnType<typeof valuesOf>;
type Form = UseFormReturnType<Values>;

const bodyOf = ({ autoDetect, fallbackLanguage, agreeToTermsPolicy, ...texts }: Values) => ({
  ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.trim() || null])),
  agreeToTermsPolicy,
  languageInfo: { autoDetect, fallbackLanguage },
});

export const ContentTab = ({ saved }: { saved: SignInExperience }) => {
  const t = useTexts(contentTexts);
  const save = useSaveExperience();
  const checkUrl = useUrlCheck();
  const state = useSavedForm({
    of: saved,
    values: valuesOf,
    save: (values, over) => save(bodyOf(values), over),
    validate: {
      ...Object.fromEntries(addresses.map((name) => [name, checkUrl])),
      supportEmail: (text) =>
        !text.trim() || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim()) ? null : t.emailInvalid,
    },
    fields: { 'languageInfo.fallbackLanguage': 'fallbackLanguage' },
    fieldOf: fieldByCode({ no_phrases: 'fallbackLanguage' }),
  });
  const { form } = state;
  return (
    <SettingsForm state={state}>
      <Languages form={form} />
      <Legal form={form} />
      <Section title={t.support} description={t.supportText}>
        <TextInput
          label={t.supportEmail}
          type="email"
          placeholder="help@example.com"
          maxLength={256}
          spellCheck={false}
          {...form.getInputProps('supportEmail')}
        />
        <AddressField label={t.supportWebsite} {...form.getInputProps('supportWebsiteUrl')} />
      </Section>
      <Section title={t.lost} description={t.lostText}>
        <AddressField
          label={t.lostUrl}
          description={t.lostHint}
          {...form.getInputProps('unknownSessionRedirectUrl')}
        />
      </Section>
    </SettingsForm>
  );
};

const AddressField = (props: { label: string; description?: string }) => (
  <TextInput placeholder="https://" spellCheck={false} autoComplete="off" maxLength={2048} {...props} />
);

const Languages = ({ form }: { form: Form }) => {
  const t = useTexts(contentTexts);
  const nameOf = useLanguageName();
  const own = useApi('GET /api/custom-phrases');
  const offered = new Set([
    ...builtInLanguages,
    form.values.fallbackLanguage,
    ...(own.data ?? []).map(({ languageTag }) => languageTag),
  ]);
  return (
    <Section
      title={t.language}
      description={t.languageText}
      action={
        <Anchor component={Link} to="/sign-in-experience/words" size="sm">
          {t.words}
        </Anchor>
      }
    >
      <Switch label={t.autoDetect} {...form.getInputProps('autoDetect', { type: 'checkbox' })} />
      <Select
        label={t.fallback}
        description={t.fallbackHint}
        data={[...offered].map((tag) => ({ value: tag, label: nameOf(tag) }))}
        allowDeselect={false}
        searchable={offered.size > 8}
        maw={420}
        {...form.getInputProps('fallbackLanguage')}
      />
    </Section>
  );
};

const Legal = ({ form }: { form: Form }) => {
  const t = useTexts(contentTexts);
  return (
    <Section title={t.legal} description={t.legalText}>
      <AddressField label={t.terms} {...form.getInputProps('termsOfUseUrl')} />
      <AddressField label={t.privacy} {...form.getInputProps('privacyPolicyUrl')} />
      <Radio.Group label={t.agree} {...form.getInputProps('agreeToTermsPolicy')}>
        <Stack gap="xs" mt="xs">
          {policies.map((policy) => (
            <Radio key={policy} value={policy} label={t.agreeChoices[policy]} />
          ))}
        </Stack>
      </Radio.Group>
    </Section>
  );
};
