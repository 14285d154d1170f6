/**
 * Who asks somebody to sign in, and what that changes of the tenant's pages: the application's look and terms, the
 * organization's look. One place for the hosted pages and for what a page of somebody's own is told.
 */
import {
  type ApplicationLook,
  cachedApplication,
  cachedApplicationLook,
  type Look,
} from '../applications/index.ts';
import { organizationBranding } from '../organizations/index.ts';
import type { Context } from '../platform.ts';
import type { BootBranding } from './boot.ts';
import type { Hints } from './interaction.ts';
import type { SignInExperience } from './sign-in-experience.ts';

/** Who asks: looks from the lowest to the highest, and a first-party application's own terms. */
export type Asking = {
  name: string | undefined;
  looks: readonly Look[];
  terms: ApplicationLook | undefined;
};

/** Who asks, of those that are there: nobody else changes anything. */
export const askingOf = async (
  context: Context,
  { applicationId, organizationId }: Pick<Hints, 'applicationId' | 'organizationId'> = {},
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
export const brandingFor = (experience: SignInExperience, { looks }: Asking): BootBranding =>
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

/** The addresses of the terms: the application's own where it has some. */
export const termsFor = (
  experience: SignInExperience,
  { terms }: Asking,
): Pick<SignInExperience, 'termsOfUseUrl' | 'privacyPolicyUrl'> => ({
  termsOfUseUrl: terms?.termsOfUseUrl ?? experience.termsOfUseUrl,
  privacyPolicyUrl: terms?.privacyPolicyUrl ?? experience.privacyPolicyUrl,
});

const withoutNulls = <Value>(values: Record<string, Value | null>): Record<string, Value> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== null));

/** The experience as it is for whoever asks. */
export const experienceFor = (experience: SignInExperience, asking: Asking): SignInExperience => {
  const {
    primaryColor,
    darkPrimaryColor,
    isDarkModeEnabled,
    logoUrl,
    darkLogoUrl,
    favicon,
    darkFavicon,
    customCss,
  } = brandingFor(experience, asking);
  return {
    ...experience,
    ...termsFor(experience, asking),
    color: { primaryColor, isDarkModeEnabled, darkPrimaryColor: darkPrimaryColor ?? primaryColor },
    branding: withoutNulls({ logoUrl, darkLogoUrl, favicon, darkFavicon }),
    customCss,
  };
};
