/** What third-party applications may ask for, what users shared, who may use an application. */
import type { Migration } from '../migrate.ts';

export const consent: Migration = {
  number: 4,
  name: 'consent',
  oldestServer: '0.1.0',
  statements: `
`,
};
