/** What a browser session began with, for the lists of sessions. */
import type { Migration } from '../migrate.ts';

export const sessionSubmissions: Migration = {
  number: 14,
  name: 'session-submissions',
  oldestServer: '0.1.0',
  statements: `
alter table sessions add column last_submission text;
`,
};
