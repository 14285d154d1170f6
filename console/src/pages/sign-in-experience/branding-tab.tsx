import { Box, ColorInput, SimpleGrid, Switch, TextInput } from '@mantine/core';
import { Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { type SignInExperience, useSaveExperience, useUrlCheck } from './sign-in-experience.ts';
import { SignInPreview } from './sign-in-preview.tsx';
import { texts } from './texts.ts';

const isColor = (value: string): boolean => /^#[0-9a-f]{6}$/i.test(value.trim());

/** The branding to save; an emptied address is left out, which removes it. */
const brandingOf = (values: { logoUrl: string; darkLogoUrl: string }) => ({
  ...(values.logoUrl.trim() ? { logoUrl: values.logoUrl.trim() } : {}),
  ...(values.darkLogoUrl.trim() ? { darkLogoUrl: values.darkLogoUrl.trim() } : {}),
});

export const BrandingTab = ({ saved }: { saved: SignInExperience }) => {
  const t = useTexts(texts).branding;
  const save = useSaveExperience();
  const checkUrl = useUrlCheck();
  const state = useSavedForm({
    saved: {
      primaryColor: saved.color.primaryColor,
      darkPrimaryColor: saved.color.darkPrimaryColor,
      isDarkModeEnabled: saved.color.isDarkModeEnabled,
      logoUrl: saved.branding.logoUrl ?? '',
      darkLogoUrl: saved.branding.darkLogoUrl ?? '',
    },
    save: ({ primaryColor, darkPrimaryColor, isDarkModeEnabled, ...logos }) =>
      save({ color: { primaryColor, darkPrimaryColor, isDarkModeEnabled }, branding: brandingOf(logos) }),
    validate: {
      primaryColor: (value) => (isColor(value) ? null : t.colorInvalid),
      darkPrimaryColor: (value) => (isColor(value) ? null : t.colorInvalid),
      logoUrl: checkUrl,
      darkLogoUrl: checkUrl,
    },
  });
  const { form } = state;
  const { values } = form;
  const swatches = ['#5b5bd6', '#2f6feb', '#0b7a75', '#1f883d', '#b35900', '#c2255c', '#1d1d2b'];
  return (
    <SettingsForm state={state}>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Section title={t.name} description={t.text}>
          <ColorInput
            label={t.color}
            description={t.colorHint}
            format="hex"
            swatches={swatches}
            eyeDropperButtonProps={{ 'aria-label': t.color }}
            {...form.getInputProps('primaryColor')}
          />
          <Switch label={t.dark} {...form.getInputProps('isDarkModeEnabled', { type: 'checkbox' })} />
          {values.isDarkModeEnabled ? (
            <ColorInput
              label={t.darkColor}
              format="hex"
              swatches={swatches}
              eyeDropperButtonProps={{ 'aria-label': t.darkColor }}
              {...form.getInputProps('darkPrimaryColor')}
            />
          ) : null}
          <TextInput
            label={t.logo}
            description={t.logoHint}
            placeholder="https://"
            spellCheck={false}
            {...form.getInputProps('logoUrl')}
          />
          <TextInput
            label={t.darkLogo}
            placeholder="https://"
            spellCheck={false}
            {...form.getInputProps('darkLogoUrl')}
          />
        </Section>
        <Section title={t.preview}>
          <Box style={{ display: 'grid', gap: 16 }}>
            <SignInPreview
              label={t.light}
              color={isColor(values.primaryColor) ? values.primaryColor : saved.color.primaryColor}
              logo={values.logoUrl}
              dark={false}
            />
            {values.isDarkModeEnabled ? (
              <SignInPreview
                label={t.darkPreview}
                color={
                  isColor(values.darkPrimaryColor) ? values.darkPrimaryColor : saved.color.darkPrimaryColor
                }
                logo={values.darkLogoUrl || values.logoUrl}
                dark
              />
            ) : null}
          </Box>
        </Section>
      </SimpleGrid>
    </SettingsForm>
  );
};
