/** Webhooks, their outbox and deliveries; the export of the audit trail. */
import type { Migration } from '../migrate.ts';

export const webhooks: Migration = {
  number: 8,
  name: 'webhooks',
  oldestServer: '0.1.0',
  statements: `
create table outbox_messages (tenant_id text not null, id text not null, kind text not null, lane text not null, sealed_payload text not null, attempts bigint not null default 0, next_attempt_at bigint, last_error text, created_at bigint not null, expires_at bigint, dead_at bigint, primary key (tenant_id, id));
create index outbox_messages_due on outbox_messages (next_attempt_at, tenant_id, lane) where next_attempt_at is not null;
create index outbox_messages_lane on outbox_messages (tenant_id, lane);
create index outbox_messages_dead on outbox_messages (dead_at) where dead_at is not null;
`,
};
