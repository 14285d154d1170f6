/** What the server takes as a username, an e-mail address and a phone number; it has the last word. */
import { ApiFailure } from '../../api.ts';

export const isUsername = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text);

export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text);

/** With its country code. */
export const isPhone = (text: string): boolean => /^\+?\d[\d\s().-]{4,30}$/.test(text);

/** A stored number as people write it: with the plus before its country code. */
export const formatPhone = (digits: string | null): string => (digits ? `+${digits}` : '');

/** The field of a form that a refusal belongs to, where its code tells and the server names none. */
export const fieldOfRefusal = (failure: unknown): string | undefined =>
  failure instanceof ApiFailure && failure.code.startsWith('user.') && failure.code.includes('phone')
    ? 'primaryPhone'
    : undefined;
