import { Button, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconExternalLink } from '@tabler/icons-react';
import { type AnswerOf, ApiFailure, useApi, useChange } from '../../api.ts';
import { ColorField, readColor, useColorCheck } from '../../components/color-field.tsx';
import { Loaded, Section } from '../../components/index.ts';
import { SignInPreview } from '../../components/sign-in-preview.tsx';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { useTenant } from '../../shell/session.ts';
import { type Application, applicationPaths } from './application.ts';
import { brandingTexts } from './branding-texts.ts';
import { trialAddress } from './trial-address.ts';
import { isWebAddress } from './web-address.ts';

type Experience = AnswerOf<'GET /api/applications/:applicationId/sign-in-experience'>;
type DarkMode = keyof (typeof brandingTexts)['en']['darkChoices'];

const images = ['logoUrl', 'darkLogoUrl', 'favicon', 'darkFavicon'] as const;
const addresses = [...images, 'termsOfUseUrl', 'privacyPolicyUrl'] as const;

type Values = Record<(typeof addresses)[number], string> & {
  displayName: string;
  primaryColor: string;
  darkPrimaryColor: string;
  darkMode: DarkMode;
  customCss: string;
};
type Form = UseFormReturnType<Values>;

const darkModeOf = (isEnabled: boolean | undefined): DarkMode => {
  if (isEnabled === undefined) return 'tenant';
  return isEnabled ? 'on' : 'off';
};

const valuesOf = (saved: Experience | undefined): Values => ({
  displayName: saved?.displayName ?? '',
  termsOfUseUrl: saved?.termsOfUseUrl ?? '',
  privacyPolicyUrl: saved?.privacyPolicyUrl ?? '',
  primaryColor: saved?.color.primaryColor ?? '',
  darkPrimaryColor: saved?.color.darkPrimaryColor ?? '',
  darkMode: darkModeOf(saved?.color.isDarkModeEnabled),
  logoUrl: saved?.branding.logoUrl ?? '',
  darkLogoUrl: saved?.branding.darkLogoUrl ?? '',
  favicon: saved?.branding.favicon ?? '',
  darkFavicon: saved?.branding.darkFavicon ?? '',
  customCss: saved?.customCss ?? '',
});

const bodyOf = (values: Values) => {
  const primaryColor = readColor(values.primaryColor);
  const darkPrimaryColor = readColor(values.darkPrimaryColor);
  const named = images.map((image) => [image, values[image].trim()] as const);
  return {
    displayName: values.displayName.trim() || null,
    termsOfUseUrl: values.termsOfUseUrl.trim() || null,
    privacyPolicyUrl: values.privacyPolicyUrl.trim() || null,
    color: {
      ...(primaryColor && { primaryColor }),
      ...(darkPrimaryColor && { darkPrimaryColor }),
      ...(values.darkMode !== 'tenant' && { isDarkModeEnabled: values.darkMode === 'on' }),
    },
    branding: Object.fromEntries(named.filter(([, address]) => address !== '')),
    customCss: values.customCss.trim() ? values.customCss : null,
  };
};

/** How the hosted pages look and what they say while this application asks. */
export const BrandingTab = ({ application }: { application: Application }) => {
  const reading = useApi('GET /api/applications/:applicationId/sign-in-experience', {
    params: { applicationId: application.id },
  });
  // Nothing was ever set: the form begins empty.
  const isUnset = reading.error instanceof ApiFailure && reading.error.status === 404;
  if (isUnset && !reading.data) return <Branding application={application} saved={undefined} />;
  return <Loaded of={reading}>{(saved) => <Branding application={application} saved={saved} />}</Loaded>;
};

const Branding = ({ application, saved }: { application: Application; saved: Experience | undefined }) => {
  const t = useTexts(brandingTexts);
  const checkColor = useColorCheck();
  const optionalColor = (color: string) => (color.trim() ? checkColor(color) : null);
  const optionalUrl = (url: string) => (url.trim() && !isWebAddress(url) ? t.urlInvalid : null);
  const put = useChange('PUT /api/applications/:applicationId/sign-in-experience', {
    invalidates: applicationPaths,
    quiet: true,
  });
  const state = useSavedForm({
    of: saved,
    values: valuesOf,
    validate: {
      primaryColor: optionalColor,
      darkPrimaryColor: optionalColor,
      logoUrl: optionalUrl,
      darkLogoUrl: optionalUrl,
      favicon: optionalUrl,
      darkFavicon: optionalUrl,
      termsOfUseUrl: optionalUrl,
      privacyPolicyUrl: optionalUrl,
    },
    fields: {
      'color.primaryColor': 'primaryColor',
      'color.darkPrimaryColor': 'darkPrimaryColor',
      ...Object.fromEntries(images.map((image) => [`branding.${image}`, image])),
    },
    save: (values, over) =>
      put.mutateAsync({ over, params: { applicationId: application.id }, body: bodyOf(values) }),
  });
  const { form } = state;
  return (
    <SettingsForm state={state}>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <Look form={form} />
        <Stack gap="lg">
          <Names form={form} />
          <Preview application={application} values={form.values} />
        </Stack>
      </SimpleGrid>
      <Section title={t.css} description={t.cssText}>
        <Textarea
          label={t.cssLabel}
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
  );
};

const AddressField = ({ form, name, label, hint }: AddressProps) => (
  <TextInput
    label={label}
    description={hint}
    placeholder="https://"
    spellCheck={false}
    autoComplete="off"
    {...form.getInputProps(name)}
  />
);

type AddressProps = { form: Form; name: (typeof addresses)[number]; label: string; hint?: string };

const Names = ({ form }: { form: Form }) => {
  const t = useTexts(brandingTexts);
  return (
    <Section title={t.name} description={t.nameText}>
      <TextInput
        label={t.displayName}
        description={t.displayNameHint}
        maxLength={256}
        autoComplete="off"
        {...form.getInputProps('displayName')}
      />
      <AddressField form={form} name="termsOfUseUrl" label={t.terms} />
      <AddressField form={form} name="privacyPolicyUrl" label={t.privacy} />
    </Section>
  );
};

const Look = ({ form }: { form: Form }) => {
  const t = useTexts(brandingTexts);
  return (
    <Section title={t.look} description={t.lookText}>
      <ColorField label={t.color} description={t.colorHint} {...form.getInputProps('primaryColor')} />
      <ColorField label={t.darkColor} description={t.colorHint} {...form.getInputProps('darkPrimaryColor')} />
      <Select
        label={t.dark}
        data={Object.entries(t.darkChoices).map(([value, label]) => ({ value, label }))}
        allowDeselect={false}
        {...form.getInputProps('darkMode')}
      />
      <AddressField form={form} name="logoUrl" label={t.logo} hint={t.imageHint} />
      <AddressField form={form} name="darkLogoUrl" label={t.darkLogo} hint={t.imageHint} />
      <AddressField form={form} name="favicon" label={t.favicon} hint={t.imageHint} />
      <AddressField form={form} name="darkFavicon" label={t.darkFavicon} hint={t.imageHint} />
    </Section>
  );
};

const usualColor = '#5b5bd6';

const Preview = ({ application, values }: { application: Application; values: Values }) => {
  const t = useTexts(brandingTexts);
  const { origin } = useTenant();
  const trial = trialAddress(application, origin);
  const light = readColor(values.primaryColor) ?? usualColor;
  return (
    <Section title={t.preview}>
      <SignInPreview label={t.light} color={light} logo={values.logoUrl} dark={false} />
      {trial ? (
        <Stack gap={4}>
          <Button
            component="a"
            href={trial}
            target="_blank"
            rel="noreferrer"
            variant="default"
            w="fit-content"
            leftSection={<IconExternalLink size={16} aria-hidden />}
          >
            {t.try}
          </Button>
          <Text size="xs" c="dimmed">
            {t.tryHint}
          </Text>
        </Stack>
      ) : (
        <Text size="sm" c="dimmed">
          {t.tryNeeds}
        </Text>
      )}
    </Section>
  );
};
