import type { Application } from './application.ts';

/** A challenge of the right form; nobody redeems what the trial ends with. */
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

/** The sign-in page as the application would ask for it; undefined where it cannot ask. */
export const trialAddress = (application: Application, origin: string): string | undefined => {
  const [redirectUri] = application.oidcClientMetadata.redirectUris;
  if (!redirectUri) return undefined;
  const query = new URLSearchParams({
    client_id: application.id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    prompt: 'login',
    state: 'trial',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  return `${origin}/oidc/auth?${query}`;
};
