/** Refusals of the server in the reader's language: by error code, with the server's own words as the fallback. */
import { ApiFailure } from 'genkan/client';
import type { Language } from './index.ts';
import { reasonsJa } from './reasons.ja.ts';
import { refusalsJa } from './refusals.ja.ts';

type Data = Readonly<Record<string, unknown>>;
type Issue = { path?: unknown; message?: unknown; code?: unknown; interpolation?: Data };

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null;

const fill = (text: string, data: Data): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = data[name];
    return Array.isArray(value) ? value.join('、') : String(value ?? '');
  });

/** What an address did that the server asked, said inside of another refusal. */
const ofAddress = /^The address (\S+) (gave no usable answer|may not be reached): (.*?)\.?$/;

const reasonInJapanese = (words: string): string => {
  const [, url = '', what, why = ''] = ofAddress.exec(words) ?? [];
  if (what) {
    const code = what.startsWith('gave') ? 'outgoing.failed' : 'outgoing.refused';
    return fill(refusalsJa[code] ?? '', { url, reason: reasonInJapanese(why) });
  }
  const known = reasonsJa.find(([pattern]) => pattern.test(words));
  return known ? words.replace(...known) : words;
};

/** Why something failed, as the server keeps it in words; unknown words stay as they are. */
export const translateReason = (words: string, language: Language): string =>
  language === 'ja' ? reasonInJapanese(words) : words;

/** The issues of a refusal with their messages translated; the fields they are at stay. */
const issuesOf = (data: Data): Issue[] | undefined =>
  Array.isArray(data.issues)
    ? (data.issues as Issue[]).map((issue) =>
        typeof issue.message === 'string' ? { ...issue, message: reasonInJapanese(issue.message) } : issue,
      )
    : undefined;

const reasonOf = (data: Data, issues: readonly Issue[] | undefined): string => {
  const told = issues?.filter(({ message }) => typeof message === 'string') ?? [];
  if (told.length > 0) {
    return told
      .map(({ path, message }) => (path ? `${String(path)}: ${message}` : String(message)))
      .join(' ');
  }
  return String(data.reason ?? '')
    .split(/; |, (?=it |too much )/)
    .map(reasonInJapanese)
    .join('、');
};

/** The same failure with its message, and those of its issues, in the language. */
export const translateFailure = (failure: ApiFailure, language: Language): ApiFailure => {
  if (language === 'en') return failure;
  const { status, code, retryAfter } = failure;
  const data = isData(failure.data) ? failure.data : {};
  const issues = issuesOf(data);
  const known = refusalsJa[code];
  const message =
    known === undefined ? failure.message : fill(known, { ...data, reason: reasonOf(data, issues) });
  return new ApiFailure(status, code, message, issues ? { ...data, issues } : failure.data, retryAfter);
};
