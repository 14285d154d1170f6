import { isConfidential } from '../../applications/index.ts';
import { refuse } from '../errors.ts';
import type { Check } from './check.ts';

/** RFC 7636, RFC 9700 §2.1.1: S256 alone; a public or third-party client must bind its code to itself (O-02). */
export const checkPkce: Check = ({ application, parameters, request }) => {
  const challenge = parameters.get('code_challenge');
  const method = parameters.get('code_challenge_method');
  if (challenge === undefined) {
    if (method !== undefined)
      throw refuse('invalid_request', 'A code_challenge_method came without a code_challenge.');
    if (!isConfidential(application.type) || application.isThirdParty) {
      throw refuse('invalid_request', 'This application must send a code_challenge (PKCE).');
    }
    return;
  }
  // A left-out method means `plain`, which shows the verifier to whoever sees the request.
  if (method !== 'S256') throw refuse('invalid_request', 'The only code_challenge_method is S256.');
  if (!/^[\w-]{43}$/.test(challenge))
    throw refuse('invalid_request', 'The code_challenge is not a SHA-256 in base64url.');
  request.codeChallenge = challenge;
};
