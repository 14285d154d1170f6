import { SimpleGrid, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useApi, useChange } from '../../api.ts';
import { ColorField, readColor, useColorCheck } from '../../components/color-field.tsx';
import { Section } from '../../components/index.ts';
import { SignInPreview } from '../../components/sign-in-preview.tsx';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import type { Organization } from './organization.ts';
import { SeeSignIn } from './see-sign-in.tsx';
import { texts } from './texts.ts';

const images = ['logoUrl', 'darkLogoUrl', 'favicon', 'darkFavicon'] as const;

const valuesOf = ({ color, branding, customCss }: Organization) => ({
  primaryColor: color.primaryColor ?? '',
  darkPrimaryColor: color.darkPrimaryColor ?? '',
  isDarkModeEnabled: color.isDarkModeEnabled ?? true,
  logoUrl: branding.logoUrl ?? '',
  darkLogoUrl: branding.darkLogoUrl ?? '',
  favicon: branding.favicon ?? '',
  darkFavicon: branding.darkFavicon ?? '',
  customCss: customCss ?? '',
});

type Values = ReturnType<typeof valuesOf>;

const bodyOf = (values: Values) => {
  const primaryColor = readColor(values.primaryColor);
  const darkPrimaryColor = readColor(values.darkPrimaryColor);
  return {
    color: {
      ...(primaryColor ? { primaryColor } : {}),
      ...(darkPrimaryColor ? { darkPrimaryColor } : {}),
      ...(values.isDarkModeEnabled ? {} : { isDarkModeEnabled: false }),
    },
    branding: Object.fromEntries(
      images.map((name) => [name, values[name].trim()]).filter(([, address]) => address),
    ),
    customCss: values.customCss.trim() || null,
  };
};

/** An address of an image that the sign-in pages may load. */
const isImageAddress = (text: string): boolean =>
  !text.trim() || (URL.canParse(text.trim()) && new URL(text.trim()).protocol === 'https:');

const Preview = ({ values }: { values: Values }) => {
  const t = useTexts(texts).branding;
  const tenant = useApi('GET /api/sign-in-exp').data;
  const color = readColor(values.primaryColor) ?? tenant?.color.primaryColor ?? '#5b5bd6';
  const logo = values.logoUrl || tenant?.branding.logoUrl || '';
  const darkLogo = values.darkLogoUrl || (values.logoUrl ? '' : tenant?.branding.darkLogoUrl) || logo;
  return (
    <Section title={t.preview}>
      <Stack gap="md">
        <SignInPreview label={t.light} color={color} logo={logo} dark={false} />
        {values.isDarkModeEnabled ? (
          <SignInPreview
            label={t.dark}
            color={readColor(values.darkPrimaryColor) ?? color}
            logo={darkLogo}
            dark
          />
        ) : null}
      </Stack>
    </Section>
  );
};

/** How the sign-in pages look to who signs in to this organization; what is empty stays the tenant's. */
export const Branding = ({ organization }: { organization: Organization }) => {
  const t = useTexts(texts).branding;
  const checkColor = useColorCheck();
  const change = useChange('PATCH /api/organizations/:id', {
    invalidates: ['/api/organizations'],
    quiet: true,
  });
  const optionalColor = (value: string) => (value.trim() ? checkColor(value) : null);
  const image = (value: string) => (isImageAddress(value) ? null : t.imageInvalid);
  const state = useSavedForm({
    of: organization,
    values: valuesOf,
    save: (values, over) =>
      change.mutateAsync({ over, params: { id: organization.id }, body: bodyOf(values) }),
    validate: {
      primaryColor: optionalColor,
      darkPrimaryColor: optionalColor,
      logoUrl: image,
      darkLogoUrl: image,
      favicon: image,
      darkFavicon: image,
    },
    fields: Object.fromEntries([
      ['color.primaryColor', 'primaryColor'],
      ['color.darkPrimaryColor', 'darkPrimaryColor'],
      ...images.map((name) => [`branding.${name}`, name]),
    ]),
    success: t.saved,
  });
  const { form } = state;
  return (
    <Stack gap="lg">
      <SettingsForm state={state}>
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <Stack gap="lg">
            <Section title={t.colors} description={t.text}>
              <ColorField
                label={t.color}
                description={t.colorHint}
                placeholder={t.fromTenant}
                {...form.getInputProps('primaryColor')}
              />
              <Switch
                label={t.darkMode}
                description={t.darkModeHint}
                {...form.getInputProps('isDarkModeEnabled', { type: 'checkbox' })}
              />
              {form.values.isDarkModeEnabled ? (
                <ColorField
                  label={t.darkColor}
                  description={t.darkColorHint}
                  {...form.getInputProps('darkPrimaryColor')}
                />
              ) : null}
            </Section>
            <Section title={t.images} description={t.imagesText}>
              {images.map((name) => (
                <TextInput
                  key={name}
                  label={t.imageNames[name]}
                  placeholder="https://"
                  spellCheck={false}
                  maxLength={2048}
                  {...form.getInputProps(name)}
                />
              ))}
            </Section>
          </Stack>
          <Preview values={form.values} />
        </SimpleGrid>
        <Section title={t.css} description={t.cssText}>
          <Textarea
            aria-label={t.css}
            placeholder={'main {\n  border-radius: 0;\n}'}
            autosize
            minRows={5}
            maxRows={20}
            maxLength={65_536}
            spellCheck={false}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
            {...form.getInputProps('customCss')}
          />
        </Section>
      </SettingsForm>
      <SeeSignIn organizationId={organization.id} />
    </Stack>
  );
};
