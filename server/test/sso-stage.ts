/**
 * A stage for enterprise SSO: platform, tenant and provider, and the routes of federation without sockets. The rules
 * are called as sign-in calls them; whole journeys through HTTP are in the tests of sign-in.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createApplication } from '../src/applications/index.ts';
import { recordRefusal } from '../src/audit/index.ts';
import { readConfig } from '../src/config.ts';
import {
  type Arrival,
  arriveFrom,
  attachIdentity,
  departTo,
  findLinkedUser,
  type Memory,
  redirectUriOf,
  registerExternalUser,
  ssoAccountRoutes,
  ssoConnectorRoutes,
  userSsoIdentityRoutes,
} from '../src/federation/index.ts';
import { mount } from '../src/http/index.ts';
import { createToken } from '../src/lib/ids.ts';
import { openPlatform } from '../src/open-platform.ts';
import type { Actor, Context, Platform, Tenant } from '../src/platform.ts';
import { refuseUser, type User } from '../src/users/index.ts';
import { type FakeIdp, startIdp } from './idp.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape.
export type StageAnswer = { status: number; headers: Headers; body: any };

export type Stage = {
  readonly platform: Platform;
  readonly tenant: Tenant;
  readonly idp: FakeIdp;
  readonly clock: { advance: (milliseconds: number) => void };
  readonly folder: string;
  /** A context as sign-in has it. */
  readonly context: Context;
  /** Calls a route as `actor` (a management client unless told). */
  api: (method: string, path: string, body?: unknown, actor?: Actor) => Promise<StageAnswer>;
  /** A ready connector to the stage's provider. */
  connector: (providerName?: string, input?: Record<string, unknown>) => Promise<string>;
  /** Leaves for the provider and is sent back; nothing is checked yet. */
  depart: (connectorId: string, email?: string) => Promise<{ memory: Memory; query: Record<string, string> }>;
  arrive: (connectorId: string) => Promise<Arrival>;
  /** A whole sign-in as the pages do it. */
  signIn: (connectorId: string) => Promise<User>;
  audit: () => Promise<{ key: string; result: string; payload: Record<string, unknown> }[]>;
  /** Rows of every table of people, to see that a refusal left nothing behind. */
  rows: () => Promise<Record<string, number>>;
  /** A user of an app with an access token, as the account API sees them. */
  account: (userId: string, isThirdParty?: boolean) => Promise<Actor>;
  close: () => Promise<void>;
};

const ownSchema = async (url: string) => {
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

const MANAGEMENT: Actor = { type: 'application', applicationId: 'management', scopes: ['all'] };

/** Sets the stage. The connector of Google Workspace speaks to the same provider. */
export const setStage = async (): Promise<Stage> => {
  const url = process.env.DATABASE_URL;
  const own = url ? await ownSchema(url) : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'genkan-sso-'));
  let offset = 0;
  const clock = {
    now: () => Date.now() + offset,
    advance: (milliseconds: number) => {
      offset += milliseconds;
    },
  };
  const idp = await startIdp(clock);
  const config = readConfig({
    DATA_DIR: folder,
    LOG_LEVEL: 'silent',
    OUTGOING_ALLOW: '127.0.0.1',
    GOOGLE_WORKSPACE_ISSUER: idp.issuer,
    ...(url ? { DATABASE_URL: url, SECRET_VAULT_KEK: randomBytes(32).toString('base64') } : {}),
  });
  const platform = await openPlatform(
    { ...config, checkResponses: true },
    { clock, durable: false, ...(own ? { schema: own.schema } : {}) },
  );
  const origin = 'http://localhost:3001';
  const tenant: Tenant = {
    id: 'default',
    name: 'Default',
    origin,
    issuer: `${origin}/oidc`,
    issuers: [`${origin}/oidc`],
  };
  const db = platform.db.queries;
  const now = clock.now();
  await db
    .insertInto('tenants')
    .values({ id: tenant.id, origin, name: tenant.name, createdAt: now })
    .execute();
  await db
    .insertInto('signInExperiences')
    .values({
      tenantId: tenant.id,
      color: {},
      branding: {},
      languageInfo: {},
      signIn: {},
      signUp: {},
      signInMode: 'SignInAndRegister',
      passwordPolicy: {},
      singleSignOnEnabled: true,
      updatedAt: now,
    })
    .execute();
  const from = { ip: '127.0.0.1', userAgent: 'test', requestId: 'test' };
  const context: Context = { platform, tenant, actor: { type: 'anonymous' }, from };

  let actor: Actor = MANAGEMENT;
  const app = mount(
    platform,
    {
      findTenant: async () => tenant,
      authenticate: async () => actor,
      cookieKeys: async () => ({ currentId: 'only', secretOf: () => Buffer.alloc(32) }),
      proveHost: () => undefined,
      ready: async () => true,
      safeguard: (_change, run) => run(),
      delegate: async () => {
        throw new Error('no console here');
      },
      refused: (refusedContext, operation, refusal) =>
        recordRefusal(refusedContext, { key: 'Api.Refusal', payload: { operation, reason: refusal.code } }),
    },
    { routes: [...ssoConnectorRoutes, ...userSsoIdentityRoutes, ...ssoAccountRoutes], endpoints: [] },
  );

  const stage: Stage = {
    platform,
    tenant,
    idp,
    clock,
    folder,
    context,
    api: async (method, path, body, as = MANAGEMENT) => {
      actor = as;
      const response = await app.fetch(
        new Request(`${origin}${path}`, {
          method,
          headers: {
            host: 'localhost:3001',
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
        {},
      );
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text ? JSON.parse(text) : undefined,
      };
    },
    connector: async (providerName = 'OIDC', input = {}) => {
      const { config: settings, ...rest } = input as { config?: Record<string, unknown> };
      const answer = await stage.api('POST', '/api/sso-connectors', {
        providerName,
        connectorName: `Connector ${randomBytes(4).toString('hex')}`,
        domains: ['acme.test'],
        config: {
          clientId: idp.clientId,
          clientSecret: idp.clientSecret,
          ...(providerName === 'GoogleWorkspace' ? {} : { issuer: idp.issuer }),
          ...settings,
        },
        ...rest,
      });
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
      return answer.body.id;
    },
    depart: async (connectorId, email) => {
      const redirectUri = redirectUriOf(tenant, connectorId);
      const { authorizationUri, memory } = await departTo(context, connectorId, {
        state: createToken(),
        redirectUri,
        ...(email === undefined ? {} : { email }),
      });
      const back = await idp.authorize(authorizationUri);
      return { memory, query: Object.fromEntries(back.searchParams) };
    },
    arrive: async (connectorId) => {
      const { memory, query } = await stage.depart(connectorId);
      return arriveFrom(context, connectorId, memory, query);
    },
    signIn: async (connectorId) => {
      const arrival = await stage.arrive(connectorId);
      const found = await findLinkedUser(context, arrival);
      if (found === 'sign-in-first') throw refuseUser('user.sign_in_first_to_link');
      return platform.db.transaction((tx) =>
        found === undefined
          ? registerExternalUser(tx, context, arrival)
          : attachIdentity(tx, context, found, arrival),
      );
    },
    audit: () =>
      db.selectFrom('auditLogs').select(['key', 'result', 'payload']).orderBy('createdAt').execute(),
    rows: async () => {
      const counts: Record<string, number> = {};
      for (const table of [
        'users',
        'ssoIdentities',
        'vaultSecrets',
        'ssoConnectors',
        'sessions',
        'grants',
      ] as const) {
        const row = await db
          .selectFrom(table)
          .select(({ fn }) => fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow();
        counts[table] = Number(row.n);
      }
      return counts;
    },
    account: async (userId, isThirdParty = false) => {
      const { application } = await createApplication(
        { ...context, actor: { type: 'system' } },
        { name: 'App', type: 'Traditional' },
      );
      if (isThirdParty) {
        await db
          .updateTable('applications')
          .set({ isThirdParty: true })
          .where('id', '=', application.id)
          .execute();
      }
      return {
        type: 'user',
        userId,
        applicationId: application.id,
        sessionId: null,
        scopes: ['openid', 'identities'],
      };
    },
    close: async () => {
      await platform.db.close();
      await idp.close();
      if (own) await own.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return stage;
};
