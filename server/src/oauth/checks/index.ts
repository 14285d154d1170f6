/** Every check of an authorization request whose refusal goes to the app, in order. A new one is one line here. */

import { checkAuthentication } from './authentication.ts';
import { type Asked, type AuthorizationRequest, type Check, emptyRequest } from './check.ts';
import { checkConsent } from './consent.ts';
import { checkDemands } from './demands.ts';
import { checkPkce } from './pkce.ts';
import { checkPrompt } from './prompt.ts';
import { checkRegistration } from './registration.ts';
import { checkResource } from './resource.ts';
import { checkResponse } from './response.ts';
import { checkScope } from './scope.ts';

const checks: readonly Check[] = [
  checkRegistration,
  checkResponse,
  checkScope,
  checkPrompt,
  checkAuthentication,
  checkPkce,
  checkDemands,
  checkResource,
  checkConsent,
];

/** The validated request. Throws the first refusal; client and redirect URI have been checked before. */
export const validateRequest = async (
  asked: Omit<Asked, 'request'> & { redirectUri: string },
): Promise<AuthorizationRequest> => {
  const { redirectUri, ...rest } = asked;
  const request = emptyRequest(rest, redirectUri);
  for (const check of checks) await check({ ...rest, request });
  return request;
};
