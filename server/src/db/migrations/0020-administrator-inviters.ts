/** Who invited an administrator: the invitation holds while they could still make it. */
import type { Migration } from '../migrate.ts';

export const administratorInviters: Migration = {
  number: 20,
  name: 'administrator-inviters',
  oldestServer: '0.1.0',
  statements: `
alter table administrator_invitations add column inviter_id text;
`,
};
