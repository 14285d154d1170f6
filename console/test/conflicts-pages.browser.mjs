/** Every form over something that has versions: it saves on the one it shows, and tells of a change that is in its way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callApi, visit, withConsole } from './console.mjs';

const stage = withConsole();

const make = async (page, path, body) => {
  const answer = await callApi(page, 'POST', path, body);
  assert.ok(answer.status < 300, JSON.stringify(answer));
  return answer.body.id;
};

const flip = (name) => async (page) => page.getByRole('switch', { name }).click();
const write = (label, text) => async (page) =>
  page.getByRole('textbox', { name: label, exact: true }).first().fill(text);

const look = (displayName) => ({
  displayName,
  termsOfUseUrl: null,
  privacyPolicyUrl: null,
  color: {},
  branding: {},
});

const changeByOther = async (page, method, address, body) => {
  const answer = await callApi(page, method, address, body);
  assert.ok(answer.status < 300, `${address}: ${JSON.stringify(answer)}`);
};

/** What stands in the way is told, and saved over with its tag. */
const saveAnyway = async (page, method, address) => {
  await page.getByRole('alert').filter({ hasText: 'Someone else has changed this' }).waitFor();
  const path = address.replace('/../admin', '');
  const sending = page.waitForRequest(
    (request) => request.method() === method && request.url().endsWith(path),
  );
  await page.getByRole('button', { name: 'Save anyway' }).click();
  const request = await sending;
  assert.match(request.headers()['if-match'] ?? '', /^"[\w-]+"$/, address);
  assert.ok((await request.response()).ok(), address);
  await page.getByRole('button', { name: 'Save anyway' }).waitFor({ state: 'detached' });
};

/** Address of the page, what is changed there, and what another administrator changes first: method, path, body. */
const formsOf = ({ application, organization, resource, role, user, connector }) => [
  [
    `/applications/${application}/tokens`,
    flip(/Always/),
    'PATCH',
    `/applications/${application}`,
    {
      customClientMetadata: { alwaysIssueRefreshToken: false, idTokenTtl: 700 },
    },
  ],
  [
    `/applications/${application}/security`,
    flip(/Bind tokens/),
    'PATCH',
    `/applications/${application}`,
    {
      customClientMetadata: { requirePushedAuthorizationRequests: true },
    },
  ],
  [
    `/applications/${application}/branding`,
    write('Display name', 'Mine'),
    'PUT',
    `/applications/${application}/sign-in-experience`,
    look('Theirs'),
  ],
  [
    `/organizations/${organization}/settings`,
    write('Description', 'Mine'),
    'PATCH',
    `/organizations/${organization}`,
    { description: 'Theirs' },
  ],
  [
    `/organizations/${organization}/branding`,
    write('Primary colour', '#123456'),
    'PATCH',
    `/organizations/${organization}`,
    { color: { primaryColor: '#654321' } },
  ],
  [
    `/api-resources/${resource}/settings`,
    write('Name', 'Mine'),
    'PATCH',
    `/resources/${resource}`,
    { name: 'Theirs' },
  ],
  [
    `/roles/${role}/settings`,
    write('Description', 'Mine'),
    'PATCH',
    `/roles/${role}`,
    { description: 'Theirs' },
  ],
  [`/users/${user}/profile`, write('Name', 'Mine'), 'PATCH', `/users/${user}`, { name: 'Theirs' }],
  [
    `/enterprise-sso/${connector}/connection`,
    write('Client ID', 'mine'),
    'PATCH',
    `/sso-connectors/${connector}`,
    { config: { clientId: 'theirs' } },
  ],
  [
    `/enterprise-sso/${connector}/experience`,
    write('Display name', 'Mine'),
    'PATCH',
    `/sso-connectors/${connector}`,
    { branding: { displayName: 'Theirs' } },
  ],
  [
    '/sign-in-experience/branding',
    write('Primary colour', '#123456'),
    'PATCH',
    '/sign-in-exp',
    { color: { primaryColor: '#654321', darkPrimaryColor: '#654321', isDarkModeEnabled: true } },
  ],
  [
    '/sign-in-experience/content',
    write('Send them to', 'https://mine.example'),
    'PATCH',
    '/sign-in-exp',
    { unknownSessionRedirectUrl: 'https://theirs.example' },
  ],
  [
    '/sign-in-experience/password-policy',
    write('Minimum length', '12'),
    'PATCH',
    '/sign-in-exp',
    { passwordPolicy: { length: { min: 14, max: 256 } } },
  ],
  [
    '/sign-in-experience/security',
    write('Attempts', '7'),
    'PATCH',
    '/sign-in-exp',
    { sentinelPolicy: { maxAttempts: 5 } },
  ],
  ['/settings/sessions', write('Length', '3'), 'PATCH', '/configs/oidc/session', { ttl: 86_400 * 5 }],
  [
    '/settings/id-token',
    flip(/^Roles/),
    'PUT',
    '/configs/id-token',
    { enabledExtendedClaims: ['organizations'] },
  ],
  ['/settings/messages', write('E-mails', '77'), 'PATCH', '/configs/message-limits', { emailsPerHour: 55 }],
  ['/audit-logs/streaming', write('Days', '77'), 'PATCH', '/configs/audit', { retentionDays: 55 }],
  [
    `/applications/${application}/access`,
    flip(/Only those named/),
    'PUT',
    `/applications/${application}/access-control`,
    { userIds: [user], userRoleIds: [], organizationIds: [], organizationRoleRules: [] },
  ],
  [
    '/sign-in-experience/methods',
    flip('Enterprise SSO'),
    'PATCH',
    '/sign-in-exp',
    { usernamePolicy: { minLength: 4 } },
  ],
  [
    '/sign-in-experience/own-pages',
    write('Markup of: Sign-in', '<p>Mine</p>'),
    'PATCH',
    '/sign-in-exp',
    { customContent: { '/sign-in': '<p>Theirs</p>' } },
  ],
  [
    '/sign-in-experience/words/en',
    write('signIn.title', 'Mine'),
    'PUT',
    '/custom-phrases/en',
    { signIn: { title: 'Theirs' } },
  ],
  [
    '/settings/scripts',
    async (page) => {
      await write('Hosts', 'mine.example')(page);
      await page.keyboard.press('Enter');
    },
    'PATCH',
    '/configs/scripting',
    { allowedHosts: ['theirs.example'] },
  ],
];

test('every settings form rests its change on the version that it shows', () =>
  visit(stage, '/applications', async (page) => {
    await page.getByRole('heading', { level: 1 }).waitFor();
    const ids = {
      application: await make(page, '/applications', { name: 'Shop', type: 'Traditional' }),
      organization: await make(page, '/organizations', { name: 'Acme' }),
      resource: await make(page, '/resources', { name: 'Orders', indicator: 'https://orders.example' }),
      role: await make(page, '/roles', { name: 'Reader', description: 'Reads' }),
      user: await make(page, '/users', { username: 'ada' }),
      connector: await make(page, '/sso-connectors', { providerName: 'GoogleWorkspace', connectorName: 'G' }),
    };
    await callApi(page, 'PUT', `/applications/${ids.application}/sign-in-experience`, look('Before'));
    await callApi(page, 'PUT', '/custom-phrases/en', { signIn: { title: 'Before' } });
    for (const [path, change, method, address, theirs] of formsOf(ids)) {
      await page.goto(`${stage.server.adminOrigin}/console${path}`);
      await page.getByRole('tabpanel').or(page.getByLabel('Days')).first().waitFor();
      await change(page);
      await changeByOther(page, method, address, theirs);
      await page.getByRole('button', { name: /^Save( changes)?$/ }).click();
      await saveAnyway(page, method, address);
    }
  }));

const sizeField = { type: 'Text', label: 'Size', required: false, config: {} };

/** Page, label of the row's button, field, and what another administrator changes: method, address, body. */
const dialogsOf = ({ scope, field, administratorRole }) => [
  [
    '/organizations/template',
    'Change read:members',
    'Description',
    'PATCH',
    `/organization-scopes/${scope}`,
    { description: 'Theirs' },
  ],
  [
    '/sign-in-experience/profile-fields',
    'Change size',
    'Label',
    'PUT',
    `/custom-profile-fields/${field}`,
    { ...sizeField, label: 'Theirs' },
  ],
  [
    '/administrators/roles',
    'Change role Helper',
    'Description',
    'PATCH',
    `/../admin/administrator-roles/${administratorRole}`,
    { description: 'Theirs' },
  ],
  ['/tenants', 'Change Default', 'Name', 'PATCH', '/../admin/tenants/default', { name: 'Theirs' }],
];

test('every dialog over a row reads the version that it saves over', () =>
  visit(stage, '/applications', async (page) => {
    await page.getByRole('heading', { level: 1 }).waitFor();
    await make(page, '/custom-profile-fields', { ...sizeField, name: 'size' });
    const rows = dialogsOf({
      scope: await make(page, '/organization-scopes', { name: 'read:members' }),
      field: 'size',
      administratorRole: await make(page, '/../admin/administrator-roles', {
        name: 'Helper',
        scopes: ['users:read'],
      }),
    });
    for (const [path, button, label, method, address, theirs] of rows) {
      await page.goto(`${stage.server.adminOrigin}/console${path}`);
      await page.getByRole('button', { name: button, exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox', { name: label, exact: true }).fill('Mine');
      await changeByOther(page, method, address, theirs);
      await dialog.getByRole('button', { name: /^Save/ }).click();
      await saveAnyway(page, method, address);
      await dialog.waitFor({ state: 'detached' });
    }
  }));
