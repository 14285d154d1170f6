/** camelCase in the code, snake_case in the database. Pure and memoised: both run for every statement. */

const toSnake = new Map<string, string>();
const toCamel = new Map<string, string>();

/** `redirectUris` → `redirect_uris`. */
export const snakeCase = (name: string): string => {
  let known = toSnake.get(name);
  if (known === undefined) {
    known = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    toSnake.set(name, known);
  }
  return known;
};

/** `redirect_uris` → `redirectUris`. */
export const camelCase = (name: string): string => {
  let known = toCamel.get(name);
  if (known === undefined) {
    known = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    toCamel.set(name, known);
  }
  return known;
};
