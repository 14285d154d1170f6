/** The tenant's sign-in experience as the Management API gives and takes it. */
import { useChange } from '../../api.ts';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

export type Identifier = 'username' | 'email';

export type SignInExperience = {
  color: { primaryColor: string };
  branding: { logoUrl?: string | null; darkLogoUrl?: string | null };
  languageInfo: { autoDetect: boolean; fallbackLanguage: string };
  termsOfUseUrl: string | null;
  privacyPolicyUrl: string | null;
  signIn: {
    methods: {
      identifier: Identifier;
      password: boolean;
      verificationCode: boolean;
      isPasswordPrimary: boolean;
    }[];
  };
  signUp: { identifiers: Identifier[]; password: boolean; verify: boolean };
  signInMode: 'SignIn' | 'Register' | 'SignInAndRegister';
  passwordPolicy: { length: { min: number } };
  singleSignOnEnabled: boolean;
};

/** Saves a part of the sign-in experience; throws ApiFailure. */
export const useSaveExperience = () => {
  const change = useChange<SignInExperience>('PATCH /api/sign-in-exp', {
    invalidates: ['/api/sign-in-exp', '/api/sso-connectors'],
    quiet: true,
  });
  return (body: Partial<SignInExperience>) => change.mutateAsync({ body });
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
