/** Small logos as data URIs, for light and dark backgrounds. Paths of Google, Okta and OpenID: Simple Icons (CC0). */

const draw = (path: string, colour: string): string =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="${colour}"><path d="${path}"/></svg>`,
  )}`;

const pair = (path: string, light: string, dark: string) => ({
  logo: draw(path, light),
  logoDark: draw(path, dark),
});

export const googleLogo = pair(
  'M12.48 10.92v3.28h7.84c-.24 1.84-.853 3.187-1.787 4.133-1.147 1.147-2.933 2.4-6.053 2.4-4.827 0-8.6-3.893-8.6-8.72s3.773-8.72 8.6-8.72c2.6 0 4.507 1.027 5.907 2.347l2.307-2.307C18.747 1.44 16.133 0 12.48 0 5.867 0 .307 5.387.307 12s5.56 12 12.173 12c3.573 0 6.267-1.173 8.373-3.36 2.16-2.16 2.84-5.213 2.84-7.667 0-.76-.053-1.467-.173-2.053H12.48z',
  '#4285f4',
  '#8ab4f8',
);

export const oktaLogo = pair(
  'M12 0C5.389 0 0 5.35 0 12s5.35 12 12 12 12-5.35 12-12S18.611 0 12 0zm0 18c-3.325 0-6-2.675-6-6s2.675-6 6-6 6 2.675 6 6-2.675 6-6 6z',
  '#007dc1',
  '#6cc6f5',
);

export const openidLogo = pair(
  'M14.54.889l-3.63 1.773v18.17c-4.15-.52-7.27-2.78-7.27-5.5 0-2.58 2.8-4.75 6.63-5.41v-2.31C4.42 8.322 0 11.502 0 15.332c0 3.96 4.74 7.24 10.91 7.78l3.63-1.71V.888m.64 6.724v2.31c1.43.25 2.71.7 3.76 1.31l-1.97 1.11 7.03 1.53-.5-5.21-1.87 1.06c-1.74-1.06-3.96-1.81-6.45-2.11z',
  '#f78c40',
  '#f9a86c',
);

/** Our own drawing: a person's badge. */
export const directoryLogo = pair(
  'M9 1h6a1 1 0 0 1 1 1v3h3a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2h3V2a1 1 0 0 1 1-1zm1 2v3h4V3h-4zm2 6a3 3 0 1 0 0 6 3 3 0 0 0 0-6zm0 7.500c-3 0-5 1.500-5 3V20h10v-.5c0-1.500-2-3-5-3z',
  '#2563a8',
  '#7db3ea',
);

/** Our own drawing: an envelope. */
export const mailLogo = pair(
  'M3 5h18a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zm1 3.200V17h16V8.200l-8 5-8-5zM5 7l7 4.400L19 7H5z',
  '#2563a8',
  '#7db3ea',
);

/** Our own drawing: a speech bubble. */
export const phoneLogo = pair(
  'M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm3 6v2h2V9H7zm4 0v2h2V9h-2zm4 0v2h2V9h-2z',
  '#2f855a',
  '#7fd1a6',
);

/** Our own drawing: two links of a chain. */
export const linkLogo = pair(
  'M8 7h3v2H8a3 3 0 0 0 0 6h3v2H8A5 5 0 0 1 8 7zm5 0h3a5 5 0 0 1 0 10h-3v-2h3a3 3 0 0 0 0-6h-3V7zm-5 4h8v2H8v-2z',
  '#6b46c1',
  '#b794f4',
);
