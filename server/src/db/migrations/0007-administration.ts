/** Roles of administrators and idempotency keys. */
import type { Migration } from '../migrate.ts';

export const administration: Migration = {
  number: 7,
  name: 'administration',
  oldestServer: '0.1.0',
  statements: `
`,
};
