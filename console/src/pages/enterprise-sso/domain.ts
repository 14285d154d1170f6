/** E-mail domains as they are kept: lower-case A-labels, without a dot at the end. */

/** The domain's A-label form; undefined where the text is not a domain name with at least one dot. */
export const toDomain = (text: string): string | undefined => {
  const bare = text.trim().replace(/^@/, '').replace(/\.$/, '');
  if (!bare || /[\s/\\?#:@%]/.test(bare)) return undefined;
  try {
    const { hostname } = new URL(`http://${bare}`);
    const isName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(
      hostname,
    );
    return isName ? hostname : undefined;
  } catch (failure) {
    if (failure instanceof TypeError) return undefined;
    throw failure;
  }
};
