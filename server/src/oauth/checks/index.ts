/** Every check of an authorization request whose refusal goes to the app, in order. A new one is one line here. */
import type { Check } from './check.ts';
import { checkConsent } from './consent.ts';
import { checkPkce } from './pkce.ts';
import { checkPrompt } from './prompt.ts';
import { checkRequestObject } from './request-object.ts';
import { checkResource } from './resource.ts';
import { checkResponse } from './response.ts';
import { checkScope } from './scope.ts';

export const checks: readonly Check[] = [
  checkRequestObject,
  checkResponse,
  checkScope,
  checkPrompt,
  checkPkce,
  checkResource,
  checkConsent,
];
