/** axe on the pages of users, access, enterprise SSO and logs, with their dialogs; empty, full and on a phone. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { callApi, openPage, signedIn, violationsOf, withConsole } from './console.mjs';

const stage = withConsole();

const looks = [
  { colorScheme: 'light', locale: 'en-US', viewport: { width: 1280, height: 860 } },
  { colorScheme: 'dark', locale: 'ja-JP', viewport: { width: 390, height: 844 } },
];

const opened = [];
after(async () => {
  for (const { close } of opened) await close();
});

/** One page in each look, opened once for the file: what differs from test to test is the address. */
const pagesOfLooks = async () => {
  if (opened.length === 0) {
    const session = await signedIn(stage);
    for (const look of looks) {
      opened.push(await openPage(stage, { session, bypassCSP: true, reducedMotion: 'reduce', ...look }));
    }
  }
  return opened.map(({ page }, index) => ({ page, look: looks[index] }));
};

/** Opens an address in both looks, does `act` there, and asserts that axe finds nothing and nothing overflows. */
const inspect = async (address, act = async () => {}) => {
  for (const { page, look } of await pagesOfLooks()) {
    await page.goto(`${stage.server.adminOrigin}/console${address}`);
    await page.locator('h1').first().waitFor();
    await page.locator('[aria-busy=true], [role=status][aria-label]').first().waitFor({ state: 'detached' });
    await act(page);
    await page.waitForTimeout(250);
    assert.deepEqual(await violationsOf(page), [], `${address} ${look.locale}`);
    const scrolls = await page.evaluate(() => document.documentElement.scrollWidth > globalThis.innerWidth);
    assert.equal(scrolls, false, `${address} scrolls sideways at ${look.viewport.width}`);
  }
};

const openDialog = async (page) => {
  await page.locator('main button:has(svg)').first().click();
  await page.getByRole('dialog').waitFor();
};

for (const address of [
  '/enterprise-sso',
  '/users',
  '/organizations',
  '/organizations/template',
  '/inbox',
  '/audit-logs',
]) {
  test(`${address} with nothing in it`, () => inspect(address));
}

for (const address of [
  '/enterprise-sso',
  '/users',
  '/administrators',
  '/organizations',
  '/roles',
  '/api-resources',
]) {
  test(`the dialog that creates something on ${address}`, () => inspect(address, openDialog));
}

let made;
/** One of everything, made once. */
const populate = async () => {
  if (made) return made;
  const { page, close } = await openPage(stage, { session: await signedIn(stage) });
  await page.goto(`${stage.server.adminOrigin}/console/users`);
  await page.locator('h1').first().waitFor();
  const post = async (path, body) => (await callApi(page, 'POST', path, body)).body;
  const user = await post('/users', {
    username: 'hanako',
    primaryEmail: 'hanako@a-rather-long-domain-name.example.com',
    name: 'Hanako Yamada',
  });
  await post(`/users/${user.id}/mfa-verifications`, { type: 'BackupCode' });
  await post(`/users/${user.id}/personal-access-tokens`, { name: 'Nightly export' });
  const connector = await post('/sso-connectors', {
    providerName: 'GoogleWorkspace',
    connectorName: 'Acme Google Workspace',
    domains: ['acme.com'],
  });
  const resource = await post('/resources', { name: 'Orders', indicator: 'https://api.example.com/orders' });
  const scope = await post(`/resources/${resource.id}/scopes`, { name: 'read:orders', description: 'See' });
  const role = await post('/roles', { name: 'Support', description: 'Helps', scopeIds: [scope.id] });
  await post(`/roles/${role.id}/users`, { userIds: [user.id] });
  const machineRole = await post('/roles', {
    name: 'Robots',
    description: 'For machines',
    type: 'MachineToMachine',
  });
  await post('/organization-roles', { name: 'admin', type: 'User' });
  const organization = await post('/organizations', { name: 'Acme' });
  await post(`/organizations/${organization.id}/users`, { userIds: [user.id] });
  const machine = await post('/applications', { name: 'Nightly robot', type: 'MachineToMachine' });
  await post(`/organizations/${organization.id}/applications`, { applicationIds: [machine.id] });
  await post('/organization-invitations', {
    organizationId: organization.id,
    invitee: 'somebody@a-rather-long-domain-name.example.com',
    expiresAt: Date.now() + 86_400_000,
  });
  await post(`/organizations/${organization.id}/jit/email-domains`, { emailDomain: 'gmail.com' });
  await callApi(page, 'PATCH', `/users/${user.id}`, { name: 'Hanako Sato' });
  const logs = await callApi(page, 'GET', '/logs?logKey=User.Update');
  await close();
  made = {
    user: user.id,
    connector: connector.id,
    resource: resource.id,
    role: role.id,
    machineRole: machineRole.id,
    organization: organization.id,
    log: logs.body[0].id,
  };
  return made;
};

const pages = {
  users: () => '/users',
  'a user': ({ user }) => `/users/${user}`,
  'security of a user': ({ user }) => `/users/${user}/security`,
  'roles of a user': ({ user }) => `/users/${user}/roles`,
  'organizations of a user': ({ user }) => `/users/${user}/organizations`,
  'applications of a user': ({ user }) => `/users/${user}/applications`,
  'sessions of a user': ({ user }) => `/users/${user}/sessions`,
  'identities of a user': ({ user }) => `/users/${user}/identities`,
  'a connector': ({ connector }) => `/enterprise-sso/${connector}`,
  'the looks of a connector': ({ connector }) => `/enterprise-sso/${connector}/experience`,
  'an API resource': ({ resource }) => `/api-resources/${resource}`,
  'settings of an API resource': ({ resource }) => `/api-resources/${resource}/settings`,
  'a role': ({ role }) => `/roles/${role}`,
  'users of a role': ({ role }) => `/roles/${role}/users`,
  'settings of a role': ({ role }) => `/roles/${role}/settings`,
  'applications of a role for machines': ({ machineRole }) => `/roles/${machineRole}/applications`,
  'an organization': ({ organization }) => `/organizations/${organization}`,
  'members of an organization': ({ organization }) => `/organizations/${organization}/members`,
  'machines of an organization': ({ organization }) => `/organizations/${organization}/machines`,
  'invitations to an organization': ({ organization }) => `/organizations/${organization}/invitations`,
  'provisioning of an organization': ({ organization }) => `/organizations/${organization}/provisioning`,
  'the look of an organization': ({ organization }) => `/organizations/${organization}/branding`,
  'the organization template': () => '/organizations/template',
  'sign-up and sign-in': () => '/sign-in-experience',
  'profile fields': () => '/sign-in-experience/profile-fields',
  'the look of the sign-in pages': () => '/sign-in-experience/branding',
  'words of the pages': () => '/sign-in-experience/words',
  'own pages': () => '/sign-in-experience/own-pages',
  'password policy': () => '/sign-in-experience/password-policy',
  'security of sign-in': () => '/sign-in-experience/security',
  content: () => '/sign-in-experience/content',
  'audit logs': () => '/audit-logs',
  'streaming of the audit log': () => '/audit-logs/streaming',
  'signing keys': () => '/settings',
  'cookie keys': () => '/settings/cookie-keys',
  'session lifetime': () => '/settings/sessions',
  'claims of ID tokens': () => '/settings/id-token',
  'hosts of scripts': () => '/settings/scripts',
  'limits of messages': () => '/settings/messages',
  administrators: () => '/administrators',
  'invitations of administrators': () => '/administrators/invitations',
  'roles of administrators': () => '/administrators/roles',
  tenants: () => '/tenants',
  'an event': ({ log }) => `/audit-logs/${log}`,
};

for (const [name, addressOf] of Object.entries(pages)) {
  test(name, async () => inspect(addressOf(await populate())));
}

test('the dialog that invites somebody', async () => {
  const { organization } = await populate();
  await inspect(`/organizations/${organization}/invitations`, async (page) => {
    await page.getByRole('button', { name: /^(Invite|招待)$/ }).click();
    await page.getByRole('button', { name: /^(More options|詳細オプション)$/ }).click();
    await page.getByRole('textbox', { name: /^(Code|コード)$/ }).waitFor();
  });
});

test('the account’s settings', async () => {
  await inspect('/users', async (page) => {
    await page.locator('header button:has(.mantine-Avatar-root)').click();
    await page.getByRole('dialog').waitFor();
  });
});

test('a question before something is taken away', async () => {
  const { user } = await populate();
  await inspect(`/users/${user}/security`, async (page) => {
    await page.locator('main button:has(.tabler-icon-trash)').first().click();
    await page.getByRole('dialog').waitFor();
  });
});

test('a refusal speaks the language of the reader', async () => {
  await populate();
  const [english, japanese] = (await pagesOfLooks()).map(({ page }) => page);
  for (const [page, words] of [
    [english, 'Another role is already named Support.'],
    [japanese, 'Support という名前のロールがすでにあります。'],
  ]) {
    await page.goto(`${stage.server.adminOrigin}/console/roles`);
    await openDialog(page);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').first().fill('Support');
    await dialog.getByRole('textbox').nth(1).fill('Again');
    await dialog.locator('button[type=submit]').click();
    await dialog.getByText(words).waitFor();
  }
});
