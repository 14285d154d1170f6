import { SimpleGrid, Stack, TextInput } from '@mantine/core';
import { ColorField, readColor, useColorCheck } from '../../components/color-field.tsx';
import { Section } from '../../components/index.ts';
import { SignInPreview } from '../../components/sign-in-preview.tsx';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { type SignInExperience, useSaveExperience, useUrlCheck } from './sign-in-experience.ts';
import { texts } from './texts.ts';

export const BrandingTab = ({ saved }: { saved: SignInExperience }) => {
  const t = useTexts(texts).branding;
  const save = useSaveExperience();
  const checkUrl = useUrlCheck();
  const checkColor = useColorCheck();
  const state = useSavedForm({
    saved: {
      primaryColor: saved.color.primaryColor,
      logoUrl: saved.branding.logoUrl ?? '',
      darkLogoUrl: saved.branding.darkLogoUrl ?? '',
    },
    save: ({ primaryColor, logoUrl, darkLogoUrl }) =>
      save({
        color: { primaryColor: readColor(primaryColor) ?? primaryColor },
        branding: { logoUrl: logoUrl.trim() || null, darkLogoUrl: darkLogoUrl.trim() || null },
      }),
    validate: {
      primaryColor: checkColor,
      logoUrl: checkUrl,
      darkLogoUrl: checkUrl,
    },
  });
  const { form } = state;
  const { values } = form;
  const color = readColor(values.primaryColor) ?? saved.color.primaryColor;
  return (
    <SettingsForm state={state}>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Section title={t.name} description={t.text}>
          <ColorField label={t.color} description={t.colorHint} {...form.getInputProps('primaryColor')} />
          <TextInput
            label={t.logo}
            description={t.logoHint}
            placeholder="https://"
            spellCheck={false}
            {...form.getInputProps('logoUrl')}
          />
          <TextInput
            label={t.darkLogo}
            description={t.darkLogoHint}
            placeholder="https://"
            spellCheck={false}
            {...form.getInputProps('darkLogoUrl')}
          />
        </Section>
        <Section title={t.preview}>
          <Stack gap="md">
            <SignInPreview label={t.light} color={color} logo={values.logoUrl} dark={false} />
            <SignInPreview label={t.dark} color={color} logo={values.darkLogoUrl || values.logoUrl} dark />
          </Stack>
        </Section>
      </SimpleGrid>
    </SettingsForm>
  );
};
