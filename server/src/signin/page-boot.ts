/** Makes the boot value of a sign-in page: everything its first paint needs, nothing that is not for whoever opens it. */
import type { z } from 'zod';
import {
  type ApplicationLook,
  cachedApplication,
  cachedApplicationLook,
  type Look,
} from '../applications/index.ts';
import { listAvailableConnectors } from '../federation/index.ts';
import type { Incoming } from '../http/index.ts';
import { createCache } from '../lib/cache.ts';
import { organizationBranding } from '../organizations/index.ts';
import type { Context, Platform, Tenant } from '../platform.ts';
import { type ProfileField, presentProfileField, type profileFieldSchema } from '../users/index.ts';
import type { Boot, BootBranding, BootField, BootScreen, BootSettings } from './boot.ts';
import { currentInteraction, type Interaction } from './interaction.ts';
import { detectLocale } from './locale.ts';
import { cachedPhrases, offeredLanguages } from './phrases.ts';
import { askedProfileFields } from './profile-fields.ts';
import { cachedSignInExperience, type SignInExperience } from './sign-in-experience.ts';

/** Stands beside the mark while the tenant has no logo of its own. */
const PRODUCT = 'Genkan';

/** What a look sets wins; a colour, logo or icon for the light alone is not mixed with another's for the dark. */
const withLook = (before: BootBranding, { color, branding, customCss }: Look): BootBranding => ({
  ...before,
  primaryColor: color.primaryColor ?? before.primaryColor,
  darkPrimaryColor: color.darkPrimaryColor ?? (color.primaryColor ? null : before.darkPrimaryColor),
  isDarkModeEnabled: color.isDarkModeEnabled ?? before.isDarkModeEnabled,
  logoUrl: branding.logoUrl ?? before.logoUrl,
  darkLogoUrl: branding.darkLogoUrl ?? (branding.logoUrl ? null : before.darkLogoUrl),
  favicon: branding.favicon ?? before.favicon,
  darkFavicon: branding.darkFavicon ?? (branding.favicon ? null : before.darkFavicon),
  customCss: [before.customCss, customCss].filter(Boolean).join('\n') || null,
});

/** The tenant's look under those of whoever asks, the later ones above the earlier. */
const toBranding = (experience: SignInExperience, looks: readonly Look[]): BootBranding =>
  looks.reduce(withLook, {
    name: experience.hideLogtoBranding ? '' : PRODUCT,
    primaryColor: experience.color.primaryColor,
    darkPrimaryColor: experience.color.darkPrimaryColor,
    isDarkModeEnabled: experience.color.isDarkModeEnabled,
    logoUrl: experience.branding.logoUrl ?? null,
    darkLogoUrl: experience.branding.darkLogoUrl ?? null,
    favicon: experience.branding.favicon ?? null,
    darkFavicon: experience.branding.darkFavicon ?? null,
    customCss: experience.customCss,
  });

type ShownField = Omit<z.input<typeof profileFieldSchema>, 'tenantId' | 'id' | 'createdAt' | 'sieOrder'>;

const toField = ({ name, type, label, description, required, config }: ShownField): BootField => ({
  name,
  type,
  label,
  description,
  required,
  placeholder: config.placeholder ?? null,
  options: config.options ?? [],
  defaultValue: config.defaultValue ?? null,
  parts: (config.parts ?? [])
    .filter((part) => part.enabled)
    .map((part) =>
      toField({
        ...part,
        label: part.label ?? part.name,
        description: part.description ?? null,
        config: part.config ?? {},
      }),
    ),
});

/** Who asks: looks from the lowest to the highest, and a first-party application's own terms. */
type Asking = {
  name: string | undefined;
  looks: readonly Look[];
  terms: ApplicationLook | undefined;
};

const askingOf = async (
  context: Context,
  { applicationId, organizationId }: Interaction['hints'] = {},
): Promise<Asking> => {
  const { platform, tenant } = context;
  const application = applicationId ? await cachedApplication(platform, tenant.id, applicationId) : undefined;
  const own = application && (await cachedApplicationLook(context, application.id));
  const organization = organizationId ? await organizationBranding(context, organizationId) : undefined;
  return {
    name: own?.displayName ?? application?.name,
    looks: [own, organization].filter((look) => look !== undefined),
    // An account is made with the tenant, whatever others say of themselves: theirs stand on the consent page.
    terms: application?.isThirdParty ? undefined : own,
  };
};

const toSettings = (
  experience: SignInExperience,
  fields: readonly ProfileField[],
  hasSsoConnectors: boolean,
  { looks, terms }: Asking,
): BootSettings => ({
  signInMode: experience.signInMode,
  signIn: { identifiers: experience.signIn.methods.map((method) => method.identifier) },
  signUp: { identifiers: experience.signUp.identifiers, verify: experience.signUp.verify },
  passwordPolicy: { minLength: experience.passwordPolicy.length.min },
  profileFields: fields.map((field) => toField(presentProfileField(field))),
  singleSignOnEnabled: experience.singleSignOnEnabled,
  hasSsoConnectors,
  branding: toBranding(experience, looks),
  customContent: experience.customContent,
  termsOfUseUrl: terms?.termsOfUseUrl ?? experience.termsOfUseUrl,
  privacyPolicyUrl: terms?.privacyPolicyUrl ?? experience.privacyPolicyUrl,
  agreeToTermsPolicy: experience.agreeToTermsPolicy,
  supportEmail: experience.supportEmail,
  supportWebsiteUrl: experience.supportWebsiteUrl,
});

/** Whether there is a connector to go to: configuration, so it may be a second old. */
const connectorCache = createCache(async (platform: Platform, tenantId: string) => {
  const tenant = { id: tenantId } as Tenant;
  const context: Context = {
    platform,
    tenant,
    actor: { type: 'system' },
    from: { ip: '', userAgent: null, requestId: '' },
  };
  return (await listAvailableConnectors(context)).length > 0;
});

export type PageParts = Partial<Pick<Boot, 'error' | 'callback' | 'sso' | 'device' | 'consent'>>;

const interactionOf = ({ event, hints }: Interaction, screen: BootScreen): Boot['interaction'] => ({
  event: event ?? (screen === 'register' ? 'Register' : 'SignIn'),
  loginHint: hints.loginHint ?? null,
  identifiers: hints.identifiers?.length ? hints.identifiers : null,
});

/** The boot value of a screen for this request; `interaction` is looked up when not given. */
export const makeBoot = async (
  context: Context,
  incoming: Incoming,
  screen: BootScreen,
  parts: PageParts = {},
  known?: Interaction,
): Promise<Boot> => {
  const { platform, tenant } = context;
  const [experience, phrases, fields, hasConnectors, interaction] = await Promise.all([
    cachedSignInExperience(platform, tenant.id),
    cachedPhrases(platform, tenant.id),
    askedProfileFields(platform, tenant.id),
    connectorCache.get(platform, tenant.id),
    known ?? currentInteraction(context, incoming),
  ]);
  const asking = await askingOf(context, interaction?.hints);
  return {
    locale: detectLocale(
      experience.languageInfo,
      {
        uiLocales: interaction?.hints.uiLocales ?? incoming.query.get('ui_locales') ?? undefined,
        acceptLanguage: incoming.header('accept-language'),
      },
      offeredLanguages(phrases),
    ),
    phrases,
    tenantId: tenant.id,
    screen,
    interaction: interaction ? interactionOf(interaction, screen) : null,
    application: asking.name === undefined ? null : { name: asking.name },
    settings: toSettings(experience, fields, hasConnectors, asking),
    sso: parts.sso ?? null,
    error: parts.error ?? null,
    callback: parts.callback ?? null,
    device: parts.device ?? null,
    consent: parts.consent ?? null,
  };
};
