import { refuse } from '../errors.ts';
import { words } from '../parameters.ts';
import type { Check } from './check.ts';

const PROMPTS = new Set(['none', 'login', 'consent', 'select_account']);
const MAX_NONCE = 512;

/** OpenID Connect Core §3.1.2.1: `prompt`, `max_age`, `nonce`. */
export const checkPrompt: Check = ({ parameters, request }) => {
  const prompt = words(parameters.get('prompt'));
  if (prompt.some((word) => !PROMPTS.has(word)))
    throw refuse('invalid_request', 'The prompt is not one we know.');
  if (prompt.includes('none') && prompt.length > 1) {
    throw refuse('invalid_request', 'The prompt none cannot be combined with another.');
  }
  const maxAge = parameters.get('max_age');
  if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge)) {
    throw refuse('invalid_request', 'The max_age is not a number of seconds.');
  }
  const nonce = parameters.get('nonce') ?? null;
  if (nonce !== null && nonce.length > MAX_NONCE) throw refuse('invalid_request', 'The nonce is too long.');
  request.prompt = prompt;
  request.maxAge = maxAge === undefined ? null : Number(maxAge);
  request.nonce = nonce;
};
