/** The published Management API client, unmodified, against the real server: every group of operations, one server. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { access } from './access.ts';
import { applications } from './applications.ts';
import { openWorld, type World } from './client.ts';
import { domains } from './domains.ts';
import { organizations } from './organizations.ts';
import { settings } from './settings.ts';
import { users } from './users.ts';

/** As many operations as the client reached when its script was written; fewer would be a part that was dropped. */
const REACHED = 222;

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.app.close());

for (const area of [applications, access, organizations, users, settings, domains]) area(() => world);

test('how much was called, and that no call ended in a failure of the server', async (t) => {
  const document = await world.api.GET('/api/.well-known/management.openapi.json');
  const { paths } = document.data as unknown as { paths: Record<string, Record<string, unknown>> };
  const shape = (operation: string) => operation.replaceAll(/\{\w+\}/g, '{}');
  const called = new Set([...world.tally.keys()].map(shape));
  const served = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => shape(`${method.toUpperCase()} ${path}`)),
  );
  const statuses = [...world.tally.values()].flatMap((counts) => [...counts]);
  const count = (of: (status: number) => boolean) =>
    statuses.reduce((sum, [status, times]) => sum + (of(status) ? times : 0), 0);
  t.diagnostic(`operations called: ${called.size} (served: ${served.length})`);
  t.diagnostic(
    `calls: ${count(() => true)}, refused as the contract says: ${count((status) => status >= 400)}`,
  );
  const areaOf = (operation: string) => operation.split('/')[2] ?? '';
  const reached = new Set([...called].map(areaOf));
  const left = new Set(served.map(areaOf).filter((area) => !reached.has(area)));
  t.diagnostic(`groups left to other tests: ${[...left].sort().join(', ')}`);
  assert.ok(called.size >= REACHED, String(called.size));
  assert.equal(
    count((status) => status >= 500),
    0,
  );
});
