/** A tenant's own words as the API keeps them, and as their form shows them. */

/** `group.key` → text; groups may be objects. */
export type Translation = { [key: string]: string | Translation };

/** What is stale once words have changed. */
export const wordPaths = ['/api/custom-phrases', '/api/.well-known/phrases'] as const;

/** Every text under its whole key. */
export const flatten = (translation: Translation, prefix = ''): Record<string, string> =>
  Object.fromEntries(
    Object.entries(translation).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string'
        ? [[`${prefix}${name}`, value]]
        : Object.entries(flatten(value, `${prefix}${name}.`)),
    ),
  );

/** The group that a key belongs to; '' for what stands on many pages. */
export const groupOf = (key: string): string => (key.includes('.') ? key.slice(0, key.indexOf('.')) : '');

/** What the page fills in and a text does not have. */
export const missingFrom = (text: string, builtIn: string): string[] =>
  [...new Set(builtIn.match(/\{\w+\}/g) ?? [])].filter((name) => !text.includes(name));
