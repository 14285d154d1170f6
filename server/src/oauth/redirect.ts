/** Answers that send the browser on: always 303, so that no credentials are posted again (RFC 9700 §4.12). */

import { withCookies } from '../http/index.ts';

/** A redirect that nothing caches and that tells the next site nothing about this address. */
export const redirect = (location: string, cookies: readonly string[] = []): Response => {
  const headers = {
    // Registered addresses are ASCII; anything else in a parameter is already encoded.
    location: location.replace(/[^\x21-\x7e]/g, encodeURIComponent),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  };
  return withCookies(new Response(null, { status: 303, headers }), cookies);
};

/** Appends parameters to an address exactly as it was registered: SDKs compare it as a string. */
export const appendParameters = (
  address: string,
  parameters: Record<string, string | null | undefined>,
): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null) search.append(name, value);
  }
  const text = search.toString();
  if (text === '') return address;
  const joint = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&';
  return `${address}${joint}${text}`;
};
