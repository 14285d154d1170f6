/** Connectors for messages and social sign-in, templates of messages. */
import type { Migration } from '../migrate.ts';

export const connectors: Migration = {
  number: 9,
  name: 'connectors',
  oldestServer: '0.1.0',
  statements: `
`,
};
