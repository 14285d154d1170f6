/** The Management API as a whole: what every operation refuses, the audit trail, and the OpenAPI document. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { routes } from '../src/routes.ts';
import { startApp, type TestApp } from './app.ts';

const managed = routes.filter(({ specification }) => specification.scope.startsWith('management'));
/** A value for each parameter that is one of a few words; anything else is an id that nobody has. */
const WORDS: Record<string, string> = {
  ':keyType': 'private-keys',
  ':tokenTypePath': 'access-token',
  ':actionType': 'action.postSignIn',
};
const pathOf = (path: string) => path.replace(/:\w+/g, (name) => WORDS[name] ?? 'nothing');

let app: TestApp;
let token: string;
before(async () => {
  app = await startApp();
  token = await app.managementToken();
});
after(() => app.close());

const send = async (method: string, path: string, body?: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${app.origin}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body ?? null,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
};

test('without a token, with none of ours, and with a wrong scheme every operation answers 401', async () => {
  for (const { operation } of managed) {
    const [method = '', path = ''] = operation.split(' ');
    for (const authorization of [undefined, 'Bearer nothing', 'Bearer a.b.c', `Basic ${token}`]) {
      const response = await fetch(`${app.origin}${pathOf(path)}`, {
        method,
        headers: authorization ? { authorization } : {},
      });
      assert.equal(response.status, 401, `${operation} ${authorization}`);
      const { code, message } = (await response.json()) as { code: string; message: string };
      assert.ok(code.startsWith('auth.') && message);
    }
  }
});

test('M-06 every operation refuses a body of another shape and keys it does not know', async () => {
  for (const { operation, specification } of managed) {
    if (!specification.body) continue;
    const [method = '', path = ''] = operation.split(' ');
    const wrong = ['[]', '"text"', '{', 'null', '1'];
    // Free JSON by contract: any key is theirs to choose.
    if (!operation.endsWith('/custom-data')) wrong.push('{"tenantId":"admin","isAdmin":true}');
    for (const body of wrong) {
      const answer = await send(method, pathOf(path), body);
      assert.equal(answer.status, 400, `${operation} ${body}: ${answer.text}`);
      assert.equal(JSON.parse(answer.text).code, 'guard.invalid_input');
    }
    const form = await send(method, pathOf(path), 'a=b', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    assert.equal(form.status, 415, operation);
  }
});

test('M-10 paging out of range, wildcards, injection and prototype keys', async (t) => {
  const paged = managed.filter(
    ({ operation, specification }) =>
      operation.startsWith('GET') &&
      !operation.includes(':') &&
      specification.query?.safeParse({ page_size: '1000000000' }).success === false,
  );
  assert.ok(paged.length > 8);
  await t.test('every list caps its pages', async () => {
    for (const { operation } of paged) {
      const path = operation.split(' ')[1] ?? '';
      for (const query of [
        'page=-1',
        'page=0',
        'page=x',
        'page_size=1000000000',
        'page_size=0',
        'page=1&page=2',
      ]) {
        const answer = await send('GET', `${path}?${query}`);
        assert.equal(answer.status, 400, `${operation} ${query}`);
      }
    }
  });
  await t.test('a search means what was typed', async () => {
    for (const name of ['100% fun', 'snake_case', "Robert'); drop table users;--", 'back\\slash']) {
      assert.equal((await app.management('POST', '/api/applications', { name, type: 'SPA' })).status, 200);
    }
    const found = async (search: string) =>
      (await app.management('GET', `/api/applications?search=${encodeURIComponent(search)}`)).body.map(
        ({ name }: { name: string }) => name,
      );
    assert.deepEqual(await found('0% f'), ['100% fun']);
    assert.deepEqual(await found('ke_ca'), ['snake_case']);
    assert.deepEqual(await found('k_'), []);
    assert.deepEqual(await found("'); DROP"), ["Robert'); drop table users;--"]);
    assert.deepEqual(await found('back\\'), ['back\\slash']);
    assert.deepEqual(await found('%fun%'), ['100% fun']);
    assert.deepEqual(await found('%fun'), ['100% fun']);
    assert.deepEqual(await found('fun%'), []);
    assert.equal((await send('GET', `/api/applications?search=${'x'.repeat(300)}`)).status, 400);
    assert.equal((await send('GET', `/api/applications/${encodeURIComponent('../users')}`)).status, 400);
  });
  await t.test('__proto__ in a body reaches nothing', async () => {
    const answer = await send('POST', '/api/organizations', '{"name":"x","__proto__":{"isAdmin":true}}');
    assert.ok([201, 400].includes(answer.status), answer.text);
    assert.equal(({} as Record<string, unknown>).isAdmin, undefined);
    const body = `{"name":"x","customData":${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}}`;
    assert.ok((await send('POST', '/api/organizations', body)).status < 500);
    const large = await send('POST', '/api/organizations', JSON.stringify({ name: 'x'.repeat(200_000) }));
    assert.equal(large.status, 413);
  });
});

test('M-18 the trail names every change and refusal, and cannot be changed or written into', async () => {
  const made = await app.management('POST', '/api/organizations', { name: 'line\r\nbreak' });
  assert.equal(made.status, 201);
  await send('GET', '/api/applications/nothing', undefined, { 'user-agent': 'curl "x"\t[2K' });
  const { body } = await app.management('GET', '/api/logs?page_size=100');
  const created = body.find(({ key }: { key: string }) => key === 'Organization.Create');
  assert.equal(created.payload.result, 'Success');
  assert.equal(created.payload.actor.type, 'application');
  assert.ok(created.payload.applicationId && created.payload.requestId);
  const refusal = body.find(({ key }: { key: string }) => key === 'Api.Refusal');
  assert.equal(refusal.payload.result, 'Error');
  for (const row of body) {
    for (const text of [row.payload.name, row.payload.userAgent]) {
      if (typeof text === 'string')
        assert.ok(
          [...text].every((c) => c >= ' '),
          JSON.stringify(text),
        );
    }
  }
  for (const method of ['PUT', 'PATCH', 'POST', 'DELETE']) {
    for (const path of ['/api/logs', `/api/logs/${created.id}`]) {
      const answer = await send(method, path, method === 'DELETE' ? undefined : '{}', {
        'x-http-method-override': 'GET',
      });
      assert.ok([404, 405].includes(answer.status), `${method} ${path}: ${answer.status}`);
    }
  }
  const one = await app.management('GET', `/api/logs/${created.id}`);
  assert.deepEqual(one.body, created);
  assert.equal((await app.management('GET', '/api/logs/nothing')).status, 404);
});

test('the trail is filtered, paged, and newest first', async () => {
  const user = (await app.management('POST', '/api/users', { username: 'logged' })).body;
  app.clock.advance(1000);
  const since = app.clock.now();
  await app.management('PATCH', `/api/users/${user.id}`, { name: 'Logged' });
  const keys = async (query: string) =>
    (await app.management('GET', `/api/logs?${query}`)).body.map(({ key }: { key: string }) => key);
  assert.deepEqual(await keys(`userId=${user.id}`), ['User.Update', 'User.Create']);
  assert.deepEqual(await keys(`userId=${user.id}&logKey=User.Create`), ['User.Create']);
  assert.deepEqual(await keys(`userId=${user.id}&start_time=${since}`), ['User.Update']);
  assert.deepEqual(await keys(`userId=${user.id}&end_time=${since - 1}`), ['User.Create']);
  assert.deepEqual(await keys(`userId=${user.id}&applicationId=nothing`), []);
  const page = await app.management('GET', `/api/logs?userId=${user.id}&page=2&page_size=1`);
  assert.deepEqual([page.body[0].key, page.headers.get('total-number')], ['User.Create', '2']);
  assert.match(page.headers.get('link') ?? '', /rel="prev"/);
});

test('M-19 failing requests of two tenants at once show each only its own', async () => {
  const tokens = { default: token, admin: await app.managementToken('admin') };
  const requests = Array.from({ length: 200 }, async (_, index) => {
    const tenantId = index % 2 === 0 ? 'default' : 'admin';
    const origin = tenantId === 'default' ? app.origin : app.adminOrigin;
    const id = `${tenantId}-marker-${index}`;
    const response = await fetch(`${origin}/api/applications/${id}`, {
      headers: { authorization: `Bearer ${tokens[tenantId]}` },
    });
    const text = `${await response.text()} ${JSON.stringify([...response.headers])}`;
    return { tenantId, id, status: response.status, text };
  });
  for (const { tenantId, id, status, text } of await Promise.all(requests)) {
    assert.equal(status, 404);
    assert.ok(text.includes(id));
    const marks = text.match(/(default|admin)-marker-\d+/g) ?? [];
    assert.deepEqual([...new Set(marks)], [id]);
    assert.ok(!text.includes(tenantId === 'default' ? app.adminOrigin : app.origin));
  }
});

test('the OpenAPI document describes every route with its statuses', async () => {
  const { body } = await app.management('GET', '/api/swagger.json');
  for (const { operation, specification } of routes) {
    const [method = '', path = ''] = operation.split(' ');
    const found = body.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    assert.ok(found, operation);
    const { response, streams } = specification;
    const status = specification.status ?? (response || streams ? 200 : 204);
    assert.ok(found.responses[status], operation);
    for (const [, name] of path.matchAll(/:(\w+)/g)) {
      assert.ok(
        found.parameters.some((parameter: { name: string }) => parameter.name === name),
        operation,
      );
    }
    if (specification.scope.startsWith('management')) assert.ok(found.responses[401] && found.responses[403]);
  }
});
