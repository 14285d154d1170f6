/** Daily activity and one-time tokens. */
import type { Migration } from '../migrate.ts';

export const activity: Migration = {
  number: 12,
  name: 'activity',
  oldestServer: '0.1.0',
  statements: `
`,
};
