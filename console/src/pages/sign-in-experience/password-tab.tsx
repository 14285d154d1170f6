import { NumberInput } from '@mantine/core';
import { Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { type SignInExperience, useSaveExperience } from './sign-in-experience.ts';
import { texts } from './texts.ts';

export const PasswordTab = ({ saved }: { saved: SignInExperience }) => {
  const t = useTexts(texts);
  const save = useSaveExperience();
  const state = useSavedForm({
    saved: { min: saved.passwordPolicy.length.min },
    save: ({ min }) => save({ passwordPolicy: { length: { min } } }),
    fields: { 'passwordPolicy.length.min': 'min', passwordPolicy: 'min' },
  });
  return (
    <SettingsForm state={state}>
      <Section title={t.tabs.password} description={t.password.text}>
        <NumberInput
          label={t.password.min}
          description={t.password.minHint}
          min={8}
          max={64}
          allowDecimal={false}
          maw={260}
          {...state.form.getInputProps('min')}
        />
      </Section>
    </SettingsForm>
  );
};
