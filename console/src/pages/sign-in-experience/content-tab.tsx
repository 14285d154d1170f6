import { Select, Switch, TextInput } from '@mantine/core';
import { Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { type SignInExperience, useSaveExperience, useUrlCheck } from './sign-in-experience.ts';
import { texts } from './texts.ts';

export const ContentTab = ({ saved }: { saved: SignInExperience }) => {
  const t = useTexts(texts).content;
  const save = useSaveExperience();
  const checkUrl = useUrlCheck();
  const state = useSavedForm({
    saved: {
      termsOfUseUrl: saved.termsOfUseUrl ?? '',
      privacyPolicyUrl: saved.privacyPolicyUrl ?? '',
      autoDetect: saved.languageInfo.autoDetect,
      fallbackLanguage: saved.languageInfo.fallbackLanguage,
    },
    save: ({ termsOfUseUrl, privacyPolicyUrl, autoDetect, fallbackLanguage }) =>
      save({
        termsOfUseUrl: termsOfUseUrl.trim() || null,
        privacyPolicyUrl: privacyPolicyUrl.trim() || null,
        languageInfo: { autoDetect, fallbackLanguage },
      }),
    validate: { termsOfUseUrl: checkUrl, privacyPolicyUrl: checkUrl },
  });
  const { form } = state;
  return (
    <SettingsForm state={state}>
      <Section title={t.legal} description={t.legalText}>
        <TextInput
          label={t.terms}
          placeholder="https://"
          spellCheck={false}
          {...form.getInputProps('termsOfUseUrl')}
        />
        <TextInput
          label={t.privacy}
          placeholder="https://"
          spellCheck={false}
          {...form.getInputProps('privacyPolicyUrl')}
        />
      </Section>
      <Section title={t.language}>
        <Switch label={t.autoDetect} {...form.getInputProps('autoDetect', { type: 'checkbox' })} />
        <Select
          label={t.fallback}
          description={t.fallbackHint}
          data={[
            { value: 'en', label: t.languages.en },
            { value: 'ja', label: t.languages.ja },
          ]}
          allowDeselect={false}
          maw={320}
          {...form.getInputProps('fallbackLanguage')}
        />
      </Section>
    </SettingsForm>
  );
};
