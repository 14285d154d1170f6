/** RFC 8707: an absolute URI without a fragment component. */
export const isIndicator = (text: string): boolean => {
  const value = text.trim();
  return /^[a-z][a-z0-9+.-]*:[^\s#]+$/i.test(value) && URL.canParse(value);
};

/** Seconds that an access token may be good for. */
export const isLifetime = (seconds: unknown): boolean =>
  Number.isInteger(seconds) && Number(seconds) >= 60 && Number(seconds) <= 86_400;
