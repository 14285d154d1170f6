import { askedItems, narrowedScope } from '../consent/consent.ts';
import type { Check } from './check.ts';

/** A third-party application's request is narrowed to what it may ask for: what is beyond it is dropped, not refused. */
export const checkConsent: Check = async ({ context, application, request }) => {
  if (!application.isThirdParty) return;
  request.scope = narrowedScope(request.scope, await askedItems(context, request));
};
