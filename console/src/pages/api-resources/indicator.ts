/** RFC 8707: an absolute URI without a fragment component. */
export const isIndicator = (text: string): boolean => {
  const value = text.trim();
  return /^[a-z][a-z0-9+.-]*:[^\s#]+$/i.test(value) && URL.canParse(value);
};
