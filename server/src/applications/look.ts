/** How the hosted pages look for one application or one organization: what may be set of it. */
import { z } from 'zod';

const hexColor = z.string().regex(/^#(?:[\da-f]{3}){1,2}$/i, 'must be #rgb or #rrggbb');
/** An address that a browser may open: never a script or data (L-19). */
export const webUrl = z.url({ protocol: /^https?$/ }).max(2048);
export const colorSchema = z.strictObject({
  primaryColor: hexColor.optional(),
  isDarkModeEnabled: z.boolean().optional(),
  darkPrimaryColor: hexColor.optional(),
});
export const brandingSchema = z.strictObject({
  logoUrl: webUrl.optional(),
  darkLogoUrl: webUrl.optional(),
  favicon: webUrl.optional(),
  darkFavicon: webUrl.optional(),
});
/** The pages take it through a constructed style sheet: it imports nothing and the policy bounds what it loads. */
export const customCssInput = z.string().max(65_536).nullable();

/** What is changed of the pages; what is not set stays as it was. */
export type Look = {
  color: z.infer<typeof colorSchema>;
  branding: z.infer<typeof brandingSchema>;
  customCss: string | null;
};
