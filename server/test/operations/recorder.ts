/**
 * Calls operations over HTTP and keeps a record: which statuses each has answered, which members of its body and query
 * it was sent. An answer whose status the OpenAPI document does not list for the operation fails.
 */
import assert from 'node:assert/strict';
import { routes } from '../../src/routes.ts';
import type { TestApp } from '../app.ts';
import type { Browser } from '../browser.ts';

export type Operation = (typeof routes)[number]['operation'];

/** A request to an operation. What is left out follows from the operation's scope. */
export type Request = {
  params?: Record<string, string>;
  query?: string;
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  text?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
  /** Whose cookies go along. */
  browser?: Browser;
  /** Bearer token; null sends none. */
  token?: string | null;
  origin?: string;
  tenantId?: string;
  /** Lets another request of the same sign-in win meanwhile. */
  overtaken?: boolean;
};

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape.
export type Body = any;
export type Reply = { status: number; headers: Headers; body: Body };
type Listed = {
  responses: Record<string, unknown>;
  requestBody?: { content: Record<string, unknown> };
  parameters: { name: string; in: string }[];
};

export const scopeOf = (operation: Operation): string =>
  routes.find((found) => found.operation === operation)?.specification.scope ?? '';

/** Members of a body, as `a.b` and `list[].c`; `*` stands for keys that anybody may choose. */
const membersOf = (value: unknown, prefix = ''): string[] => {
  if (Array.isArray(value)) return [prefix, ...value.flatMap((item) => membersOf(item, `${prefix}[]`))];
  if (typeof value !== 'object' || value === null) return [prefix];
  const deeper = Object.entries(value).flatMap(([name, member]) =>
    membersOf(member, prefix ? `${prefix}.${name}` : name),
  );
  return [prefix || '*', ...deeper];
};

const fillPath = (path: string, params: Record<string, string> = {}): string =>
  path.replace(/:(\w+)/g, (_, name: string) => {
    assert.ok(params[name] !== undefined, `no ${name} for ${path}`);
    return encodeURIComponent(params[name]);
  });

/** Before the next transaction, every sign-in under way is changed by somebody else. Answers how to stop it. */
const overtake = ({ platform }: TestApp): (() => void) => {
  const db = platform.db as { transaction: TestApp['platform']['db']['transaction'] };
  const { transaction } = db;
  const restore = () => {
    db.transaction = transaction;
  };
  db.transaction = async (work) => {
    restore();
    await platform.db.queries
      .updateTable('interactions')
      .set((update) => ({ version: update('version', '+', 1) }))
      .execute();
    return transaction(work);
  };
  return restore;
};

const credentials = async (app: TestApp, operation: Operation, request: Request) => {
  const scope = scopeOf(operation);
  const { browser } = request;
  const headers: Record<string, string> = {};
  if (browser) headers.cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ');
  if (scope === 'console') headers['x-genkan-console'] = '1';
  const isManager = scope.startsWith('management') && request.token === undefined;
  const token = isManager ? await app.managementToken(request.tenantId) : request.token;
  if (token) headers.authorization = `Bearer ${token}`;
  return headers;
};

const send = async (app: TestApp, operation: Operation, request: Request): Promise<Response> => {
  const [method = '', path = ''] = operation.split(' ');
  const home = path.startsWith('/console') || request.tenantId === 'admin' ? app.adminOrigin : app.origin;
  const text = request.text ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
  const headers = {
    ...(await credentials(app, operation, request)),
    ...(text === undefined ? {} : { 'content-type': 'application/json' }),
    ...request.headers,
  };
  const query = request.query ? `?${request.query}` : '';
  const restore = request.overtaken ? overtake(app) : undefined;
  try {
    const url = `${request.origin ?? home}${fillPath(path, request.params)}${query}`;
    return await fetch(url, { method, headers, body: text ?? null });
  } finally {
    restore?.();
  }
};

const note = <T>(record: Map<string, Set<T>>, operation: Operation, values: readonly T[]): void => {
  record.set(operation, new Set([...(record.get(operation) ?? []), ...values]));
};

/** Starts a record of an application's answers. */
export const startRecorder = async (app: TestApp) => {
  const { paths } = (await app.management('GET', '/api/swagger.json')).body;
  const seen = new Map<string, Set<number>>();
  const sent = new Map<string, Set<string>>();

  const listed = (operation: Operation): Listed => {
    const [method = '', path = ''] = operation.split(' ');
    return paths[path.replace(/:(\w+)/g, '{$1}')][method.toLowerCase()];
  };
  /** Statuses that the document lists for an operation. */
  const statuses = (operation: Operation): number[] => Object.keys(listed(operation).responses).map(Number);

  /** Calls an operation and notes its answer. `status` is what it must be. */
  const call = async (operation: Operation, request: Request, status: number): Promise<Reply> => {
    // A second of its own: settings are at most one second old.
    app.clock.advance(1001);
    const response = await send(app, operation, request);
    const text = await response.text();
    const shown = `${operation} ${JSON.stringify(request.body)?.slice(0, 200)}: ${response.status} ${text.slice(0, 300)}`;
    assert.equal(response.status, status, shown);
    assert.ok(statuses(operation).includes(response.status), `not in the document: ${shown}`);
    note(seen, operation, [response.status]);
    const asked = [...new URLSearchParams(request.query).keys()].map((name) => `?${name}`);
    note(sent, operation, [...membersOf(request.body), ...asked]);
    const body = /[/+]json\b/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : undefined;
    if (response.status >= 400) assert.ok(body.code && body.message, shown);
    return { status: response.status, headers: response.headers, body };
  };

  return {
    listed,
    statuses,
    call,
    /** Statuses that an operation has answered. */
    seen: seen as ReadonlyMap<string, ReadonlySet<number>>,
    /** Members of bodies, and of queries as `?name`, that an operation was sent. */
    sent: sent as ReadonlyMap<string, ReadonlySet<string>>,
  };
};
