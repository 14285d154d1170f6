/** Makes the boot value of a sign-in page: everything its first paint needs, nothing that is not for whoever opens it. */
import type { z } from 'zod';
import { listAvailableConnectors } from '../federation/index.ts';
import type { Incoming } from '../http/index.ts';
import { createCache } from '../lib/cache.ts';
import type { Context, Platform, Tenant } from '../platform.ts';
import { type ProfileField, presentProfileField, type profileFieldSchema } from '../users/index.ts';
import { type Asking, askingOf, brandingFor, termsFor } from './asking.ts';
import type { Boot, BootField, BootScreen, BootSettings } from './boot.ts';
import { currentInteraction, type Interaction } from './interaction.ts';
import { detectLocale } from './locale.ts';
import { cachedPhrases, offeredLanguages } from './phrases.ts';
import { askedProfileFields } from './profile-fields.ts';
import { cachedSignInExperience, type SignInExperience, signUpDemands } from './sign-in-experience.ts';

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

const toSettings = (
  experience: SignInExperience,
  fields: readonly ProfileField[],
  hasSsoConnectors: boolean,
  asking: Asking,
): BootSettings => ({
  signInMode: experience.signInMode,
  signIn: { identifiers: experience.signIn.methods.map((method) => method.identifier) },
  signUp: signUpDemands(experience),
  passwordPolicy: { minLength: experience.passwordPolicy.length.min },
  profileFields: fields.map((field) => toField(presentProfileField(field))),
  singleSignOnEnabled: experience.singleSignOnEnabled,
  hasSsoConnectors,
  branding: brandingFor(experience, asking),
  customContent: experience.customContent,
  ...termsFor(experience, asking),
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
