/**
 * Lists of an installation with a million users and ten thousand organizations: how long the slowest twentieth of the
 * answers takes. Rows are put into the database directly; what is measured comes through the API.
 */

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { openConnection } from './client.mjs';
import { cli, installation, startServer } from './server.mjs';

const USERS = 1_000_000;
const ORGANIZATIONS = 10_000;
/** Members of the largest organization. */
const MEMBERS = 100_000;
const ROUNDS = 100;
const LIMIT = 300;
const managementApi = 'https://default.logto.app/api';

const numbers = (count) =>
  `with recursive n(i) as (select 0 union all select i + 1 from n where i < ${count - 1})`;

/** Statements that both databases read. Names and addresses differ so that searches find few. */
const seed = [
  `insert into users (tenant_id, id, username, username_key, primary_email, email_key, email_verified, name, profile, custom_data, is_suspended, created_at, updated_at)
   ${numbers(USERS)} select 'default', 'u' || i, 'user_' || i, 'user_' || i, 'user' || i || '@mail' || (i % 1000) || '.example', 'user' || i || '@mail' || (i % 1000) || '.example', 1, 'Person ' || i, '{}', '{}', 0, 1700000000000 + i, 1700000000000 + i from n`,
  `insert into organizations (tenant_id, id, name, custom_data, created_at)
   ${numbers(ORGANIZATIONS)} select 'default', 'o' || i, 'Organization ' || i, '{}', 1700000000000 + i from n`,
  `insert into organization_users (tenant_id, organization_id, user_id, created_at)
   ${numbers(MEMBERS)} select 'default', 'o0', 'u' || i, 1700000000000 + i from n`,
  `insert into organization_users (tenant_id, organization_id, user_id, created_at)
   ${numbers(USERS)} select 'default', 'o' || (1 + i % ${ORGANIZATIONS - 1}), 'u' || i, 1700000000000 + i from n`,
];

/** Each list, with a number to vary it by. */
const lists = {
  'users, first page': () => '/api/users?page_size=20',
  'users, a page in the middle': (n) => `/api/users?page=${20_000 + n}&page_size=20`,
  'users, last page': () => '/api/users?page=50000&page_size=20',
  'users, part of a name': (n) => `/api/users?search=${encodeURIComponent(`%person ${99_000 + n}%`)}`,
  'users, exact address': (n) =>
    `/api/users?search.primaryEmail=user${n * 7001}%40mail${(n * 7001) % 1000}.example&mode.primaryEmail=exact`,
  'users, who are not in an organization': () => '/api/users?excludeOrganizationId=o0&page_size=20',
  'organizations, first page': () => '/api/organizations?page_size=20',
  'organizations, part of a name': (n) => `/api/organizations?q=${encodeURIComponent(`ation 99${n}`)}`,
  'members of 100,000, first page': () => '/api/organizations/o0/users?page_size=20',
  'members of 100,000, part of a name': (n) =>
    `/api/organizations/o0/users?q=${encodeURIComponent(`person ${9000 + n}`)}`,
  'organizations of a user': (n) => `/api/users/u${n * 7001}/organizations`,
  'one user': (n) => `/api/users/u${n * 7001}`,
};

async function fill(place, postgresql) {
  if (postgresql) {
    const client = new pg.Client({ connectionString: postgresql.url });
    await client.connect();
    for (const statement of seed) await client.query(statement);
    await client.query('analyze');
    await client.end();
    return;
  }
  const database = new DatabaseSync(join(place.env.DATA_DIR, 'genkan.sqlite'));
  for (const statement of ['begin', ...seed, 'commit', 'analyze']) database.exec(statement);
  database.close();
}

/** Fills an installation, measures every list and prints a line for each; throws for an answer that is not 200. */
export async function measureScale({ folder, postgresql, json, say }) {
  const place = await installation(folder, postgresql?.url);
  const first = await startServer(place);
  await first.stop();
  say('a million users and ten thousand organizations');
  await fill(place, postgresql);
  const server = await startServer(place);
  const machine = cli(place, [
    'app',
    'create',
    '--type',
    'machine-to-machine',
    '--management-api',
    '--name',
    'Bench',
    '--json',
  ]);
  const connection = openConnection(place.port);
  const given = await connection.request('POST', '/oidc/token', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: machine.id,
      client_secret: machine.secret,
      resource: managementApi,
      scope: 'all',
    }).toString(),
  });
  const headers = { authorization: `Bearer ${JSON.parse(given.body).access_token}` };
  const figures = [];
  for (const [name, path] of Object.entries(lists)) {
    say(name);
    const times = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const began = performance.now();
      const answer = await connection.request('GET', path(round), { headers });
      times.push(performance.now() - began);
      if (answer.status !== 200) throw new Error(`${name}: ${answer.status} ${answer.body.slice(0, 300)}`);
    }
    times.sort((a, b) => a - b);
    figures.push({ name, p50: times[ROUNDS / 2], p95: times[Math.floor(ROUNDS * 0.95)] });
  }
  const rssBytes = server.rss();
  connection.close();
  await server.stop();
  const report = { database: postgresql ? 'PostgreSQL' : 'SQLite', figures, rssBytes };
  if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else printScale(report);
}

function printScale({ database, figures, rssBytes }) {
  process.stdout.write(
    `Lists at 1,000,000 users and 10,000 organizations on ${database}, at most ${LIMIT} ms at p95\n\n`,
  );
  for (const { name, p50, p95 } of figures) {
    process.stdout.write(
      `${p95 <= LIMIT ? 'ok  ' : 'MISS'}  ${name.padEnd(40)} p50 ${p50.toFixed(1).padStart(7)} ms  p95 ${p95.toFixed(1).padStart(7)} ms\n`,
    );
  }
  process.stdout.write(`\nserver ${(rssBytes / 2 ** 20).toFixed(0)} MB\n`);
}
