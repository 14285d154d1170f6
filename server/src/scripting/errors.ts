import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'script.not_found': [404, 'There is no script of this kind.'],
  'script.invalid': [422, 'The script cannot be used: {reason}'],
  'script.environment_needed': [
    422,
    'Enter the environment variables again: a new script could tell the stored ones, which you may not see.',
  ],
  'script.failed': [422, 'The script failed: {reason}'],
  'action.denied': [403, 'Signing in was refused: {reason}'],
  'action.failed': [422, 'Signing in could not be completed. Try again, or ask the administrator.'],
  'script.denied': [422, 'The script refused: {reason}'],
});
