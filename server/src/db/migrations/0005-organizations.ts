/** Machine members, invitations, provisioning, branding and policy of organizations. */
import type { Migration } from '../migrate.ts';

export const organizationsInFull: Migration = {
  number: 5,
  name: 'organizations',
  oldestServer: '0.1.0',
  statements: `
`,
};
