/** Which methods an address answers, for those who come with another one (RFC 9110 §15.5.6). */

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const patternOf = (path: string): RegExp =>
  new RegExp(
    `^${path
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : literal(part)))
      .join('/')}$`,
  );

/** Makes the look-up over operations (`GET /api/users/:userId`); addresses that cover others (`/*`) are left out. */
export const methodsAt = (operations: readonly string[]): ((path: string) => string[]) => {
  const known = operations
    .map((operation) => operation.split(' ') as [string, string])
    .filter(([, path]) => !path.endsWith('/*'))
    .map(([method, path]) => ({ method, pattern: patternOf(path) }));
  return (path) => {
    const found = new Set(known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
    if (found.has('GET')) found.add('HEAD');
    return [...found].sort();
  };
};
