/** Searching users: modes, cases, patterns as text, limits and counts. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { sql } from 'kysely';
import { startApp, type TestApp } from '../../test/app.ts';

let app: TestApp;
const ids: Record<string, string> = {};

const add = async (fields: Record<string, unknown>) => {
  const answer = await app.management('POST', '/api/users', fields);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  ids[String(fields.name)] = answer.body.id;
};

before(async () => {
  app = await startApp();
  await add({ username: 'taro_yamada', primaryEmail: 'Taro.Yamada@Example.com', name: '山田 太郎' });
  await add({ username: 'hanako', primaryEmail: 'hanako@example.org', name: 'Hanako 50%_off' });
  await add({ username: 'quote', primaryPhone: '819012345678', name: `O'Brien "the" \\ star*[x]?` });
});
after(() => app.close());

type Query = Record<string, string> | [string, string][];
const search = (query: Query) => {
  const asked = new URLSearchParams(query);
  if (!asked.has('page_size')) asked.set('page_size', '100');
  return app.management('GET', `/api/users?${asked}`);
};
const names = async (query: Query): Promise<string[]> => {
  const answer = await search(query);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.map(({ username }: { username: string }) => username).sort();
};

test('a part is found in any case and script; `%` at an end alone is open', async () => {
  assert.deepEqual(await names({ search: 'YAMADA' }), ['taro_yamada']);
  assert.deepEqual(await names({ search: '山田' }), ['taro_yamada']);
  assert.deepEqual(await names({ search: '山田 太' }), ['taro_yamada']);
  assert.deepEqual(await names({ search: 'example.%' }), []);
  assert.deepEqual(await names({ search: '%example.com' }), ['taro_yamada']);
  assert.deepEqual(await names({ search: 'taro%' }), ['taro_yamada']);
  assert.deepEqual(await names({ 'search.name': 'ha' }), ['hanako']);
  assert.deepEqual(await names({ 'search.primaryPhone': '901234' }), ['quote']);
});

test('whole values are found by their keys, in any case unless told', async () => {
  const exact = { mode: 'exact' };
  assert.deepEqual(await names({ ...exact, search: 'TARO.yamada@example.COM' }), ['taro_yamada']);
  assert.deepEqual(await names({ ...exact, search: 'Hanako' }), ['hanako']);
  assert.deepEqual(await names({ ...exact, search: '+819012345678' }), ['quote']);
  assert.deepEqual(await names({ ...exact, search: String(ids['山田 太郎']) }), ['taro_yamada']);
  assert.deepEqual(await names({ ...exact, search: 'hanak' }), []);
  const cased = { ...exact, isCaseSensitive: 'true' };
  assert.deepEqual(await names({ ...cased, 'search.primaryEmail': 'taro.yamada@example.com' }), []);
  assert.deepEqual(await names({ ...cased, 'search.primaryEmail': 'Taro.Yamada@Example.com' }), [
    'taro_yamada',
  ]);
  assert.deepEqual(await names({ 'search.primaryEmail': 'Yamada@Ex', isCaseSensitive: 'true' }), [
    'taro_yamada',
  ]);
  assert.deepEqual(await names({ 'search.primaryEmail': 'yamada@ex', isCaseSensitive: 'true' }), []);
});

test('M-10 what patterns and quotes mean elsewhere is text here', async () => {
  assert.deepEqual(await names({ search: '50%_off' }), ['hanako']);
  assert.deepEqual(await names({ search: '50__off' }), []);
  for (const text of [`O'Brien "the"`, '\\ star*[x]?', 'star*[', `"the" \\`]) {
    assert.deepEqual(await names({ search: text }), ['quote'], text);
    assert.deepEqual(await names({ search: text, isCaseSensitive: 'true' }), ['quote'], text);
  }
  for (const text of ['" OR name:"', "' or 1=1 --", '*', 'NEAR(a b)', '{name} : x', '%%%']) {
    assert.ok((await search({ search: text })).status === 200, text);
  }
  const refused: Record<string, string>[] = [
    { 'search.passwordHash': 'x' },
    { 'mode.passwordHash': 'exact' },
    { 'search_params[search.customData]': 'x' },
    { search: 'x'.repeat(300) },
    { search: 'x', mode: 'regex' },
    { page: '-1' },
    { page_size: '1000000000' },
    { jointMode: 'xor' },
    { search: 'x', joint: 'and', jointMode: 'or' },
    { excludeRoleId: '../x' },
  ];
  for (const query of refused) assert.equal((await search(query)).status, 400, JSON.stringify(query));
});

test('several whole values of one column name several users', async () => {
  const exact: [string, string] = ['mode', 'exact'];
  const ofUsers = (...values: string[]) =>
    values.map((value): [string, string] => ['search.username', value]);
  assert.deepEqual(await names([...ofUsers('HANAKO', 'quote', 'nobody'), exact]), ['hanako', 'quote']);
  assert.deepEqual(await names([...ofUsers('HANAKO', 'quote'), exact, ['isCaseSensitive', 'true']]), [
    'quote',
  ]);
  const both: [string, string][] = [...ofUsers('hanako', 'quote'), ['mode.username', 'exact']];
  assert.deepEqual(await names([...both, ['search.name', '50%_off'], ['joint', 'and']]), ['hanako']);
  for (const [column, value] of [
    ['id', String(ids['山田 太郎'])],
    ['primaryEmail', 'TARO.yamada@example.com'],
    ['name', '山田 太郎'],
  ] as const) {
    const query: [string, string][] = [
      [`search.${column}`, value],
      [`search.${column}`, 'nothing'],
    ];
    assert.deepEqual(await names([...query, exact]), ['taro_yamada'], column);
  }
  const parts = await search(ofUsers('hana', 'quot'));
  assert.equal(parts.status, 400, 'a part is one text');
  assert.match(parts.body.message, /exact/);
});

test('`jointMode` is another name of `joint`', async () => {
  const terms = { 'search.username': 'hanako', 'search.name': '太郎' };
  assert.deepEqual(await names(terms), ['hanako', 'taro_yamada']);
  assert.deepEqual(await names({ ...terms, jointMode: 'or' }), ['hanako', 'taro_yamada']);
  assert.deepEqual(await names({ ...terms, jointMode: 'and' }), []);
});

test('M-10 patterns are for PostgreSQL; there they are limited, elsewhere refused in words', async () => {
  const patterns = [
    { search: '(tar|han)%', mode: 'similar_to' },
    { search: '^(tar|han)', mode: 'posix' },
  ];
  for (const query of patterns) {
    if (app.platform.db.kind === 'sqlite') {
      const answer = await search(query);
      assert.equal(answer.status, 400);
      assert.match(answer.body.message, /PostgreSQL/);
    } else {
      assert.deepEqual(await names(query), ['hanako', 'taro_yamada']);
    }
  }
  if (app.platform.db.kind === 'sqlite') return;
  assert.equal((await search({ search: '(', mode: 'posix' })).status, 400);
  assert.deepEqual(await names({ 'search.username': '^TARO', mode: 'posix' }), ['taro_yamada']);
  assert.deepEqual(await names({ 'search.username': '^TARO', mode: 'posix', isCaseSensitive: 'true' }), []);
});

test('changed and deleted users are found as they are now', async () => {
  await add({ username: 'before_change', name: 'Earlier name' });
  const id = ids['Earlier name'];
  await app.management('PATCH', `/api/users/${id}`, { name: 'Later name' });
  assert.deepEqual(await names({ search: 'Earlier' }), []);
  assert.deepEqual(await names({ search: 'Later' }), ['before_change']);
  await app.management('DELETE', `/api/users/${id}`);
  assert.deepEqual(await names({ search: 'Later' }), []);
});

test('the total of a search is counted up to two thousand, and says when there are more', async () => {
  await sql`insert into users (tenant_id, id, username, username_key, created_at, updated_at)
    with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 2050)
    select 'default', 'bulk' || n, 'bulk_' || n, 'bulk_' || n, 1000 + n, 1000 from numbers`.execute(
    app.platform.db.queries,
  );
  const many = await search({ search: 'bulk_', page_size: '2' });
  assert.equal(many.headers.get('total-number'), '2000');
  assert.equal(many.headers.get('total-number-is-capped'), 'true');
  const few = await search({ search: 'bulk_1999' });
  assert.deepEqual([few.headers.get('total-number'), few.headers.get('total-number-is-capped')], ['1', null]);
  const all = await search({ page_size: '1' });
  assert.ok(Number(all.headers.get('total-number')) > 2050);
  assert.equal(all.headers.get('total-number-is-capped'), null);
});

test('pages one after another are the whole list, from both ends', async () => {
  const ids = async (query: Record<string, string>): Promise<string[]> =>
    (await search(query)).body.map(({ id }: { id: string }) => id);
  const total = Number((await search({ page_size: '1' })).headers.get('total-number'));
  const whole = await Promise.all(
    Array.from({ length: Math.ceil(total / 100) + 1 }, (_, index) => ids({ page: String(index + 1) })),
  );
  assert.equal(whole.at(-1)?.length, 0);
  const listed = whole.flat();
  assert.equal(new Set(listed).size, total);
  const { rows } = await sql<{ id: string }>`select id from users where tenant_id = 'default'
    order by created_at desc, id`.execute(app.platform.db.queries);
  assert.deepEqual(
    listed,
    rows.map(({ id }) => id),
  );
});
