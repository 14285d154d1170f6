/**
 * How a tenant's usernames are looked up and told apart: by a key that is unique in the tenant, the username in small
 * letters or, where case tells usernames apart, as it is. Which of the two is asked of the database in the very
 * statement that needs it, so that no node works with what held a moment ago.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Db, Queries, Transaction } from '../db/index.ts';

/** The key of a username in a tenant. An expression, to be part of a statement. */
export const usernameKeyIn = (tenantId: string, username: string): RawBuilder<string> => {
  const lower = username.toLowerCase();
  return sql<string>`coalesce((select case when e.usernames_case_sensitive = 1 then ${username} else ${lower} end
    from sign_in_experiences e where e.tenant_id = ${tenantId}), ${lower})`;
};

/** Usernames in small letters that are those of several users. Only users whose key is not small can be among them. */
const conflicts = (tenantId: string) => sql`select g.name from (
    select lower(username) as name, count(*) as total from users
    where tenant_id = ${tenantId} and username_key <> lower(username) group by lower(username)) g
  where g.total > 1
    or exists (select 1 from users o where o.tenant_id = ${tenantId} and o.username_key = g.name)`;

/** Usernames that differ in nothing but case: how many there are, and some of them with their owners. */
export const listUsernameConflicts = async (
  db: Queries,
  tenantId: string,
  limit: number,
): Promise<{ total: number; samples: { usernameLower: string; userIds: string[] }[] }> => {
  const { rows } = await sql<{ name: string }>`${conflicts(tenantId)} order by g.name`.execute(db);
  const samples = rows.slice(0, limit).map(async ({ name }) => {
    const owners = await sql<{ id: string }>`select id from (
      select id from users where tenant_id = ${tenantId} and username_key = ${name} union all
      select id from users where tenant_id = ${tenantId} and username_key <> lower(username)
        and lower(username) = ${name}) o order by id`.execute(db);
    return { usernameLower: name, userIds: owners.rows.map(({ id }) => id) };
  });
  return { total: rows.length, samples: await Promise.all(samples) };
};

/**
 * Waits for users that are being written, and keeps others from being written until the transaction ends: their keys
 * would be of the kind that is about to change. To be asked before the tenant's setting is touched.
 */
export const holdUsernames = async (db: Db, tx: Transaction): Promise<void> => {
  if (db.kind === 'postgres') await sql`lock table users in share row exclusive mode`.execute(tx);
};

/** Gives every username of a tenant its key of the other kind. There may be no conflicts. */
export const rekeyUsernames = async (
  tx: Transaction,
  tenantId: string,
  isCaseSensitive: boolean,
): Promise<void> => {
  await (isCaseSensitive
    ? sql`update users set username_key = username where tenant_id = ${tenantId} and username_key <> username`
    : sql`update users set username_key = lower(username)
        where tenant_id = ${tenantId} and username_key <> lower(username)`
  ).execute(tx);
};
