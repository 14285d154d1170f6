/** The bound on sign-ins that one address begins (ADR 0009), in the words of the protocol. */
import type { Context } from '../platform.ts';
import { mayBegin } from '../signin/index.ts';
import { refuse } from './errors.ts';

/** Refuses an address that begins sign-ins, or pushes requests for them, faster than a large office does. */
export const limitBeginnings = (context: Context): void => {
  if (mayBegin(context)) return;
  throw refuse(
    'temporarily_unavailable',
    'Too many sign-ins were begun from this address. Try again shortly.',
    { headers: { 'retry-after': '1' } },
  );
};
