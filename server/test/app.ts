/**
 * The real application for tests: real sockets, real database (SQLite in a temporary folder, or a schema of its own
 * on the PostgreSQL of DATABASE_URL), a clock that tests turn, browsers with cookie jars. Nothing is mocked.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createApp, startServer } from '../src/app.ts';
import { createApplication } from '../src/applications/index.ts';
import { type Config, readConfig } from '../src/config.ts';
import { sealCookie } from '../src/http/index.ts';
import { cookieKeys } from '../src/keys/index.ts';
import { openPlatform } from '../src/open-platform.ts';
import type { Actor, Context, Platform } from '../src/platform.ts';
import { findTenant } from '../src/tenants/index.ts';
import { type Browser, createBrowser } from './browser.ts';

export type { Browser } from './browser.ts';

export type TestClock = { now: () => number; advance: (milliseconds: number) => void };

export type TestApp = {
  readonly origin: string;
  readonly adminOrigin: string;
  readonly platform: Platform;
  readonly setupLink: string | undefined;
  /** The PostgreSQL schema of this application, where it runs on PostgreSQL. */
  readonly schema: string | undefined;
  readonly clock: TestClock;
  /** A browser on tenant `default` (or `admin`): follows no redirect by itself, keeps cookies. */
  browser: (tenantId?: string) => Browser;
  /** A context for calling rules directly. */
  context: (tenantId?: string, actor?: Actor) => Promise<Context>;
  /** An access token for a tenant's Management API, of a client made for the test. */
  managementToken: (tenantId?: string) => Promise<string>;
  /** Calls the Management API with such a token. */
  management: (method: string, path: string, body?: unknown, tenantId?: string) => Promise<ApiAnswer>;
  /** Newest messages of the development inbox. */
  inbox: (tenantId?: string) => Promise<{ recipient: string; code: string | null }[]>;
  /** Puts a cookie into a browser as a response with this Set-Cookie value would. */
  keepCookie: (browser: Browser, line: string) => Promise<void>;
  /** Audit rows, oldest first. */
  audit: (tenantId?: string) => Promise<{ key: string; result: string; payload: Record<string, unknown> }[]>;
  /** Another node on the same database, answering for the same origin unless told a host. Closed with the app. */
  openNode: () => Promise<TestNode>;
  close: () => Promise<void>;
};

/** A node without sockets of its own. */
export type TestNode = { send: (path: string, init?: RequestInit) => Promise<Response> };

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape.
export type ApiAnswer = { status: number; headers: Headers; body: any };

const startClock = (): TestClock => {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    advance: (milliseconds) => {
      offset += milliseconds;
    },
  };
};

/** A schema of its own on a PostgreSQL. */
export const ownSchema = async (url: string) => {
  const schema = `test_${randomBytes(6).toString('hex')}`;
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await run(`create schema ${schema}`);
  return { schema, drop: () => run(`drop schema ${schema} cascade`) };
};

const MANAGEMENT_ROLE = 'Management API access';

const makeManagementClient = async (context: Context) => {
  const { platform, tenant } = context;
  const { application, secret } = await createApplication(context, {
    name: 'Test client',
    type: 'MachineToMachine',
  });
  const db = platform.db.queries;
  const role = await db
    .selectFrom('roles')
    .select('id')
    .where('tenantId', '=', tenant.id)
    .where('name', '=', MANAGEMENT_ROLE)
    .executeTakeFirstOrThrow();
  await db
    .insertInto('applicationsRoles')
    .values({ tenantId: tenant.id, applicationId: application.id, roleId: role.id })
    .execute();
  return { id: application.id, secret };
};

const readAnswer = async (response: Response): Promise<ApiAnswer> => {
  const text = await response.text();
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text ? JSON.parse(text) : text,
  };
};

/** Starts the application. `settings` are environment settings; `config` overrides what they give. */
export const startApp = async (
  options: { settings?: Record<string, string>; config?: Partial<Config> } = {},
): Promise<TestApp> => {
  const folder = mkdtempSync(join(tmpdir(), 'genkan-test-'));
  const clock = startClock();
  const url = process.env.DATABASE_URL;
  const own = url ? await ownSchema(url) : undefined;
  const config: Config = {
    ...readConfig({
      PORT: '0',
      ADMIN_PORT: '0',
      DATA_DIR: folder,
      LOG_LEVEL: 'error',
      OUTGOING_ALLOW: '127.0.0.0/8,::1',
      // Nobody answers there: no test asks the DNS of the machine it runs on.
      DNS_SERVERS: '127.0.0.1:1',
      PWNED_PASSWORDS_URL: 'off',
      ...(url ? { DATABASE_URL: url, SECRET_VAULT_KEK: randomBytes(32).toString('base64') } : {}),
      ...options.settings,
    }),
    checkResponses: true,
    ...options.config,
  };
  const server = await startServer(config, { clock, durable: false, ...(own ? { schema: own.schema } : {}) });
  const { platform } = server;
  const { endpoint: origin, adminEndpoint: adminOrigin } = platform.config;
  const originOf = (tenantId: string) => (tenantId === 'admin' ? adminOrigin : origin);

  const context = async (tenantId = 'default', actor: Actor = { type: 'system' }): Promise<Context> => {
    const tenant = await findTenant(platform, tenantId);
    if (!tenant) throw new Error(`no tenant ${tenantId}`);
    return { platform, tenant, actor, from: { ip: '127.0.0.1', userAgent: 'test', requestId: 'test' } };
  };

  const keepCookie = async (browser: Browser, line: string): Promise<void> => {
    const [name = '', tenantId = ''] = /^[\w-]*genkan-\w+-([\w-]+)(?==)/.exec(line) ?? [];
    const sealed = sealCookie(await cookieKeys(platform, tenantId), line);
    browser.cookies.set(name, sealed.slice(name.length + 1).split(';')[0] ?? '');
  };

  const nodes: Platform[] = [];
  const clients = new Map<string, Promise<{ id: string; secret: string }>>();
  const managementToken = async (tenantId = 'default'): Promise<string> => {
    let client = clients.get(tenantId);
    if (!client) {
      client = context(tenantId).then(makeManagementClient) as Promise<{ id: string; secret: string }>;
      clients.set(tenantId, client);
    }
    const { id, secret } = await client;
    const answer = await readAnswer(
      await fetch(`${originOf(tenantId)}/oidc/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: id,
          client_secret: secret,
          resource: `https://${tenantId}.logto.app/api`,
          scope: 'all',
        }),
      }),
    );
    if (answer.status !== 200) throw new Error(`no management token: ${JSON.stringify(answer.body)}`);
    return answer.body.access_token;
  };

  return {
    origin,
    adminOrigin,
    platform,
    setupLink: server.setupLink,
    schema: own?.schema,
    clock,
    browser: (tenantId = 'default') => createBrowser(originOf(tenantId)),
    keepCookie,
    context,
    managementToken,
    management: async (method, path, body, tenantId = 'default') =>
      readAnswer(
        await fetch(`${originOf(tenantId)}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${await managementToken(tenantId)}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          body: body === undefined ? null : JSON.stringify(body),
        }),
      ),
    inbox: async (tenantId = 'default') =>
      platform.db.queries
        .selectFrom('inboxMessages')
        .select(['recipient', 'code'])
        .where('tenantId', '=', tenantId)
        .orderBy('createdAt', 'desc')
        .execute(),
    audit: async (tenantId = 'default') =>
      platform.db.queries
        .selectFrom('auditLogs')
        .select(['key', 'result', 'payload'])
        .where('tenantId', '=', tenantId)
        .orderBy('createdAt')
        .execute(),
    openNode: async () => {
      const node = await openPlatform(platform.config, {
        clock,
        durable: false,
        ...(own ? { schema: own.schema } : {}),
      });
      nodes.push(node);
      const served = createApp(node);
      return {
        send: async (path, init = {}) => {
          const headers = new Headers(init.headers);
          if (!headers.has('host')) headers.set('host', new URL(origin).host);
          return served.fetch(new Request(`${origin}${path}`, { ...init, headers }), {});
        },
      };
    },
    close: async () => {
      for (const node of nodes) await node.db.close();
      await server.close();
      if (own) await own.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
