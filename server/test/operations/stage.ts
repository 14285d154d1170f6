/**
 * The stage of the operation tests: the real application, a provider, one of everything to work on, and one
 * recorder. Every answer must have a status that the OpenAPI document lists for its operation.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { routes } from '../../src/routes.ts';
import { startSession } from '../../src/sessions/index.ts';
import { type Browser, startApp, type TestApp } from '../app.ts';
import { type FakeIdp, startIdp } from '../idp.ts';
import { addUser, beginSignIn, choose, identify, submit } from '../sign-in.ts';
import { authorizeUrl, createClient, redeem } from '../spec/world.ts';

export type Operation = (typeof routes)[number]['operation'];

/** A request to an operation. What is left out follows from the operation's scope. */
export type Request = {
  params?: Record<string, string>;
  query?: string;
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  text?: string;
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

/** How an operation is called. `refused` is tried before `good`, `again` is what the same request answers then. */
export type Row = {
  good: (stage: Stage) => Request | Promise<Request>;
  refused?: Partial<Record<number, (stage: Stage, good: Request) => Request | Promise<Request>>>;
  again?: number;
};
export type Rows = Partial<Record<Operation, Row>>;

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape.
type Body = any;
export type Reply = { status: number; headers: Headers; body: Body; text: string };
type Listed = {
  responses: Record<string, unknown>;
  requestBody?: unknown;
  parameters: { name: string; in: string }[];
};

export const scopeOf = (operation: Operation): string =>
  routes.find((found) => found.operation === operation)?.specification.scope ?? '';

const fillPath = (path: string, params: Record<string, string> = {}): string =>
  path.replace(/:(\w+)/g, (_, name: string) => {
    assert.ok(params[name] !== undefined, `no ${name} for ${path}`);
    return encodeURIComponent(params[name]);
  });

/** Members of a body, as `a.b` and `list[].c`; `*` stands for keys that anybody may choose. */
const membersOf = (value: unknown, prefix = ''): string[] => {
  if (Array.isArray(value)) {
    return [prefix, ...value.flatMap((item) => membersOf(item, `${prefix}[]`))];
  }
  if (typeof value !== 'object' || value === null) return [prefix];
  const deeper = Object.entries(value).flatMap(([name, member]) =>
    membersOf(member, prefix ? `${prefix}.${name}` : name),
  );
  return [prefix || '*', ...deeper];
};

/** Opens the stage. `close` it. */
export const openStage = async () => {
  const idp: FakeIdp = await startIdp({ now: () => app?.clock.now() ?? Date.now() });
  const app: TestApp = await startApp({ settings: { GOOGLE_WORKSPACE_ISSUER: idp.issuer } });
  const { paths } = (await app.management('GET', '/api/swagger.json')).body;
  const seen = new Map<string, Set<number>>();
  const sent = new Map<string, Set<string>>();

  const listed = (operation: Operation): Listed => {
    const [method = '', path = ''] = operation.split(' ');
    return paths[path.replace(/:(\w+)/g, '{$1}')][method.toLowerCase()];
  };
  /** Statuses that the document lists for an operation. */
  const statuses = (operation: Operation): number[] => Object.keys(listed(operation).responses).map(Number);

  /** Before the next transaction, every sign-in under way has been changed by somebody else. */
  const overtake = () => {
    const db = app.platform.db as { transaction: TestApp['platform']['db']['transaction'] };
    const { transaction } = db;
    db.transaction = async (work) => {
      db.transaction = transaction;
      await app.platform.db.queries
        .updateTable('interactions')
        .set((update) => ({ version: update('version', '+', 1) }))
        .execute();
      return transaction(work);
    };
    return () => {
      db.transaction = transaction;
    };
  };

  const credentials = async (operation: Operation, request: Request): Promise<Record<string, string>> => {
    const scope = scopeOf(operation);
    const { browser } = request;
    const cookies: Record<string, string> = browser
      ? { cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; ') }
      : {};
    if (scope === 'console') return { 'x-genkan-console': '1', ...cookies };
    const managed = scope.startsWith('management') && request.token === undefined;
    const token = managed ? await app.managementToken(request.tenantId) : request.token;
    return { ...cookies, ...(token ? { authorization: `Bearer ${token}` } : {}) };
  };

  /** Calls an operation and notes its answer. `status` is what it must be. */
  const call = async (operation: Operation, request: Request, status: number): Promise<Reply> => {
    const [method = '', path = ''] = operation.split(' ');
    const home = path.startsWith('/console') || request.tenantId === 'admin' ? app.adminOrigin : app.origin;
    const text = request.text ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
    // A second of its own: settings are at most one second old.
    app.clock.advance(1001);
    const headers = {
      ...(await credentials(operation, request)),
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
    };
    const query = request.query ? `?${request.query}` : '';
    const letGo = request.overtaken ? overtake() : undefined;
    const response = await fetch(`${request.origin ?? home}${fillPath(path, request.params)}${query}`, {
      method,
      headers,
      body: text ?? null,
    });
    const answer = await response.text();
    letGo?.();
    const shown = `${operation} ${query} ${String(text).slice(0, 200)}: ${response.status} ${answer.slice(0, 300)}`;
    assert.equal(response.status, status, shown);
    assert.ok(statuses(operation).includes(response.status), `not in the document: ${shown}`);
    seen.set(operation, (seen.get(operation) ?? new Set()).add(response.status));
    const members = sent.get(operation) ?? new Set();
    sent.set(operation, members);
    for (const member of membersOf(request.body)) members.add(member);
    const body = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(answer) : undefined;
    if (response.status >= 400) assert.ok(body.code && body.message, shown);
    return { status: response.status, headers: response.headers, body, text: answer };
  };

  /** What is needed on the way, through the Management API and not noted. */
  const need = async (method: string, path: string, body?: unknown, tenantId?: string): Promise<Body> => {
    const answer = await app.management(method, path, body, tenantId);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const unique = (what = 'name') => `${what}_${randomBytes(5).toString('hex')}`;

  const make = {
    application: (type = 'Traditional'): Promise<Body> =>
      need('POST', '/api/applications', { name: unique(), type }),
    resource: (): Promise<Body> =>
      need('POST', '/api/resources', { name: unique(), indicator: `https://api.example/${unique()}` }),
    scope: async (): Promise<Body> =>
      need('POST', `/api/resources/${(await make.resource()).id}/scopes`, { name: unique('read') }),
    role: (type = 'User', more: Record<string, unknown> = {}): Promise<Body> =>
      need('POST', '/api/roles', { name: unique(), description: 'Made for a test', type, ...more }),
    user: (): Promise<Body> => need('POST', '/api/users', { username: unique('user') }),
    organization: (): Promise<Body> => need('POST', '/api/organizations', { name: unique() }),
    organizationScope: (): Promise<Body> =>
      need('POST', '/api/organization-scopes', { name: unique('invite') }),
    organizationRole: (more: Record<string, unknown> = {}): Promise<Body> =>
      need('POST', '/api/organization-roles', { name: unique(), ...more }),
    /** An organization with one member. */
    member: async (): Promise<{ id: string; userId: string }> => {
      const [{ id }, { id: userId }] = [await make.organization(), await make.user()];
      await need('POST', `/api/organizations/${id}/users`, { userIds: [userId] });
      return { id, userId };
    },
    /** A connector to the provider of the stage, by a domain of its own. */
    connector: async (over: Record<string, unknown> = {}): Promise<Body> =>
      need('POST', '/api/sso-connectors', {
        providerName: 'GoogleWorkspace',
        connectorName: unique('Connector'),
        domains: [`${randomBytes(6).toString('hex')}.example.com`],
        config: { clientId: idp.clientId, clientSecret: idp.clientSecret, offlineAccess: true },
        enableTokenStorage: true,
        ...over,
      }),
    session: async (): Promise<{ userId: string; sessionId: string }> => {
      const { id: userId } = await make.user();
      const context = await app.context();
      const { session } = await app.platform.db.transaction((tx) =>
        startSession(tx, context, { userId, methods: ['password'] }),
      );
      return { userId, sessionId: session.id };
    },
  };

  /** A browser in which a sign-in runs. */
  const begun = async (event?: 'SignIn' | 'Register'): Promise<Browser> => {
    const browser = app.browser();
    await beginSignIn(app, browser);
    if (event) assert.equal((await choose(browser, event)).status, 204);
    return browser;
  };

  /** A sign-in that has come back from the provider as somebody of the connector's domain, not yet checked. */
  const departed = async (connector: Body, known?: Browser) => {
    const browser = known ?? (await begun('SignIn'));
    const [domain] = connector.domains;
    const subject = unique('person');
    idp.person = {
      sub: subject,
      email: `${subject}@${domain}`,
      email_verified: true,
      name: 'Taro',
      hd: domain,
    };
    const start = `/api/experience/verification/sso/${connector.id}/authorization-uri`;
    const answer = await browser.post(start, {
      state: unique('state'),
      redirectUri: `${app.origin}/callback/${connector.id}`,
    });
    assert.equal(answer.status, 200, answer.text);
    const back = await idp.authorize(answer.json.authorizationUri);
    const { verificationId } = answer.json as { verificationId: string };
    return { browser, body: { verificationId, connectorData: Object.fromEntries(back.searchParams) } };
  };

  /** Somebody who has come through a connector, with a token that may read their identities and one that may not. */
  const account = async (connector: Body, scopes = 'openid identities') => {
    const client = await createClient(app);
    const browser = app.browser();
    await browser.get(authorizeUrl(client, { scope: scopes }));
    await choose(browser, 'SignIn');
    const { body } = await departed(connector, browser);
    const path = `/api/experience/verification/sso/${connector.id}/verify`;
    assert.equal((await browser.post(path, body)).status, 200);
    assert.equal((await identify(browser, body.verificationId)).status, 404);
    await browser.put('/api/experience/interaction-event', { interactionEvent: 'Register' });
    assert.equal((await identify(browser, body.verificationId)).status, 204);
    const done = await submit(browser);
    const { location } = await browser.follow(done.json.redirectTo);
    const code = String(new URL(location ?? '').searchParams.get('code'));
    const token: string = (await redeem(app, client, code)).body.access_token;
    const users = await need('GET', `/api/users?search=${encodeURIComponent(String(idp.person.email))}`);
    return { token, userId: users[0].id as string };
  };

  /** The code that was last sent to an address. */
  const codeFor = async (address: string): Promise<string> =>
    String((await app.inbox()).find(({ recipient }) => recipient === address)?.code);

  await need('PATCH', '/api/sign-in-exp', {
    singleSignOnEnabled: true,
    signUp: { identifiers: ['username', 'email'], password: true, verify: true },
  });

  return {
    app,
    idp,
    /** Statuses that an operation has answered. */
    seen: seen as ReadonlyMap<string, ReadonlySet<number>>,
    /** Members of bodies that an operation was sent. */
    sent: sent as ReadonlyMap<string, ReadonlySet<string>>,
    listed,
    statuses,
    call,
    need,
    unique,
    make,
    begun,
    departed,
    account,
    codeFor,
    addUser: (fields: Parameters<typeof addUser>[1]) => addUser(app, fields),
    close: async () => {
      await app.close();
      await idp.close();
    },
  };
};

export type Stage = Awaited<ReturnType<typeof openStage>>;
