/**
 * Where in the flow the person is. The server names the first screen; from there the pages move on their own and keep
 * each step in the browser's history, so that Back, Forward and Reload do what a person expects. A step holds no secret.
 */
import type { Boot, SsoChoice } from 'genkan/boot';

export type Step =
  | { name: 'sign-in' }
  | { name: 'register' }
  | { name: 'single-sign-on' }
  | { name: 'connectors'; connectors: SsoChoice[]; email: string }
  | { name: 'enter-code'; email: string; verificationId: string; sentAt: number }
  | { name: 'new-password'; email: string }
  | { name: 'account-exists'; email: string }
  | { name: 'extra-profile' }
  | { name: 'agree' }
  | { name: 'callback' }
  | { name: 'device' }
  | { name: 'consent' }
  | { name: 'link-first' }
  | { name: 'error'; code: string; message: string; data?: unknown; detail: string | null }
  | { name: 'unknown-session' }
  | { name: 'signed-out' };

/** The address a step is shown under; null where it stays what it is. */
export const pathOf = (step: Step): string | null => {
  switch (step.name) {
    case 'sign-in':
      return '/sign-in';
    case 'register':
      return '/register';
    case 'single-sign-on':
      return '/single-sign-on';
    case 'connectors':
      return '/single-sign-on/connectors';
    case 'enter-code':
    case 'new-password':
    case 'account-exists':
      return '/verify-email';
    case 'extra-profile':
    case 'agree':
    case 'callback':
    case 'device':
    case 'consent':
    case 'link-first':
    case 'error':
    case 'unknown-session':
    case 'signed-out':
      return null;
  }
};

type Kept = { genkan: Step };

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' && value !== null && 'genkan' in value && typeof value.genkan === 'object';

/** The step that this history entry was left at, if it was one of ours. */
export const keptStep = (state: unknown): Step | null => (isKept(state) ? state.genkan : null);

export const keep = (step: Step): Kept => ({ genkan: step });

const fallback = (boot: Boot): Step => ({
  name: boot.settings.signInMode === 'Register' ? 'register' : 'sign-in',
});

/** The step to open with: the server's screen, completed by what this history entry remembers. */
export const firstStep = (boot: Boot, kept: Step | null): Step => {
  switch (boot.screen) {
    case 'sign-in':
    case 'register':
      return { name: boot.screen };
    case 'single-sign-on':
      if (boot.sso && boot.sso.connectors.length > 0) {
        return {
          name: 'connectors',
          connectors: boot.sso.connectors,
          email: boot.interaction?.loginHint ?? '',
        };
      }
      return kept?.name === 'connectors' ? kept : { name: 'single-sign-on' };
    case 'verify-email':
      return kept && pathOf(kept) === '/verify-email' ? kept : fallback(boot);
    case 'callback':
      return boot.callback ? { name: 'callback' } : { name: 'unknown-session' };
    case 'device':
    case 'consent':
    case 'signed-out':
    case 'unknown-session':
      return { name: boot.screen };
    case 'error':
      return {
        name: 'error',
        code: boot.error?.code ?? '',
        message: boot.error?.message ?? '',
        detail: boot.error?.detail ?? null,
      };
  }
};
