/** The tenant's sign-in experience as the Management API gives and takes it, and what its forms check. */
import { type AnswerOf, ApiFailure, type BodyOf, useChange } from '../../api.ts';
import { isLoopback } from '../../components/list-input.tsx';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

export type Identifier = 'username' | 'email';

export type SignInExperience = AnswerOf<'GET /api/sign-in-exp'>;
type SignInExperienceChange = BodyOf<'PATCH /api/sign-in-exp'>;

/** What changes anything on this page. */
export const writeScope = 'sign-in-experience:write';

/** Saves a part of the sign-in experience, resting on the version `over` where one is given; throws ApiFailure. */
export const useSaveExperience = () => {
  const change = useChange('PATCH /api/sign-in-exp', {
    invalidates: ['/api/sign-in-exp', '/api/sso-connectors'],
    quiet: true,
  });
  return (body: SignInExperienceChange, over?: SignInExperience) => change.mutateAsync({ over, body });
};

/** The field that a refusal without a named field belongs to, by its code below `sign_in_experiences.`. */
export const fieldByCode =
  (fields: Readonly<Record<string, string>>) =>
  (failure: unknown): string | undefined =>
    failure instanceof ApiFailure ? fields[failure.code.replace(/^sign_in_experiences\./, '')] : undefined;

/** Says what is wrong with an optional address, or null. */
export const useUrlCheck = () => {
  const t = useTexts(texts);
  return (value: string): string | null => {
    const text = value.trim();
    if (!text) return null;
    if (!URL.canParse(text)) return t.invalidUrl;
    const { protocol, hostname } = new URL(text);
    return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)) ? null : t.invalidUrl;
  };
};

/** A number in a form; '' while it says nothing. */
export type Amount = number | string;

export const amountOf = (value: Amount): number | undefined => (value === '' ? undefined : Number(value));

/** Only what is set: an empty amount leaves the built-in one. */
export const withoutEmpty = <Name extends string>(
  amounts: Record<Name, Amount>,
): Partial<Record<Name, number>> =>
  Object.fromEntries(
    Object.entries<Amount>(amounts).flatMap(([name, value]) => (value === '' ? [] : [[name, Number(value)]])),
  ) as Partial<Record<Name, number>>;

/** Checks whole numbers from `min` to `max`; nothing passes too where it `mayBeEmpty`. */
export const useAmountCheck = () => {
  const t = useTexts(texts);
  return (min: number, max: number, mayBeEmpty = true) =>
    (value: Amount): string | null => {
      if (value === '') return mayBeEmpty ? null : t.amount(min, max);
      const number = Number(value);
      return Number.isInteger(number) && number >= min && number <= max ? null : t.amount(min, max);
    };
};

/** Languages that the pages are built with. */
export const builtInLanguages: readonly string[] = ['en', 'ja'];

/** The built-in language whose words stand for those that a language lacks. */
export const baseOf = (tag: string): string =>
  builtInLanguages.find((language) => language === tag.split('-')[0]) ?? 'en';

/** How a language is called in the reader's. */
export const useLanguageName = () => {
  const names = new Intl.DisplayNames([useLanguage()], { type: 'language' });
  return (tag: string): string => `${names.of(tag) ?? tag} (${tag})`;
};
