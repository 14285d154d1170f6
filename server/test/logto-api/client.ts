/** The published Management API client, unmodified, against the real server; every call is counted and held to the contract's ground rules. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createApiClient, createManagementApi } from '@logto/api/management';
import { findBuiltInRole, giveApplicationRoles } from '../../src/access/index.ts';
import { createApplication } from '../../src/applications/index.ts';
import { startApp, type TestApp } from '../app.ts';

export type Api = ReturnType<typeof createApiClient>;
type Call<T> = Promise<{ data?: T; error?: unknown; response: Response }>;
type Paging = { page: number; page_size: number };

/** What was called: method and path as the client's types name them, with how often each status was answered. */
export type Tally = Map<string, Map<number, number>>;

/** One server for the run and clients that may everything, nothing, and that have no token worth the name. */
export type World = {
  app: TestApp;
  api: Api;
  powerless: Api;
  anonymous: Api;
  tally: Tally;
  createClient: (apiIndicator?: string) => Promise<Api>;
};

/** An error has a code and a message; an empty answer has no body; a success is JSON. */
const checkGroundRules = async (response: Response, at: string): Promise<void> => {
  const text = await response.clone().text();
  if (response.status === 204) return assert.equal(text, '', at);
  assert.match(response.headers.get('content-type') ?? '', /^application\/json/, at);
  const body: unknown = JSON.parse(text);
  if (response.ok) return;
  const { code, message } = body as { code?: unknown; message?: unknown };
  assert.match(String(code), /^[a-z_]+\.[a-z_]+$/, at);
  assert.ok(typeof message === 'string' && message, at);
};

const watch = (api: Api, tally: Tally): Api => {
  api.use({
    onResponse: async ({ request, response, schemaPath }) => {
      const operation = `${request.method} ${schemaPath}`;
      const statuses = tally.get(operation) ?? new Map<number, number>();
      tally.set(operation, statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1));
      await checkGroundRules(response, `${operation} ${response.status}`);
    },
  });
  return api;
};

export const openWorld = async (): Promise<World> => {
  const app = await startApp();
  const tally: Tally = new Map();
  const createMachine = async (isPowerful: boolean, apiIndicator?: string): Promise<Api> => {
    const context = await app.context();
    const { application, secret } = await createApplication(context, {
      name: 'Robot',
      type: 'MachineToMachine',
    });
    const role = await findBuiltInRole(app.platform.db.queries, 'default');
    if (isPowerful) await giveApplicationRoles(context, application.id, [role?.id ?? '']);
    const { apiClient } = createManagementApi('default', {
      clientId: application.id,
      clientSecret: secret ?? '',
      baseUrl: app.origin,
      ...(apiIndicator ? { apiIndicator } : {}),
    });
    return watch(apiClient, tally);
  };
  const anonymous = createApiClient({ baseUrl: app.origin, getToken: async () => 'nobody' });
  return {
    app,
    api: await createMachine(true),
    powerless: await createMachine(false),
    anonymous: watch(anonymous, tally),
    tally,
    createClient: (apiIndicator) => createMachine(true, apiIndicator),
  };
};

type Untyped = (path: string, init?: Record<string, unknown>) => Call<unknown>;

/** The client for operations of the contract that are newer than its types. */
export const untyped = (api: Api): Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', Untyped> =>
  api as unknown as ReturnType<typeof untyped>;

export const unique = (what = 'name'): string => `${what}_${randomBytes(5).toString('hex')}`;

/** The data of a call that must be answered with this status. */
export const ok = async <T>(call: Call<T>, status = 200): Promise<NonNullable<T>> => {
  const { data, error, response } = await call;
  assert.equal(response.status, status, `${response.url}: ${JSON.stringify(error)}`);
  return data as NonNullable<T>;
};

/** A call that must be refused with this status, and with this code where one is given. */
export const refused = async (call: Call<unknown>, status: number, code?: string): Promise<void> => {
  const { error, response } = await call;
  assert.equal(response.status, status, `${response.url}: ${JSON.stringify(error)}`);
  if (code) assert.equal((error as { code?: string } | undefined)?.code, code, response.url);
};

/** Without a token and without the permission, each of these calls is refused. */
export const guarded = async (world: World, ...calls: ((api: Api) => Call<unknown>)[]): Promise<void> => {
  for (const call of calls) {
    await refused(call(world.anonymous), 401);
    await refused(call(world.powerless), 403);
  }
};

const linkOf = (response: Response, relation: string): URL | undefined => {
  const link = response.headers.get('link') ?? '';
  const [, address] = new RegExp(`<([^>]+)>; rel="${relation}"`).exec(link) ?? [];
  return address === undefined ? undefined : new URL(address);
};

/** A list of `total` rows is read page by page: rows, Total-Number and Link say the same; page 0 is refused. */
export const paged = async (
  list: (query: Paging) => Call<readonly unknown[]>,
  total: number,
): Promise<void> => {
  const seen: unknown[] = [];
  for (let page = 1; page <= total; page += 1) {
    const { data, response } = await list({ page, page_size: 1 });
    const at = `${response.url} ${response.headers.get('link')}`;
    assert.equal(response.status, 200, at);
    assert.equal(response.headers.get('total-number'), String(total), at);
    assert.equal(data?.length, 1, at);
    seen.push(...(data ?? []).map((row) => JSON.stringify(row)));
    const next = linkOf(response, 'next');
    assert.equal(next?.searchParams.get('page'), page < total ? String(page + 1) : undefined, at);
    if (next) assert.equal(next.searchParams.get('page_size'), '1', at);
    assert.equal(
      linkOf(response, 'prev')?.searchParams.get('page'),
      page > 1 ? String(page - 1) : undefined,
      at,
    );
    assert.equal(linkOf(response, 'last')?.searchParams.get('page'), String(total), at);
  }
  assert.equal(new Set(seen).size, total, 'no row twice');
  assert.deepEqual(await ok(list({ page: total + 1, page_size: 1 })), []);
  await refused(list({ page: 0, page_size: 1 }), 400);
};

/** A search as the client writes it: its types show an object, of texts by newer and of nothing by older ones. */
export const search = (text: string): { search_params: never } => ({
  search_params: { search: text } as never,
});

export const names = (rows: readonly { name: string }[]): string[] => rows.map(({ name }) => name).sort();
