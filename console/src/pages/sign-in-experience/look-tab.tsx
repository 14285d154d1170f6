import { Box, SimpleGrid, Stack, Switch, Text, Textarea } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { ColorField, readColor, useColorCheck } from '../../components/color-field.tsx';
import { ImageField } from '../../components/image-field.tsx';
import { Section } from '../../components/index.ts';
import { SignInPreview } from '../../components/sign-in-preview.tsx';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { lookTexts } from './look-texts.ts';
import { type SignInExperience, useSaveExperience, useUrlCheck } from './sign-in-experience.ts';

const images = ['logoUrl', 'darkLogoUrl', 'favicon', 'darkFavicon'] as const;
/** The server's limit. */
const longestCss = 65_536;

const valuesOf = ({ color, branding, hideLogtoBranding, customCss }: SignInExperience) => ({
  primaryColor: color.primaryColor,
  isDarkModeEnabled: color.isDarkModeEnabled,
  darkPrimaryColor: color.darkPrimaryColor,
  logoUrl: branding.logoUrl ?? '',
  darkLogoUrl: branding.darkLogoUrl ?? '',
  favicon: branding.favicon ?? '',
  darkFavicon: branding.darkFavicon ?? '',
  hideLogtoBranding,
  customCss: customCss ?? '',
});

type Values = ReturnType<typeof valuesOf>;
type Form = UseFormReturnType<Values>;

const bodyOf = (values: Values) => {
  const { primaryColor, darkPrimaryColor, isDarkModeEnabled, hideLogtoBranding, customCss } = values;
  return {
    color: {
      primaryColor: readColor(primaryColor) ?? primaryColor,
      darkPrimaryColor: readColor(darkPrimaryColor) ?? darkPrimaryColor,
      isDarkModeEnabled,
    },
    branding: Object.fromEntries(images.map((name) => [name, values[name].trim() || null])),
    hideLogtoBranding,
    customCss: customCss.trim() ? customCss : null,
  };
};

export const LookTab = ({ saved }: { saved: SignInExperience }) => {
  const t = useTexts(lookTexts);
  const save = useSaveExperience();
  const checkUrl = useUrlCheck();
  const checkColor = useColorCheck();
  const language = useLanguage();
  const state = useSavedForm({
    of: saved,
    values: valuesOf,
    save: (values, over) => save(bodyOf(values), over),
    validate: {
      primaryColor: checkColor,
      darkPrimaryColor: checkColor,
      ...Object.fromEntries(images.map((name) => [name, checkUrl])),
      customCss: (css) =>
        css.length > longestCss ? t.cssTooLong(longestCss.toLocaleString(language)) : null,
    },
    fields: Object.fromEntries([
      ['color.primaryColor', 'primaryColor'],
      ['color.darkPrimaryColor', 'darkPrimaryColor'],
      ...images.map((name) => [`branding.${name}`, name]),
    ]),
  });
  const { form } = state;
  return (
    <SettingsForm state={state}>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg" style={{ alignItems: 'start' }}>
        <Stack gap="lg">
          <Colors form={form} />
          <Images form={form} />
        </Stack>
        <Box pos={{ lg: 'sticky' }} top={{ lg: 72 }}>
          <Preview values={form.values} saved={saved} />
        </Box>
      </SimpleGrid>
      <Css form={form} />
    </SettingsForm>
  );
};

const Colors = ({ form }: { form: Form }) => {
  const t = useTexts(lookTexts);
  const { primaryColor, darkPrimaryColor } = form.values;
  return (
    <Section title={t.colors} description={t.colorsText}>
      <ColorField
        label={t.color}
        description={t.colorHint}
        {...form.getInputProps('primaryColor')}
        onChange={(color) => {
          // The dark one is the same until it is given one of its own.
          if (darkPrimaryColor === primaryColor) form.setFieldValue('darkPrimaryColor', color);
          form.setFieldValue('primaryColor', color);
        }}
      />
      <Switch
        label={t.darkMode}
        description={t.darkModeHint}
        {...form.getInputProps('isDarkModeEnabled', { type: 'checkbox' })}
      />
      {form.values.isDarkModeEnabled ? (
        <ColorField
          label={t.darkColor}
          description={t.colorHint}
          {...form.getInputProps('darkPrimaryColor')}
        />
      ) : null}
    </Section>
  );
};

const Images = ({ form }: { form: Form }) => {
  const t = useTexts(lookTexts);
  return (
    <Section title={t.images} description={t.imagesText}>
      {images.map((name) => (
        <ImageField
          key={name}
          label={t.imageNames[name]}
          description={t.imageHints[name]}
          dark={name.startsWith('dark')}
          {...form.getInputProps(name)}
        />
      ))}
      <Switch
        label={t.hide}
        description={t.hideHint}
        {...form.getInputProps('hideLogtoBranding', { type: 'checkbox' })}
      />
    </Section>
  );
};

const Preview = ({ values, saved }: { values: Values; saved: SignInExperience }) => {
  const t = useTexts(lookTexts);
  const color = readColor(values.primaryColor) ?? saved.color.primaryColor;
  const darkColor = readColor(values.darkPrimaryColor) ?? color;
  return (
    <Section title={t.preview}>
      <Stack gap="md">
        <SignInPreview label={t.light} color={color} logo={values.logoUrl} dark={false} />
        {values.isDarkModeEnabled ? (
          <SignInPreview label={t.dark} color={darkColor} logo={values.darkLogoUrl || values.logoUrl} dark />
        ) : null}
      </Stack>
    </Section>
  );
};

const Css = ({ form }: { form: Form }) => {
  const t = useTexts(lookTexts);
  const language = useLanguage();
  const { length } = form.values.customCss;
  return (
    <Section title={t.css} description={t.cssText}>
      <Textarea
        aria-label={t.css}
        placeholder={'.card {\n  border-radius: 0;\n}'}
        autosize
        minRows={8}
        maxRows={24}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
        {...form.getInputProps('customCss')}
      />
      <Text size="xs" c="dimmed">
        {t.cssSize(length.toLocaleString(language), longestCss.toLocaleString(language))}
      </Text>
    </Section>
  );
};
