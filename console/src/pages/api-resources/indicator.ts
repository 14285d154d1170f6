/** RFC 8707: an absolute URI without a fragment component. */
export const isIndicator = (text: string): boolean => {
  const value = text.trim();
  return /^[a-z][a-z0-9+.-]*:[^\s#]+$/i.test(value) && URL.canParse(value);
};

/** The tenant's own Management API, which cannot be changed. */
export const isManagementApi = (indicator: string): boolean =>
  /^https:\/\/[a-z0-9_-]+\.logto\.app\/api$/i.test(indicator);
