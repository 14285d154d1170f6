/** A refusal of the server, put at the fields that it names. */
import { ApiFailure } from 'genkan/client';

type Issue = { path: string; message: string };

const isIssue = (value: unknown): value is { path: string | (string | number)[]; message: string } =>
  typeof value === 'object' && value !== null && 'path' in value && 'message' in value;

/** The fields that the server named in a `guard.invalid_input` refusal, as dotted paths. */
export const issuesOf = (failure: unknown): Issue[] => {
  if (!(failure instanceof ApiFailure) || typeof failure.data !== 'object' || failure.data === null)
    return [];
  const { issues } = failure.data as { issues?: unknown };
  return (Array.isArray(issues) ? issues : []).filter(isIssue).map(({ path, message }) => ({
    path: (Array.isArray(path) ? path.join('.') : path).replace(/^body\./, ''),
    message: String(message),
  }));
};

/**
 * Puts a refusal where the reader looks: at the fields the server named, or as text for the top of the form.
 * `fields` translates paths of the request body (`oidcClientMetadata.redirectUris`) to fields of the form.
 */
export const placeFailure = (
  failure: unknown,
  setFieldError: (field: string, message: string) => void,
  known: readonly string[],
  fields: Readonly<Record<string, string>> = {},
): string | null => {
  const rest: string[] = [];
  const issues = issuesOf(failure);
  for (const { path, message } of issues) {
    const mapped = Object.entries(fields).find(([from]) => path === from || path.startsWith(`${from}.`));
    const field = mapped?.[1] ?? known.find((name) => path === name || path.startsWith(`${name}.`));
    if (field) setFieldError(field, message);
    else rest.push(path ? `${path}: ${message}` : message);
  }
  if (issues.length > 0) return rest.length > 0 ? rest.join(' ') : null;
  return failure instanceof Error ? failure.message : String(failure);
};
