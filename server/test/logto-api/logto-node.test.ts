/** The published Node SDK, unmodified, from sign-in to sign-out: claims, userinfo, tokens for an API and organizations. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import LogtoClient, { UserScope } from '@logto/node';
import { type Browser, startApp, type TestApp } from '../app.ts';
import { addUser, choose, identify, PASSWORD, provePassword, submit } from '../sign-in.ts';
import { CALLBACK, createApi, createClient, SIGNED_OUT, type TestClient } from '../spec/world.ts';

const API = 'https://books.example/api';

let app: TestApp;
let web: TestClient;
let userId: string;
const organizationIds: string[] = [];

before(async () => {
  app = await startApp();
  web = await createClient(app);
  userId = (await addUser(app, { username: 'hana', name: 'Hana', primaryEmail: 'hana@acme.example' })).id;
  await createApi(app, API, ['read:books'], { userId });
  const call = async (path: string, body: unknown) => (await app.management('POST', path, body)).body;
  const scope = await call('/api/organization-scopes', { name: 'invite' });
  const role = await call('/api/organization-roles', {
    name: 'Owner',
    organizationScopeIds: [scope.id],
    resourceScopeIds: [],
  });
  for (const name of ['Acme', 'Globex', 'Initech']) {
    const { id } = await call('/api/organizations', { name });
    await call(`/api/organizations/${id}/users`, { userIds: [userId] });
    await call(`/api/organizations/${id}/users/${userId}/roles`, { organizationRoleIds: [role.id] });
    organizationIds.push(id);
  }
});
after(() => app.close());

/** A client whose navigation goes to `at`, with a storage that its owner can look into. */
const createSdk = () => {
  const values = new Map<string, string>();
  const at = { address: '' };
  const client = new LogtoClient(
    {
      endpoint: app.origin,
      appId: web.id,
      appSecret: web.secret ?? '',
      resources: [API],
      scopes: ['read:books', 'invite', UserScope.Email, UserScope.Organizations, UserScope.OrganizationRoles],
    },
    {
      navigate: (address) => {
        at.address = address;
      },
      storage: {
        getItem: async (key) => values.get(key) ?? null,
        setItem: async (key, value) => {
          values.set(key, value);
        },
        removeItem: async (key) => {
          values.delete(key);
        },
      },
    },
  );
  return { client, values, at };
};

/** Signs in as the pages do, from where the SDK sent the browser to where the app is called back. */
const signInByPages = async (browser: Browser, address: string): Promise<string> => {
  assert.equal((await browser.get(address)).location, '/sign-in');
  await choose(browser, 'SignIn');
  const proved = await provePassword(browser, 'hana', PASSWORD);
  await identify(browser, proved.json.verificationId);
  const { redirectTo } = (await submit(browser)).json;
  return (await browser.get(redirectTo)).location ?? '';
};

test('@logto/node: sign-in, claims, userinfo, tokens in parallel, refresh, sign-out', async () => {
  const { client, values, at } = createSdk();
  const browser = app.browser();
  await client.signIn({ redirectUri: CALLBACK });
  await client.handleSignInCallback(await signInByPages(browser, at.address));
  assert.equal(await client.isAuthenticated(), true);

  const claims = await client.getIdTokenClaims();
  assert.deepEqual([claims.sub, claims.iss, claims.aud], [userId, `${app.origin}/oidc`, web.id]);
  assert.deepEqual(claims.organizations?.toSorted(), organizationIds.toSorted());
  const info = await client.fetchUserInfo();
  assert.deepEqual([info.sub, info.email], [userId, 'hana@acme.example']);
  assert.deepEqual(info.organization_roles?.toSorted(), organizationIds.map((id) => `${id}:Owner`).sort());

  const forApi = await client.getAccessTokenClaims(API);
  assert.deepEqual([forApi.aud, forApi.scope, forApi.sub], [API, 'read:books', userId]);
  const tokens = await Promise.all(organizationIds.map((id) => client.getOrganizationToken(id)));
  assert.equal(new Set(tokens).size, organizationIds.length);
  for (const id of organizationIds) {
    const { aud, scope } = await client.getOrganizationTokenClaims(id);
    assert.deepEqual([aud, scope], [`urn:logto:organization:${id}`, 'invite']);
  }

  // Everything that was cached is renewed at once, as a page with many parts does after an hour.
  await client.clearAccessToken();
  const renewed = await Promise.all([
    client.getAccessToken(API),
    ...organizationIds.map((id) => client.getAccessToken(undefined, id)),
    client.getAccessToken(API),
  ]);
  for (const value of renewed) assert.equal(value.split('.').length, 3);
  assert.ok(await client.getRefreshToken());
  await assert.rejects(client.getOrganizationToken('nothing'));
  assert.equal((await client.fetchUserInfo()).sub, userId);

  await client.signOut(SIGNED_OUT);
  assert.equal(await client.isAuthenticated(), false);
  assert.deepEqual(
    [...values.keys()].filter((key) => key === 'idToken' || key === 'refreshToken'),
    [],
  );
  const { location } = await browser.follow(at.address);
  assert.equal(location, SIGNED_OUT);
  const again = createSdk();
  await again.client.signIn({ redirectUri: CALLBACK });
  assert.equal((await browser.get(again.at.address)).location, '/sign-in', 'the session is over');
});

test('@logto/node: an error of the server reaches the app, and a callback is good for one sign-in', async () => {
  const { client, at } = createSdk();
  await client.signIn({ redirectUri: CALLBACK, prompt: 'none' as never });
  const { location = '' } = await app.browser().get(at.address);
  assert.match(location, /error=login_required/);
  await assert.rejects(client.handleSignInCallback(location));
  const other = createSdk();
  await assert.rejects(other.client.handleSignInCallback(`${CALLBACK}?code=nothing&state=nothing`));
  assert.equal(await client.isAuthenticated(), false);
});
