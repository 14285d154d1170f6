/** The stage of the operation tests: the real application, a provider, and one of everything to work on. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { startSession } from '../../src/sessions/index.ts';
import { type Browser, startApp, type TestApp } from '../app.ts';
import { type FakeIdp, startIdp } from '../idp.ts';
import { addUser, beginSignIn, choose, identify, submit } from '../sign-in.ts';
import { authorizeUrl, createClient, redeem } from '../spec/world.ts';
import { type Body, type Operation, type Request, startRecorder } from './recorder.ts';

/**
 * How an operation is called. `refused` is tried before `good`, `again` is what the same request answers then. `good`
 * has the first status of success; `other`, tried before it, the second one of routes that have two.
 */
export type Row = {
  good: (stage: Stage) => Request | Promise<Request>;
  other?: (stage: Stage, good: Request) => Request | Promise<Request>;
  refused?: Partial<Record<number, (stage: Stage, good: Request) => Request | Promise<Request>>>;
  again?: number;
};
export type Rows = Partial<Record<Operation, Row>>;

/** Calls the Management API for what is needed on the way; it must succeed. */
type Need = (method: string, path: string, body?: unknown, tenantId?: string) => Promise<Body>;

const unique = (what = 'name') => `${what}_${randomBytes(5).toString('hex')}`;

const makers = (app: TestApp, idp: FakeIdp, need: Need) => {
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
    /** A connector to the provider of the stage, with a domain of its own. */
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
  return make;
};

const signIns = (app: TestApp, idp: FakeIdp, need: Need) => {
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
    const sub = unique('person');
    idp.person = { sub, email: `${sub}@${domain}`, email_verified: true, name: 'Taro', hd: domain };
    const start = `/api/experience/verification/sso/${connector.id}/authorization-uri`;
    const redirectUri = `${app.origin}/callback/${connector.id}`;
    const answer = await browser.post(start, { state: unique('state'), redirectUri });
    assert.equal(answer.status, 200, answer.text);
    const back = await idp.authorize(answer.json.authorizationUri);
    const { verificationId } = answer.json as { verificationId: string };
    return { browser, body: { verificationId, connectorData: Object.fromEntries(back.searchParams) } };
  };

  /** Somebody who has come through a connector for the first time, with an access token of these scopes. */
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
    const [user] = await need('GET', `/api/users?search=${encodeURIComponent(String(idp.person.email))}`);
    return { token, userId: user.id as string };
  };

  return { begun, departed, account };
};

/** Opens the stage. `close` it. */
export const openStage = async () => {
  const idp: FakeIdp = await startIdp({ now: () => app?.clock.now() ?? Date.now() });
  const app: TestApp = await startApp({
    settings: { GOOGLE_WORKSPACE_ISSUER: idp.issuer, TRUST_PROXY_HEADER: '1' },
  });
  const need: Need = async (method, path, body, tenantId) => {
    const answer = await app.management(method, path, body, tenantId);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  await need('PATCH', '/api/sign-in-exp', {
    singleSignOnEnabled: true,
    signUp: { identifiers: ['username', 'email'], password: true, verify: true },
  });
  return {
    ...(await startRecorder(app)),
    ...signIns(app, idp, need),
    app,
    idp,
    need,
    unique,
    make: makers(app, idp, need),
    addUser: (fields: Parameters<typeof addUser>[1]) => addUser(app, fields),
    /** The code that was last sent to an address. */
    codeFor: async (address: string): Promise<string> =>
      String((await app.inbox()).find(({ recipient }) => recipient === address)?.code),
    close: async () => {
      await app.close();
      await idp.close();
    },
  };
};

export type Stage = Awaited<ReturnType<typeof openStage>>;
