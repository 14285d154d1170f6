import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';
import { MANAGEMENT_SCOPES } from '../http/index.ts';
import { routes } from '../routes.ts';

let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.close());

const documentOf = async (name: string) =>
  (await fetch(`${app.origin}/api/.well-known/${name}.openapi.json`)).json() as Promise<{
    // biome-ignore lint/suspicious/noExplicitAny: documents are of every shape.
    [member: string]: any;
  }>;
const operationsOf = (document: { paths?: Record<string, object> }): string[] =>
  Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );

test('each audience has a document of its own routes', async () => {
  const of = (wanted: (scope: string) => boolean) =>
    routes
      .filter(({ specification }) => wanted(specification.scope))
      .map(({ operation }) => operation)
      .sort();
  const management = operationsOf(await documentOf('management')).sort();
  assert.deepEqual(
    management,
    of((scope) => scope.startsWith('management')),
  );
  const account = operationsOf(await documentOf('user')).sort();
  assert.deepEqual(
    account,
    of((scope) => scope.startsWith('account')),
  );
  const experience = operationsOf(await documentOf('experience'));
  for (const operation of of((scope) => scope === 'interaction')) assert.ok(experience.includes(operation));
  assert.ok(experience.includes('GET /api/.well-known/sign-in-exp'));
  assert.ok(!experience.some((operation) => operation.includes('/api/users')));
});

test('every operation stands in one section, and each section says what it is about', async () => {
  for (const audience of ['management', 'experience', 'user']) {
    const { paths, tags } = await documentOf(audience);
    const used = Object.values(paths).flatMap((item) =>
      Object.values(item as Record<string, { tags: string[] }>).flatMap((operation) => operation.tags),
    );
    const told = tags.map(({ name }: { name: string }) => name);
    assert.deepEqual([...new Set(used)].sort(), [...told].sort(), audience);
    assert.ok(tags.every(({ description }: { description: string }) => description.length > 10));
  }
});

test('the document names scopes, tags, keys and refusals', async () => {
  const { paths, components } = await documentOf('management');
  const { patch, get } = paths['/api/applications/{id}'];
  assert.deepEqual(patch.security, [
    { management: ['applications:write'] },
    { management: ['all'] },
    { token: [] },
  ]);
  assert.ok(patch.parameters.some(({ name }: { name: string }) => name === 'If-Match'));
  assert.ok(patch.responses[412] && get.responses[200].headers.ETag);
  const { post } = paths['/api/applications'];
  assert.ok(post.parameters.some(({ name }: { name: string }) => name === 'Idempotency-Key'));
  assert.ok(post.responses[409] && post.responses[422]);
  const { scopes } = components.securitySchemes.management.flows.clientCredentials;
  assert.deepEqual(
    Object.keys(scopes),
    MANAGEMENT_SCOPES.map(({ name }) => name),
  );
});

test('the reference is served on every tenant’s origin, from its own files, under a strict policy', async () => {
  for (const origin of [app.origin, app.adminOrigin]) {
    const response = await fetch(`${origin}/api-reference`);
    assert.equal(response.status, 200);
    const policy = response.headers.get('content-security-policy') ?? '';
    assert.match(policy, /script-src 'self';/);
    assert.match(policy, /connect-src 'self';/);
    const html = await response.text();
    assert.ok(!/<script(?![^>]*src=)|https?:\/\//.test(html), 'no inline script and nothing of another host');
    for (const [, address] of html.matchAll(/(?:src|href)="(\/api-reference\/assets\/[^"]+)"/g)) {
      const file = await fetch(`${origin}${address}`);
      assert.equal(file.status, 200, String(address));
      assert.match(file.headers.get('cache-control') ?? '', /immutable/);
      await file.arrayBuffer();
    }
  }
});
