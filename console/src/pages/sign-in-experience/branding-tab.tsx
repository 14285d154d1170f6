import { ColorInput, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { type SignInExperience, useSaveExperience, useUrlCheck } from './sign-in-experience.ts';
import { SignInPreview } from './sign-in-preview.tsx';
import { texts } from './texts.ts';

const swatches = ['#5b5bd6', '#2f6feb', '#0b7a75', '#1f883d', '#b35900', '#c2255c', '#1d1d2b'];

/** `#rgb` or `#rrggbb`, as `#rrggbb` in lower case; undefined for anything else. */
const readColor = (text: string): string | undefined => {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1]?.toLowerCase();
  if (!digits) return undefined;
  return `#${digits.length === 3 ? digits.replace(/./g, '$&$&') : digits}`;
};

export const BrandingTab = ({ saved }: { saved: SignInExperience }) => {
  const t = useTexts(texts).branding;
  const save = useSaveExperience();
  const checkUrl = useUrlCheck();
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
      primaryColor: (value) => (readColor(value) ? null : t.colorInvalid),
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
          <ColorInput
            label={t.color}
            description={t.colorHint}
            format="hex"
            swatches={swatches}
            withEyeDropper={false}
            {...form.getInputProps('primaryColor')}
          />
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
