/** Makes the boot value of a sign-in page: everything its first paint needs, nothing that is not for whoever opens it. */
import { cachedApplication } from '../applications/index.ts';
import { listAvailableConnectors } from '../federation/index.ts';
import type { Incoming } from '../http/index.ts';
import { createCache } from '../lib/cache.ts';
import { type OrganizationLook, organizationBranding } from '../organizations/index.ts';
import type { Context, Platform, Tenant } from '../platform.ts';
import type { Boot, BootBranding, BootScreen, BootSettings } from './boot.ts';
import { currentInteraction, type Interaction } from './interaction.ts';
import { detectLocale } from './locale.ts';
import { cachedPhrases, offeredLanguages } from './phrases.ts';
import { cachedSignInExperience, type SignInExperience } from './sign-in-experience.ts';

/** Stands beside the mark while the tenant has no logo of its own. */
const PRODUCT = 'Genkan';

/** What an organization sets of its own look wins; a colour or logo for the light alone is not mixed with another's. */
const toBranding = (experience: SignInExperience, look: OrganizationLook | undefined): BootBranding => {
  const color = { ...experience.color, ...look?.color };
  const isOwn = look?.branding.logoUrl !== undefined;
  const { logoUrl, darkLogoUrl } = isOwn ? look.branding : experience.branding;
  return {
    name: PRODUCT,
    primaryColor: color.primaryColor,
    darkPrimaryColor: look?.color.darkPrimaryColor ?? null,
    isDarkModeEnabled: look?.color.isDarkModeEnabled ?? true,
    logoUrl: logoUrl ?? null,
    darkLogoUrl: look?.branding.darkLogoUrl ?? darkLogoUrl ?? null,
    favicon: look?.branding.favicon ?? null,
    darkFavicon: look?.branding.darkFavicon ?? null,
    customCss: look?.customCss ?? null,
  };
};

const toSettings = (
  experience: SignInExperience,
  hasSsoConnectors: boolean,
  look: OrganizationLook | undefined,
): BootSettings => ({
  signInMode: experience.signInMode,
  signIn: { identifiers: experience.signIn.methods.map((method) => method.identifier) },
  signUp: { identifiers: experience.signUp.identifiers, verify: experience.signUp.verify },
  passwordPolicy: { minLength: experience.passwordPolicy.length.min },
  singleSignOnEnabled: experience.singleSignOnEnabled,
  hasSsoConnectors,
  branding: toBranding(experience, look),
  termsOfUseUrl: experience.termsOfUseUrl,
  privacyPolicyUrl: experience.privacyPolicyUrl,
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
  const [experience, phrases, hasConnectors, interaction] = await Promise.all([
    cachedSignInExperience(platform, tenant.id),
    cachedPhrases(platform, tenant.id),
    connectorCache.get(platform, tenant.id),
    known ?? currentInteraction(context, incoming),
  ]);
  const applicationId = interaction?.hints.applicationId;
  const organizationId = interaction?.hints.organizationId;
  const look = organizationId ? await organizationBranding(context, organizationId) : undefined;
  const application = applicationId ? await cachedApplication(platform, tenant.id, applicationId) : undefined;
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
    application: application ? { name: application.name } : null,
    settings: toSettings(experience, hasConnectors, look),
    sso: parts.sso ?? null,
    error: parts.error ?? null,
    callback: parts.callback ?? null,
    device: parts.device ?? null,
    consent: parts.consent ?? null,
  };
};
