/** The Python SDK's whole surface: tokens for an API and for an organization, refresh, userinfo, sign-out. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { ensureVenv } from '../../scripts/python.mjs';
import { root } from '../../scripts/runtime.mjs';
import { createBrowser } from '../browser.mjs';
import { startInstallation } from '../installation.mjs';

const resource = 'https://books.example.com';
const redirectUri = 'http://localhost:3000/callback';
const password = 'a-long-enough-passphrase';
let installation;
let call;

before(async () => {
  installation = await startInstallation();
  ({ call } = await installation.management());
});
after(() => installation.stop());

/** Runs tokens.py; `tell(value)` sends a line and gives the next one that it says. */
function python() {
  const venv = ensureVenv(join(root, 'samples/flask/requirements.txt'));
  assert.ok(venv.python, venv.reason);
  const child = spawn(venv.python, [join(root, 'e2e/sdk/tokens.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async (value) => {
    child.stdin.write(`${JSON.stringify(value)}\n`);
    const { value: line, done } = await lines.next();
    assert.ok(!done, 'the Python side ended early; its reason is above');
    return JSON.parse(line);
  };
}

test('Python SDK: sign-in, API token, organization token, refresh, userinfo, sign-out', async () => {
  const user = await call('POST', 'users', {
    username: 'taro',
    password,
    primaryEmail: 'taro@example.com',
    primaryPhone: '819012345678',
    customData: { shelf: 7 },
  });
  const invite = await call('POST', 'organization-scopes', { name: 'invite' });
  const owner = await call('POST', 'organization-roles', {
    name: 'Owner',
    organizationScopeIds: [invite.id],
    resourceScopeIds: [],
  });
  const organizationIds = [];
  for (const name of ['Acme', 'Globex']) {
    const { id } = await call('POST', 'organizations', { name });
    await call('POST', `organizations/${id}/users`, { userIds: [user.id] });
    await call('POST', `organizations/${id}/users/${user.id}/roles`, { organizationRoleIds: [owner.id] });
    organizationIds.push(id);
  }
  const api = await call('POST', 'resources', { name: 'Books', indicator: resource });
  const scope = await call('POST', `resources/${api.id}/scopes`, { name: 'read:books', description: '' });
  const role = await call('POST', 'roles', { name: 'Reader', description: 'Reads', scopeIds: [scope.id] });
  await call('POST', `users/${user.id}/roles`, { roleIds: [role.id] });
  const app = await call('POST', 'applications', {
    name: 'Python',
    type: 'Traditional',
    oidcClientMetadata: { redirectUris: [redirectUri], postLogoutRedirectUris: [redirectUri] },
  });

  const tell = python();
  const { url } = await tell({
    endpoint: installation.origin,
    appId: app.id,
    appSecret: app.secret,
    resource,
    redirectUri,
    organizationIds,
  });
  const browser = createBrowser({ stopAt: redirectUri });
  const page = await browser.visit(url);
  const arrival = await browser.signIn(page.url, 'taro', password);
  const said = await tell({ callback: arrival.url.href });

  assert.equal(said.idToken.sub, user.id);
  assert.equal(said.idToken.iss, `${installation.origin}/oidc`);
  assert.deepEqual(said.idToken.organizations.toSorted(), organizationIds.toSorted());
  assert.equal(said.resource.aud, resource);
  assert.equal(said.resource.scope, 'read:books');
  for (const [index, id] of organizationIds.entries()) {
    assert.equal(said.organizations[index].aud, `urn:logto:organization:${id}`);
    assert.equal(said.organizations[index].scope, 'invite');
  }
  assert.equal(said.userinfo.sub, user.id);
  assert.equal(said.userinfo.email, 'taro@example.com');
  assert.equal(said.userinfo.phone_number_verified, true);
  assert.deepEqual(said.userinfo.custom_data, { shelf: 7 });
  assert.deepEqual(
    said.userinfo.organization_roles.toSorted(),
    organizationIds.map((id) => `${id}:Owner`).sort(),
  );
  assert.equal(said.refreshToken, true);
  assert.ok(said.signOut.startsWith(`${installation.origin}/oidc/session/end?client_id=${app.id}`));
  assert.equal(said.authenticated, false);
  const signedOut = await browser.visit(said.signOut);
  assert.equal(signedOut.url.href.split('?')[0], redirectUri);
});
