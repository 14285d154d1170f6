/** The tenant's sign-in experience as the Management API gives and takes it. */
import { type AnswerOf, type BodyOf, useChange } from '../../api.ts';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

export type Identifier = 'username' | 'email';

export type SignInExperience = AnswerOf<'GET /api/sign-in-exp'>;
type SignInExperienceChange = BodyOf<'PATCH /api/sign-in-exp'>;

/** Saves a part of the sign-in experience; throws ApiFailure. */
export const useSaveExperience = () => {
  const change = useChange('PATCH /api/sign-in-exp', {
    invalidates: ['/api/sign-in-exp', '/api/sso-connectors'],
    quiet: true,
  });
  return (body: SignInExperienceChange) => change.mutateAsync({ body });
};

/** Says what is wrong with an optional address, or null. */
export const useUrlCheck = () => {
  const t = useTexts(texts);
  return (value: string): string | null => {
    const text = value.trim();
    if (!text) return null;
    if (!URL.canParse(text)) return t.invalidUrl;
    const { protocol, hostname } = new URL(text);
    const loopback = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
    return protocol === 'https:' || (protocol === 'http:' && loopback) ? null : t.invalidUrl;
  };
};
