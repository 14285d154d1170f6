import { refuse } from '../errors.ts';
import type { Check } from './check.ts';

/** First-party applications need nobody's consent. There is no consent page yet, so the others get nothing. */
export const checkConsent: Check = ({ application }) => {
  if (application.isThirdParty)
    throw refuse('consent_required', 'Third-party applications are not supported yet.');
};
