/**
 * Every operation is called for its success and for each refusal that the OpenAPI document lists, and answers nothing
 * that is not listed. The table is checked against the routes: a new one without a row here fails.
 */
import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import test, { after, before } from 'node:test';
import { LONG_BODY_LIMIT } from '../../src/http/index.ts';
import { routes } from '../../src/routes.ts';
import { limitSteps } from '../../src/signin/beginnings.ts';
import { hashPassword } from '../../src/users/index.ts';
import { findSealedPlaces } from '../sealed-places.ts';
import { accessRows } from './access.rows.ts';
import { administrationRows } from './administration.rows.ts';
import { applicationsRows } from './applications.rows.ts';
import { connectorsRows } from './connectors.rows.ts';
import { consentRows } from './consent.rows.ts';
import { domainsRows } from './domains.rows.ts';
import { experienceRows } from './experience.rows.ts';
import { federationRows, withExpiredToken } from './federation.rows.ts';
import { grantsRows } from './grants.rows.ts';
import { organizationsRows } from './organizations.rows.ts';
import { organizationsMoreRows } from './organizations-more.rows.ts';
import { type Operation, type Reply, type Request, scopeOf } from './recorder.ts';
import { scriptingRows } from './scripting.rows.ts';
import { hashingRows, signInRows } from './sign-in.rows.ts';
import { signingKeysRows } from './signing-keys.rows.ts';
import { openStage, type Row, type Stage } from './stage.ts';
import { consoleRows, tenantRows } from './tenant.rows.ts';
import { usersRows } from './users.rows.ts';
import { usersMoreRows } from './users-more.rows.ts';
import { webhooksRows } from './webhooks.rows.ts';

const TABLES = {
  console: consoleRows,
  applications: applicationsRows,
  access: accessRows,
  organizations: organizationsRows,
  'organizations-more': organizationsMoreRows,
  users: usersRows,
  'users-more': usersMoreRows,
  scripting: scriptingRows,
  experience: experienceRows,
  domains: domainsRows,
  federation: federationRows,
  grants: grantsRows,
  consent: consentRows,
  'sign-in': signInRows,
  tenant: tenantRows,
  administration: administrationRows,
  webhooks: webhooksRows,
  connectors: connectorsRows,
  'signing-keys': signingKeysRows,
};
const READ_TOKEN = 'GET /api/my-account/sso-identities/:connectorId/access-token';

let stage: Stage;
let renewedElsewhere: Promise<Reply>;
before(async () => {
  stage = await openStage();
  renewedElsewhere = waitForAnother();
});
after(() => stage.close());

/** Somebody else renews the token and takes long: the answer comes when patience ends, so it is begun first. */
const waitForAnother = async (): Promise<Reply> => {
  const late = await withExpiredToken(stage);
  await stage.app.platform.db.queries
    .updateTable('vaultSecrets')
    .set({ leaseUntil: stage.app.clock.now() + 86_400_000 })
    .where('ssoConnectorId', '=', late.params.connectorId)
    .execute();
  return stage.call(READ_TOKEN, late, 503);
};

/** A machine of ours whose token does not carry the permission of the Management API. */
const strangerToken = async (tenantId = 'default'): Promise<string> => {
  const body = { name: stage.unique(), type: 'MachineToMachine' };
  const { id, secret } = await stage.need('POST', '/api/applications', body, tenantId);
  const origin = tenantId === 'admin' ? stage.app.adminOrigin : stage.app.origin;
  const response = await fetch(`${origin}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: id,
      client_secret: secret,
      resource: `https://${tenantId}.logto.app/api`,
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
};

type Variant = [status: number, change: Request];

/** What anybody's missing credentials bring. */
const refusedCallers = async (operation: Operation, good: Request): Promise<Variant[]> => {
  const scope = scopeOf(operation);
  if (scope.startsWith('management')) {
    return [
      [401, { token: null }],
      [403, { token: await strangerToken(good.tenantId) }],
    ];
  }
  if (scope.startsWith('account')) return [[401, { token: null }]];
  if (scope === 'interaction') {
    return [
      [400, { browser: stage.app.browser() }],
      [403, { headers: { origin: 'https://evil.example' } }],
    ];
  }
  if (scope === 'console') {
    return [
      [401, { browser: stage.app.browser('admin') }],
      [403, { headers: { 'x-genkan-console': '0' } }],
      [404, { origin: stage.app.origin }],
    ];
  }
  return [];
};

/** What is no request of this shape at all. */
const refusedShapes = (operation: Operation, good: Request): Variant[] => {
  const { requestBody, parameters } = stage.listed(operation);
  const [parameter] = parameters.filter((found) => found.in === 'path');
  const [query] = parameters.filter((found) => found.in === 'query');
  const variants: Variant[] = [];
  if (parameter) variants.push([400, { params: { ...good.params, [parameter.name]: '../users' } }]);
  if (query) variants.push([400, { query: `${query.name}=${'x'.repeat(300)}` }]);
  if (requestBody && 'application/json' in requestBody.content) {
    variants.push([400, { text: '[]' }], [400, { text: '{' }]);
    variants.push([413, { text: `{"name":"${'x'.repeat(LONG_BODY_LIMIT)}"}` }]);
    variants.push([415, { headers: { ...good.headers, 'content-type': 'text/plain' } }]);
  }
  return variants;
};

/** A change of something else than what is there now, and a creation with a key that is none. */
const unsafe = (operation: Operation, good: Request): Variant[] => {
  const withHeader = (name: string, value: string) => ({ headers: { ...good.headers, [name]: value } });
  if (stage.statuses(operation).includes(412)) return [[412, withHeader('if-match', '"other"')]];
  const isRepeatable = operation.startsWith('POST') && scopeOf(operation).startsWith('management');
  return isRepeatable ? [[400, withHeader('idempotency-key', 'x'.repeat(256))]] : [];
};

/** Creations are sent with a key: again, with another request, and while the first is under way. */
const succeedOnce = async (operation: Operation, good: Request, status: number): Promise<void> => {
  const isRepeatable = operation.startsWith('POST') && scopeOf(operation).startsWith('management');
  if (!isRepeatable) {
    await stage.call(operation, good, status);
    return;
  }
  const request = { ...good, headers: { ...good.headers, 'idempotency-key': stage.unique('key') } };
  const first = await stage.call(operation, request, status);
  const again = await stage.call(operation, request, status);
  assert.deepEqual(again.body, first.body);
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  await stage.call(operation, { ...request, text: '{"other":true}' }, 422);
  await stage.app.platform.db.queries.updateTable('idempotencyKeys').set({ progress: 'running' }).execute();
  await stage.call(operation, request, 409);
};

/** What changes nothing although it is not a GET. */
const CHANGES_NOTHING: ReadonlySet<string> = new Set([
  'POST /api/sign-in-exp/default/check-password',
  'POST /api/users/:userId/password/verify',
  'POST /api/configs/jwt-customizer/test',
  'POST /api/configs/actions/test',
  'POST /api/configs/audit-sink/test',
  'POST /api/hooks/:id/test',
]);

const auditRows = async (tenantId: string): Promise<number> =>
  (
    await stage.app.platform.db.queries
      .selectFrom('auditLogs')
      .select('payload')
      .where('tenantId', '=', tenantId)
      .where('result', '=', 'Success')
      .where('key', 'not like', 'ExchangeTokenBy.%')
      .execute()
  ).filter(({ payload }) => (payload.actor as { type?: string }).type === 'application').length;

/** Changes of a secret, and of nothing else: there is neither a before nor an after that may be told. */
const TELLS_NO_BEFORE: ReadonlySet<string> = new Set([
  'PATCH /api/users/:userId/password',
  'PATCH /api/hooks/:id/signing-key',
]);

/**
 * Whether a row of the trail tells what a change or replacement changed: fields as they were and as they are, or, of
 * relations that may have any number of members, who came and who went.
 */
const tellsTheChange = (payload: Record<string, unknown>): boolean =>
  ('before' in payload && 'after' in payload) || ('added' in payload && 'removed' in payload);

/** Members of the newest rows of the trail. */
const newestPayloads = async (tenantId: string): Promise<Record<string, unknown>[]> =>
  (
    await stage.app.platform.db.queries
      .selectFrom('auditLogs')
      .select('payload')
      .where('tenantId', '=', tenantId)
      .where('result', '=', 'Success')
      .orderBy('createdAt', 'desc')
      .limit(5)
      .execute()
  ).map(({ payload }) => payload);

/** M-18: a change by the Management API leaves a row of who made it. */
const succeedOnTheRecord = async (operation: Operation, good: Request, status: number): Promise<void> => {
  const isChange =
    scopeOf(operation).startsWith('management') &&
    !operation.startsWith('GET') &&
    !CHANGES_NOTHING.has(operation);
  const tenantId = good.tenantId ?? 'default';
  const before = isChange ? await auditRows(tenantId) : 0;
  await succeedOnce(operation, good, status);
  if (!isChange) return;
  assert.ok((await auditRows(tenantId)) > before, `M-18 ${operation} is in the trail`);
  if (!/^(PATCH|PUT) /.test(operation) || TELLS_NO_BEFORE.has(operation)) return;
  const isTold = (await newestPayloads(tenantId)).some(tellsTheChange);
  assert.ok(isTold, `M-18 the trail tells what ${operation} changed`);
};

/** Ids that nobody has, one at a time. */
const unknownIds = (operation: Operation, row: Row, good: Request): Variant[] => {
  if (row.refused?.[404] || !stage.statuses(operation).includes(404)) return [];
  return Object.keys(good.params ?? {})
    .filter((name) => name !== 'keyType')
    .map((name) => [404, { params: { ...good.params, [name]: 'nothing' } }]);
};

const tryOperation = async (operation: Operation, row: Row): Promise<void> => {
  const good = await row.good(stage);
  const variants = [
    ...(await refusedCallers(operation, good)),
    ...unsafe(operation, good),
    ...refusedShapes(operation, good),
    ...unknownIds(operation, row, good),
  ];
  for (const [status, change] of variants) await stage.call(operation, { ...good, ...change }, status);
  for (const [status, change] of Object.entries(row.refused ?? {})) {
    const request = { ...good, ...(await change?.(stage, good)) };
    await stage.call(operation, request, Number(status));
    stage.idp.straighten();
  }
  const [success, other] = stage.statuses(operation).filter((status) => status < 300);
  if (row.other) await stage.call(operation, { ...good, ...(await row.other(stage, good)) }, Number(other));
  await succeedOnTheRecord(operation, good, Number(success));
  if (row.again !== undefined) await stage.call(operation, good, row.again);
};

test('while too many passwords wait for their hash, every operation that hashes one says to come back', async () => {
  const rows = Object.entries(hashingRows) as [Operation, Row][];
  const prepared: [Operation, Request][] = [];
  for (const [operation, row] of rows) prepared.push([operation, await row.good(stage)]);
  const setUp = 'POST /console/api/set-up';
  prepared.push([setUp, (await consoleRows[setUp]?.good(stage)) ?? {}]);
  const create = 'POST /api/administrators';
  prepared.push([create, (await administrationRows[create]?.good(stage)) ?? {}]);
  let pouring = true;
  // As many as the gate lets wait and run; each comes back the moment it is done.
  const pour = async () => {
    while (pouring) await hashPassword('pouring');
  };
  const flood = Promise.all(Array.from({ length: availableParallelism() + 100 }, pour));
  try {
    for (const [operation, request] of prepared) {
      const { headers } = await stage.call(operation, request, 429);
      assert.equal(headers.get('retry-after'), '1');
    }
  } finally {
    pouring = false;
    await flood;
  }
});

test('an address that takes too many steps is told so by every operation of a sign-in', async () => {
  const ip = '203.0.121.7';
  const context = await stage.app.context();
  const takeAll = () => {
    for (;;) limitSteps({ ...context, from: { ...context.from, ip } });
  };
  // All that the next minute would bring too.
  stage.app.clock.advance(60_000);
  assert.throws(takeAll, { code: 'request.too_many' });
  stage.app.clock.advance(-60_000);
  const rows = Object.values(TABLES).flatMap((table) => Object.entries(table) as [Operation, Row][]);
  for (const [operation, row] of rows) {
    if (scopeOf(operation) !== 'interaction') continue;
    const good = await row.good(stage);
    const { headers } = await stage.call(operation, { ...good, headers: { 'x-forwarded-for': ip } }, 429);
    assert.equal(headers.get('retry-after'), '1', operation);
    stage.idp.straighten();
  }
});

for (const [capability, rows] of Object.entries(TABLES)) {
  test(capability, async (t) => {
    for (const [operation, row] of Object.entries(rows) as [Operation, Row][]) {
      await t.test(operation, () => tryOperation(operation, row));
    }
  });
}

test('an access token that somebody else renews for too long', async () => {
  assert.equal((await renewedElsewhere).body.code, 'single_sign_on.token_busy');
});

test('V-03 whatever these operations sealed lies where a change of the master key finds it', async (t) => {
  const { reached, missed } = await findSealedPlaces(stage.app.platform);
  t.diagnostic(`columns with sealed values: ${reached.length}`);
  assert.ok(reached.includes('application_secrets.sealed_secret'));
  assert.deepEqual(missed, [], 'name the column sealed_…, or list it in keys/rewrap.store.ts');
});

test('every listed answer of every operation was seen', (t) => {
  const operations = routes.map(({ operation }) => operation);
  const missing = operations.flatMap((operation) =>
    stage
      .statuses(operation)
      .filter((status) => !stage.seen.get(operation)?.has(status))
      .map((status) => `${operation} ${status}`),
  );
  const complete = new Set(operations).size - new Set(missing.map((pair) => pair.replace(/ \d+$/, ''))).size;
  const pairs = [...stage.seen.values()].reduce((sum, statuses) => sum + statuses.size, 0);
  t.diagnostic(`operations with success and every documented refusal: ${complete} of ${operations.length}`);
  t.diagnostic(`pairs of operation and status: ${pairs}`);
  assert.deepEqual(missing, []);
  assert.deepEqual(
    Object.values(TABLES).flatMap(Object.keys).sort(),
    [...operations].sort(),
    'a row for every operation and no other',
  );
});
