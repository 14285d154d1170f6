/**
 * Phone numbers, imported passwords, factors, personal access tokens, outside identities, and the indexes of searching.
 * Parts of texts are found by trigrams: FTS5 on SQLite, pg_trgm on PostgreSQL where the extension can be had.
 */
import type { Migration } from '../migrate.ts';

export const usersInFull: Migration = {
  number: 6,
  name: 'users',
  oldestServer: '0.1.0',
  statements: `
alter table users add column phone_key text;
alter table users add column phone_verified smallint not null default 0;
alter table users add column password_algorithm text;
alter table users add column is_password_expired smallint not null default 0;
alter table users add column logto_config text not null default '{}';
alter table users add column cimd_client_id text;
create unique index users_phone on users (tenant_id, phone_key) where phone_key is not null;
drop index users_created;
create index users_listed on users (tenant_id, created_at desc, id);
create index users_email_text on users (tenant_id, lower(primary_email));
create index users_phone_text on users (tenant_id, primary_phone);
create index users_name_text on users (tenant_id, lower(name));

create table social_identities (tenant_id text not null, user_id text not null, target text not null, identity_id text not null, details text not null default '{}', created_at bigint not null, updated_at bigint not null, primary key (tenant_id, user_id, target), foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade);
create unique index social_identities_subject on social_identities (tenant_id, target, identity_id);
create table mfa_factors (tenant_id text not null, id text not null, user_id text not null, type text not null, name text, agent text, sealed text, detail text not null default '{}', last_used_step bigint not null default 0, last_used_at bigint, created_at bigint not null, primary key (tenant_id, id), foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade);
create unique index mfa_factors_one on mfa_factors (tenant_id, user_id, type) where type <> 'WebAuthn';
create index mfa_factors_user on mfa_factors (tenant_id, user_id);
create table mfa_backup_codes (tenant_id text not null, factor_id text not null, code_hash text not null, used_at bigint, primary key (tenant_id, factor_id, code_hash), foreign key (tenant_id, factor_id) references mfa_factors (tenant_id, id) on delete cascade);
create table personal_access_tokens (tenant_id text not null, user_id text not null, name text not null, token_hash text not null, created_at bigint not null, expires_at bigint, primary key (tenant_id, user_id, name), foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade);
create unique index personal_access_tokens_hash on personal_access_tokens (tenant_id, token_hash);
`,
  // Counting a million rows would hold every request up, and one writer keeps a count without contention.
  // A table of rows in between: the rowids of `users` themselves may change when the file is vacuumed.
  sqlite: `
create table users_search_rows (row integer primary key, tenant_id text not null, user_id text not null);
create unique index users_search_rows_user on users_search_rows (tenant_id, user_id);
create table user_counts (tenant text primary key, total bigint not null);
insert into user_counts (tenant, total) select tenant_id, count(*) from users group by tenant_id;
create virtual table users_search using fts5(id, username, primary_email, primary_phone, name, tokenize = 'trigram', columnsize = 0);
insert into users_search_rows (tenant_id, user_id) select tenant_id, id from users order by created_at;
insert into users_search (rowid, id, username, primary_email, primary_phone, name) select s.row, u.id, u.username, u.primary_email, u.primary_phone, u.name from users_search_rows s join users u on u.tenant_id = s.tenant_id and u.id = s.user_id;
create trigger users_search_insert after insert on users begin insert into users_search_rows (tenant_id, user_id) values (new.tenant_id, new.id); insert into users_search (rowid, id, username, primary_email, primary_phone, name) select row, new.id, new.username, new.primary_email, new.primary_phone, new.name from users_search_rows where tenant_id = new.tenant_id and user_id = new.id; insert into user_counts (tenant, total) values (new.tenant_id, 1) on conflict (tenant) do update set total = total + 1; end;
create trigger users_search_update after update of username, primary_email, primary_phone, name on users begin update users_search set username = new.username, primary_email = new.primary_email, primary_phone = new.primary_phone, name = new.name where rowid = (select row from users_search_rows where tenant_id = new.tenant_id and user_id = new.id); end;
create trigger users_search_delete after delete on users begin delete from users_search where rowid = (select row from users_search_rows where tenant_id = old.tenant_id and user_id = old.id); delete from users_search_rows where tenant_id = old.tenant_id and user_id = old.id; update user_counts set total = total - 1 where tenant = old.tenant_id; end;
`,
  // Written at once: a list of what is still to be merged would make the index look dear, and searches walk the table.
  // Without the extension the same searches walk the list from its newest end, under a time limit.
  postgres: `
do $$ begin create extension if not exists pg_trgm with schema public; exception when others then raise notice 'pg_trgm is not available: searching for parts of texts will be slow'; end $$;
do $$ declare home text; begin select n.nspname into home from pg_opclass c join pg_namespace n on n.oid = c.opcnamespace where c.opcname = 'gin_trgm_ops' limit 1; if home is not null then execute format('create index users_trigrams on users using gin (lower(id) %1$I.gin_trgm_ops, lower(username) %1$I.gin_trgm_ops, lower(primary_email) %1$I.gin_trgm_ops, lower(primary_phone) %1$I.gin_trgm_ops, lower(name) %1$I.gin_trgm_ops) with (fastupdate = off)', home); end if; end $$;
`,
};
