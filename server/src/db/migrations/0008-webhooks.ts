/** Webhooks, their outbox and deliveries; the export of the audit trail. */
import type { Migration } from '../migrate.ts';

export const webhooks: Migration = {
  number: 8,
  name: 'webhooks',
  oldestServer: '0.1.0',
  statements: `
create table outbox_messages (tenant_id text not null, id text not null, kind text not null, lane text not null, sealed_payload text not null, attempts bigint not null default 0, next_attempt_at bigint, last_error text, created_at bigint not null, expires_at bigint, dead_at bigint, primary key (tenant_id, id));
create index outbox_messages_due on outbox_messages (next_attempt_at, tenant_id, lane) where next_attempt_at is not null;
create index outbox_messages_lane on outbox_messages (tenant_id, lane) where dead_at is null;
create index outbox_messages_dead on outbox_messages (dead_at) where dead_at is not null;

create table hooks (tenant_id text not null, id text not null, name text not null, event text, events text not null, url text not null, retries bigint, sealed_headers text, sealed_signing_key text not null, sealed_previous_key text, previous_key_until bigint, enabled smallint not null default 1, created_at bigint not null, primary key (tenant_id, id));
create index hooks_created on hooks (tenant_id, created_at);

alter table audit_logs add column hook_id text;
create index audit_logs_hook on audit_logs (tenant_id, hook_id, created_at) where hook_id is not null;
create index audit_logs_user on audit_logs (tenant_id, user_id, created_at) where user_id is not null;
create index audit_logs_application on audit_logs (tenant_id, application_id, created_at) where application_id is not null;
create index audit_logs_key on audit_logs (tenant_id, key, created_at);
create table audit_retention (tenant_id text not null, removed_before bigint not null, primary key (tenant_id));
create table audit_sinks (tenant_id text not null, config text not null, sealed_headers text, attempts bigint not null default 0, next_attempt_at bigint not null, last_error text, last_sent_at bigint, primary key (tenant_id));
create table audit_exports (tenant_id text not null, id text not null, created_at bigint not null, primary key (tenant_id, id));
create index audit_exports_created on audit_exports (tenant_id, created_at, id);
`,
  // Append-only: no row changes, and none goes that is younger than what retention has said it removes.
  sqlite: `
create trigger audit_logs_unchanged before update on audit_logs begin select raise(abort, 'rows of the audit trail do not change'); end;
create trigger audit_logs_kept before delete on audit_logs when not exists (select 1 from audit_retention where tenant_id = old.tenant_id and old.created_at < removed_before) begin select raise(abort, 'rows of the audit trail are kept'); end;
`,
  postgres: `
create function refuse_audit_change() returns trigger language plpgsql as $$ begin raise exception 'rows of the audit trail do not change'; end $$;
create function refuse_audit_removal() returns trigger language plpgsql as $$ begin if not exists (select 1 from audit_retention where tenant_id = old.tenant_id and old.created_at < removed_before) then raise exception 'rows of the audit trail are kept'; end if; return old; end $$;
create trigger audit_logs_unchanged before update on audit_logs for each row execute function refuse_audit_change();
create trigger audit_logs_kept before delete on audit_logs for each row execute function refuse_audit_removal();
create trigger audit_logs_not_emptied before truncate on audit_logs for each statement execute function refuse_audit_change();
`,
};
