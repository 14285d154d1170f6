/** The address when a page may show it as an image (https, or the image itself as a data URI), else undefined. */
export const readImageAddress = (text: string): string | undefined => {
  const address = text.trim();
  if (/^data:image\/(png|jpeg|webp|svg\+xml)[;,]/.test(address)) return address;
  return URL.canParse(address) && new URL(address).protocol === 'https:' ? address : undefined;
};

const copies = new Map<string, string>();

/** Keeps what was just uploaded, for where the console may not load it from its address (plain http on this machine). */
export const keepCopy = (address: string, image: string): void => {
  copies.set(address, image);
};

/** What the console shows for an address of an image; undefined where it may not load it. */
export const shownImage = (text: string): string | undefined =>
  copies.get(text.trim()) ?? readImageAddress(text);
