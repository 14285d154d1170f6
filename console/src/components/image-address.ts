/** The address when a page may show it as an image (https, or the image itself as a data URI), else undefined. */
export const readImageAddress = (text: string): string | undefined => {
  const address = text.trim();
  if (/^data:image\/(png|jpeg|webp|svg\+xml)[;,]/.test(address)) return address;
  return URL.canParse(address) && new URL(address).protocol === 'https:' ? address : undefined;
};
