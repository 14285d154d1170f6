/** Webhooks, their outbox and deliveries; the export of the audit trail. */
import type { Migration } from '../migrate.ts';

export const webhooks: Migration = {
  number: 8,
  name: 'webhooks',
  oldestServer: '0.1.0',
  statements: `
`,
};
