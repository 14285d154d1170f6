/** A small world for protocol tests: one application of every type, a user, a browser that is signed in. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { type Application, createApplication, type NewApplication } from '../../src/applications/index.ts';
import { startSession } from '../../src/sessions/index.ts';
import { createUser } from '../../src/users/index.ts';
import { type Browser, startApp, type TestApp } from '../app.ts';
import type { Answer } from '../browser.ts';

export const CALLBACK = 'https://app.example/callback';
export const SIGNED_OUT = 'https://app.example/';

/** An application and, where it is confidential, its secret. */
export type TestClient = { id: string; secret: string | undefined; application: Application };

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape.
export type TokenAnswer = { status: number; headers: Headers; body: any };

export const createClient = async (
  app: TestApp,
  fields: Partial<NewApplication> = {},
): Promise<TestClient> => {
  const { application, secret } = await createApplication(await app.context(), {
    name: 'Bookstore',
    type: 'Traditional',
    oidcClientMetadata: { redirectUris: [CALLBACK], postLogoutRedirectUris: [SIGNED_OUT] },
    ...fields,
  } as NewApplication);
  return { id: application.id, secret, application };
};

export const createTestUser = async (app: TestApp, fields: Record<string, unknown> = {}) =>
  createUser(await app.context(), { username: `u${randomBytes(5).toString('hex')}`, ...fields });

/** A browser with a living session of the user, as sign-in leaves it. */
export const signedIn = async (app: TestApp, userId: string): Promise<Browser> => {
  const context = await app.context();
  const { cookie } = await app.platform.db.transaction((tx) =>
    startSession(tx, context, { userId, methods: ['password'] }),
  );
  const browser = app.browser();
  await app.keepCookie(browser, cookie);
  return browser;
};

export const pkce = () => {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
};

export type Values = Record<string, string | readonly string[] | undefined>;

/** Query or form text; a list is sent as a repeated parameter. */
export const encode = (values: Values): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    for (const item of typeof value === 'string' ? [value] : value) search.append(name, item);
  }
  return search.toString();
};

/** The parameters of an ordinary request; what a test gives replaces or removes them. */
export const authorizeUrl = (client: TestClient, values: Values = {}): string =>
  `/oidc/auth?${encode({
    client_id: client.id,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'openid offline_access profile',
    prompt: 'consent',
    state: 'the-state',
    ...values,
  })}`;

/** Sends an authorization request with the browser's cookies, raw. */
export const authorize = (
  app: TestApp,
  browser: Browser,
  client: TestClient,
  values: Values = {},
): Promise<Response> =>
  fetch(`${app.origin}${authorizeUrl(client, values)}`, {
    redirect: 'manual',
    headers: { cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
  });

/** A code for the browser's user. */
export const getCode = async (
  app: TestApp,
  browser: Browser,
  client: TestClient,
  values: Values = {},
): Promise<string> => {
  const response = await authorize(app, browser, client, values);
  const location = response.headers.get('location') ?? '';
  const code = URL.canParse(location) ? new URL(location).searchParams.get('code') : null;
  assert.ok(code, `no code: ${response.status} ${location} ${await response.text()}`);
  return code;
};

/** A token request, raw. `post` authentication where the client has a secret. */
export const sendToken = (app: TestApp, client: TestClient | undefined, values: Values): Promise<Response> =>
  fetch(`${app.origin}/oidc/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: encode({ client_id: client?.id, client_secret: client?.secret, ...values }),
  });

export const readAnswer = async (response: Response): Promise<TokenAnswer> => ({
  status: response.status,
  headers: response.headers,
  body: await response.json(),
});

export const token = async (
  app: TestApp,
  client: TestClient | undefined,
  values: Values,
): Promise<TokenAnswer> => readAnswer(await sendToken(app, client, values));

export const redeem = (
  app: TestApp,
  client: TestClient,
  code: string,
  values: Values = {},
): Promise<TokenAnswer> =>
  token(app, client, { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, ...values });

export const refresh = (
  app: TestApp,
  client: TestClient,
  refreshToken: string,
  values: Values = {},
): Promise<TokenAnswer> =>
  token(app, client, { grant_type: 'refresh_token', refresh_token: refreshToken, ...values });

/** Tokens of a fresh authorization, PKCE included for clients without a secret. */
export const signInTo = async (
  app: TestApp,
  browser: Browser,
  client: TestClient,
  values: Values = {},
): Promise<TokenAnswer['body']> => {
  const { verifier, challenge } = pkce();
  const code = await getCode(app, browser, client, {
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...values,
  });
  const answer = await redeem(app, client, code, { code_verifier: verifier });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
};

/** What the consent page that a browser opens now shows; undefined where nobody is asked anything. */
export const consentShown = async (browser: Browser) => {
  const { text } = await browser.get('/consent');
  return JSON.parse(/id="genkan-boot">(.*?)<\/script>/s.exec(text)?.[1] ?? '{}').consent;
};

/** Opens the consent page in a browser and answers what it shows. */
export const answerConsent = async (
  browser: Browser,
  answer: { approve: boolean; organizationIds?: string[] | undefined },
): Promise<Answer> =>
  browser.post('/oidc/consent/decision', { token: (await consentShown(browser))?.token ?? '', ...answer });

export const userinfo = (app: TestApp, accessToken: string): Promise<Response> =>
  fetch(`${app.origin}/oidc/me`, { headers: { authorization: `Bearer ${accessToken}` } });

/** The claims of a JWT, unverified. */
export const claimsOf = (jwt: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'));
export const headerOf = (jwt: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString('utf8'));

/** An API resource with permissions, a role that holds them, given to a user or a machine. */
export const createApi = async (
  app: TestApp,
  indicator: string,
  scopes: readonly string[],
  holder: { userId?: string; applicationId?: string } = {},
) => {
  const call = async (method: string, path: string, body: unknown) => {
    const answer = await app.management(method, path, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const resource = await call('POST', '/api/resources', { name: indicator, indicator });
  const scopeIds: string[] = [];
  for (const name of scopes) {
    scopeIds.push(
      (await call('POST', `/api/resources/${resource.id}/scopes`, { name, description: name })).id,
    );
  }
  const role = await call('POST', '/api/roles', {
    name: `Role for ${indicator}`,
    description: 'Holds all of it',
    type: holder.applicationId ? 'MachineToMachine' : 'User',
    scopeIds,
  });
  if (holder.userId) await call('POST', `/api/users/${holder.userId}/roles`, { roleIds: [role.id] });
  if (holder.applicationId)
    await call('POST', `/api/applications/${holder.applicationId}/roles`, { roleIds: [role.id] });
  return { resourceId: resource.id as string, roleId: role.id as string };
};

export { startApp, type TestApp };
