/**
 * The tenant's primary colour, made readable: buttons keep the colour and take black or white letters, links are
 * lightened or darkened until they stand out from the card (WCAG AA, 4.5:1). Set through CSSOM, which the CSP allows.
 */

import type { BootBranding } from 'genkan/boot';

type Rgb = [number, number, number];

const cards: Record<'light' | 'dark', Rgb> = { light: [255, 255, 255], dark: [27, 28, 36] };

/** Reads `#rgb` and `#rrggbb`; anything else is null. */
const parseHex = (text: string): Rgb | null => {
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(text);
  const long = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(text);
  const parts = long ? long.slice(1) : short?.slice(1).map((digit) => digit + digit);
  if (!parts) return null;
  const [red = 0, green = 0, blue = 0] = parts.map((part) => Number.parseInt(part, 16));
  return [red, green, blue];
};

const luminance = (colour: Rgb): number => {
  const [red, green, blue] = colour.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrast = (one: Rgb, other: Rgb): number => {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};

const mix = (colour: Rgb, towards: number, share: number): Rgb =>
  colour.map((channel) => Math.round(channel + (towards - channel) * share)) as Rgb;

const readableOn = (colour: Rgb, ground: Rgb): Rgb => {
  const towards = luminance(ground) > 0.5 ? 0 : 255;
  for (let share = 0; share < 1; share += 0.05) {
    const candidate = mix(colour, towards, share);
    if (contrast(candidate, ground) >= 4.8) return candidate;
  }
  return [towards, towards, towards];
};

const css = (colour: Rgb): string => `rgb(${colour.join(' ')})`;

/** Sets the colours of one scheme; an unreadable value leaves the stylesheet's own. */
const applyAccent = (scheme: 'light' | 'dark', primaryColor: string): void => {
  const accent = parseHex(primaryColor);
  if (!accent) return;
  const { style } = document.documentElement;
  const letters: Rgb = contrast(accent, [255, 255, 255]) >= 4.5 ? [255, 255, 255] : [16, 16, 20];
  style.setProperty(`--accent-${scheme}`, css(accent));
  style.setProperty(`--accent-hover-${scheme}`, css(mix(accent, luminance(letters) > 0.5 ? 0 : 255, 0.12)));
  style.setProperty(`--on-accent-${scheme}`, css(letters));
  style.setProperty(`--link-${scheme}`, css(readableOn(accent, cards[scheme])));
};

const applyIcon = (href: string | null, media: string): void => {
  if (!href) return;
  const link = document.createElement('link');
  link.rel = 'icon';
  link.href = href;
  link.media = media;
  document.head.append(link);
};

/** Applies a tenant's or organization's look to the document. */
export const applyTheme = (branding: BootBranding): void => {
  const { primaryColor, darkPrimaryColor, favicon, darkFavicon, customCss } = branding;
  applyAccent('light', primaryColor);
  applyAccent('dark', darkPrimaryColor || primaryColor);
  if (branding.isDarkModeEnabled === false) document.documentElement.dataset.theme = 'light';
  if (favicon) for (const icon of document.querySelectorAll('link[rel="icon"]')) icon.remove();
  applyIcon(favicon, 'all');
  applyIcon(darkFavicon, '(prefers-color-scheme: dark)');
  if (!customCss) return;
  // A constructed sheet: the CSP allows it, it cannot import others, and img-src and font-src bound what it loads.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(customCss);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
};
