/** Scripts for claims and actions. */
import type { Migration } from '../migrate.ts';

export const scripting: Migration = {
  number: 11,
  name: 'scripting',
  oldestServer: '0.1.0',
  statements: `
`,
};
