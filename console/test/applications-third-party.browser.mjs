/** Applications that somebody else runs, who may use an application, machines in organizations, self-registration. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callApi, openPage, signedIn, violationsOf, visit, withConsole } from './console.mjs';

const stage = withConsole();

let made;
/** What the scenes choose from, made once. */
const populate = async (page) => {
  await page.getByRole('heading', { level: 1 }).waitFor();
  if (made) return made;
  const post = async (path, body) => {
    const answer = await callApi(page, 'POST', path, body);
    assert.ok(answer.status < 300, `${path} ${JSON.stringify(answer)}`);
    return answer.body;
  };
  const resource = await post('/resources', { name: 'Orders', indicator: 'https://api.example.com/orders' });
  made = {
    scope: await post(`/resources/${resource.id}/scopes`, { name: 'read:orders', description: 'See orders' }),
    user: await post('/users', { username: 'hanako', name: 'Hanako Yamada' }),
    role: await post('/roles', { name: 'Support', description: 'Helps' }),
    acme: await post('/organizations', { name: 'Acme' }),
    globex: await post('/organizations', { name: 'Globex' }),
    admin: await post('/organization-roles', { name: 'admin', type: 'User' }),
    syncer: await post('/organization-roles', { name: 'syncer', type: 'MachineToMachine' }),
    third: await post('/applications', { name: 'Portal', type: 'Traditional', isThirdParty: true }),
    robot: await post('/applications', { name: 'Robot', type: 'MachineToMachine' }),
    shop: await post('/applications', { name: 'Shop', type: 'SPA' }),
  };
  await post(`/organizations/${made.acme.id}/users`, { userIds: [made.user.id] });
  return made;
};

const at = (addressOf, scene, options) =>
  visit(
    stage,
    '/applications',
    async (page) => {
      const all = await populate(page);
      await page.goto(`${stage.server.adminOrigin}/console${addressOf(all)}`);
      await scene(page, all);
    },
    options,
  );

/** Picks an option of a field and closes its list. */
const choose = async (page, name, option) => {
  const field = page
    .getByRole('combobox', { name, exact: true })
    .or(page.getByRole('textbox', { name, exact: true }))
    .first();
  await field.click();
  await page.getByRole('option', { name: option }).first().click();
  await field.press('Tab');
};

const save = async (page, name = 'Save changes') => {
  await page.getByRole('button', { name }).click();
  await page.getByRole('button', { name }).waitFor({ state: 'detached' });
};

test('a third-party application is created from its own list and stands there alone', async () => {
  await at(
    () => '/applications',
    async (page) => {
      await page.getByRole('tab', { name: 'Third-party' }).click();
      await page.getByRole('link', { name: 'Portal' }).waitFor();
      assert.equal(await page.getByRole('link', { name: 'Shop' }).count(), 0);
      await page.getByRole('link', { name: 'Create application' }).click();
      await page.getByRole('button', { name: /Express/ }).click();
      const dialog = page.getByRole('dialog');
      assert.ok(await dialog.getByLabel('Somebody else runs it (third-party)').isChecked());
      await dialog.getByLabel('Application name').fill('Partner');
      await dialog.getByRole('button', { name: 'Create application' }).click();
      await page.getByText('Partner is registered').waitFor();
      const { body } = await callApi(page, 'GET', '/applications?isThirdParty=true');
      assert.deepEqual(body.map(({ name }) => name).sort(), ['Partner', 'Portal']);
    },
  );
});

test('what it may ask for is added and removed, and the consent page is shown beside it', async () => {
  await at(
    ({ third }) => `/applications/${third.id}/permissions`,
    async (page, { third, scope }) => {
      const read = async () =>
        (await callApi(page, 'GET', `/applications/${third.id}/user-consent-scopes`)).body;
      await page.getByText('Nothing: the application may only know who they are.').waitFor();
      await page.getByRole('button', { name: 'Add user data' }).click();
      await choose(page, 'User data', /e-mail address/);
      await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByRole('button', { name: 'Remove email' }).waitFor();
      await page.getByRole('button', { name: 'Add API permissions', exact: true }).click();
      await choose(page, 'Permissions', /read:orders/);
      await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByText('Orders: See orders').waitFor();
      const asked = await read();
      assert.deepEqual(asked.userScopes, ['email']);
      assert.equal(asked.resourceScopes[0].scopes[0].id, scope.id);
      await page.getByRole('button', { name: 'Remove email' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
      await page.getByRole('button', { name: 'Remove email' }).waitFor({ state: 'detached' });
      assert.deepEqual((await read()).userScopes, []);
    },
  );
});

test('the organizations that a user shares are shown and changed', async () => {
  await at(
    ({ third }) => `/applications/${third.id}/consents`,
    async (page, { third, user, acme }) => {
      await choose(page, 'User', /Hanako/);
      await page.getByText('This user shares no organization with the application.').waitFor();
      await page.getByRole('button', { name: 'Share more' }).click();
      await choose(page, 'Organizations of this user', 'Acme');
      await page.getByRole('dialog').getByRole('button', { name: 'Share', exact: true }).click();
      await page.getByRole('link', { name: 'Acme' }).waitFor();
      const path = `/applications/${third.id}/users/${user.id}/consent-organizations`;
      assert.equal((await callApi(page, 'GET', path)).body.organizations[0].id, acme.id);
      await page.getByRole('button', { name: 'Stop sharing Acme' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Stop sharing' }).click();
      await page.getByText('This user shares no organization with the application.').waitFor();
    },
  );
});

test('an application is restricted to a user, a role, an organization and a role in another', async () => {
  await at(
    ({ shop }) => `/applications/${shop.id}/access`,
    async (page, { shop, user, role, acme, globex, admin }) => {
      await page.getByLabel('Only those named below').press('Space');
      await page.getByText('Nobody is named below', { exact: false }).waitFor();
      await choose(page, 'Users', /Hanako/);
      await choose(page, 'Everybody with one of these roles', 'Support');
      await choose(page, 'All members of', 'Acme');
      await page.getByRole('button', { name: 'Add organization and roles' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('combobox', { name: 'Organization', exact: true }).click();
      await page.getByRole('option', { name: 'Globex' }).click();
      await choose(page, 'Roles in the organization', 'admin');
      await dialog.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByRole('button', { name: 'Remove the rule for Globex' }).waitFor();
      await save(page);
      const { body } = await callApi(page, 'GET', `/applications/${shop.id}/access-control`);
      assert.deepEqual(body, {
        userIds: [user.id],
        userRoleIds: [role.id],
        organizationIds: [acme.id],
        organizationRoleRules: [{ organizationId: globex.id, organizationRoleIds: [admin.id] }],
      });
      const saved = await callApi(page, 'GET', `/applications/${shop.id}`);
      assert.equal(saved.body.appLevelAccessControlEnabled, true);
      await page.reload();
      await page.getByText('Hanako Yamada').first().waitFor();
    },
  );
});

test('the look, name and terms of one application are saved, and tried by a link of its own', async () => {
  await at(
    ({ third }) => `/applications/${third.id}/branding`,
    async (page, { third }) => {
      await page.getByText('To try it, the application needs a redirect URI.').waitFor();
      await page.getByRole('textbox', { name: 'Display name' }).fill('Partner portal');
      const terms = page.getByRole('textbox', { name: 'Terms of use' });
      await terms.fill('javascript:alert(1)');
      await page.getByRole('textbox', { name: 'Brand colour', exact: true }).fill('#0b7a75');
      await page.getByRole('textbox', { name: 'CSS' }).fill('body { margin: 0 }');
      await page.getByRole('button', { name: 'Save changes' }).click();
      await page.getByText('Enter a complete address that begins with https://.').waitFor();
      await terms.fill('https://partner.example/terms');
      await save(page);
      const { body } = await callApi(page, 'GET', `/applications/${third.id}/sign-in-experience`);
      assert.equal(body.displayName, 'Partner portal');
      assert.equal(body.termsOfUseUrl, 'https://partner.example/terms');
      assert.deepEqual(body.color, { primaryColor: '#0b7a75' });
      assert.equal(body.customCss, 'body { margin: 0 }');
      await callApi(page, 'PATCH', `/applications/${third.id}`, {
        oidcClientMetadata: { redirectUris: ['https://partner.example/callback'] },
      });
      await page.reload();
      const trial = await page.getByRole('link', { name: 'Try it' }).getAttribute('href');
      const answer = await fetch(trial, { redirect: 'manual' });
      assert.match(answer.headers.get('location') ?? '', /\/sign-in/);
    },
  );
});

test('a machine joins an organization with a role, gets another, and leaves', async () => {
  await at(
    ({ robot }) => `/applications/${robot.id}/organizations`,
    async (page, { robot }) => {
      const read = async () => (await callApi(page, 'GET', `/applications/${robot.id}/organizations`)).body;
      await page.getByRole('button', { name: 'Add to an organization' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('combobox', { name: 'Organization', exact: true }).click();
      await page.getByRole('option', { name: 'Acme' }).click();
      await dialog.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByRole('button', { name: 'Change the roles in Acme' }).click();
      await choose(page, 'Organization roles for machines', 'syncer');
      await page.getByRole('button', { name: 'Save roles' }).click();
      await page.getByRole('cell', { name: 'syncer' }).waitFor();
      assert.equal((await read())[0].organizationRoles[0].name, 'syncer');
      await page.getByRole('button', { name: 'Remove from Acme' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
      await page.getByText('This machine is a member of no organization.').waitFor();
    },
  );
});

test('self-registration: the switch, a token shown once and revoked, and what new clients may ask for', async () => {
  await at(
    () => '/applications/self-registered',
    async (page) => {
      const read = async () => (await callApi(page, 'GET', '/configs/dynamic-client-registration')).body;
      await page.getByLabel('Clients may register themselves').press('Space');
      await page.getByText('Registration endpoint').waitFor();
      await page.getByRole('button', { name: 'Create token' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name').fill('Acme tools');
      await dialog.getByLabel('Clients that may register with it').fill('3');
      await dialog.getByRole('button', { name: 'Create token' }).click();
      const once = page.getByRole('dialog', { name: 'Copy the token now' });
      const token = /reg_\w+/.exec(await once.innerText())[0];
      await once.getByRole('button', { name: 'I have copied it' }).click();
      const answer = await fetch(`${stage.server.endpoint}/oidc/register`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ client_name: 'Tool', redirect_uris: ['https://tool.example/callback'] }),
      });
      assert.equal(answer.status, 201, await answer.text());
      await page.getByRole('button', { name: 'Add user data' }).click();
      await choose(page, 'User data', /name, picture/);
      await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByRole('button', { name: 'Remove profile' }).waitFor();
      const saved = await read();
      assert.equal(saved.enabled, true);
      assert.deepEqual(saved.allowedScopes.userScopes, ['profile']);
      await page.getByRole('button', { name: 'Revoke Acme tools' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke token' }).click();
      await page.getByText('No tokens: nobody can register.').waitFor();
      assert.deepEqual((await read()).initialAccessTokens, []);
    },
  );
});

test('clients by metadata document: the switch and the list of all of them', async () => {
  await at(
    () => '/applications/self-registered/documents',
    async (page) => {
      await page
        .getByLabel('クライアントを許可')
        .or(page.getByLabel('ドキュメントで示される'))
        .first()
        .press('Space');
      await page.getByText('ドキュメントで示されるクライアントを許可しました。').waitFor();
      await page.getByRole('button', { name: '組織での API の権限を追加' }).click();
      await choose(page, '組織での権限', /read:orders/);
      await page.getByRole('dialog').getByRole('button', { name: '追加', exact: true }).click();
      await page.getByText('Orders: See orders').waitFor();
      assert.equal((await callApi(page, 'GET', '/configs/cimd')).body.enabled, true);
      const { body } = await callApi(page, 'GET', '/cimd/user-consent-scopes');
      assert.equal(body.organizationResourceScopes.length, 1);
    },
    { locale: 'ja-JP' },
  );
});

for (const [colorScheme, locale, width] of [
  ['light', 'en-US', 1280],
  ['dark', 'ja-JP', 390],
]) {
  test(`no violation on any of these tabs: ${colorScheme}, ${locale}, ${width} px wide`, async () => {
    const { page, close } = await openPage(stage, {
      session: await signedIn(stage),
      colorScheme,
      locale,
      viewport: { width, height: 844 },
      bypassCSP: true,
      reducedMotion: 'reduce',
    });
    await page.goto(`${stage.server.adminOrigin}/console/applications`);
    const { third, shop, robot } = await populate(page);
    for (const address of [
      '?party=third',
      '/self-registered',
      '/self-registered/documents',
      `/${third.id}/permissions`,
      `/${third.id}/consents`,
      `/${third.id}/branding`,
      `/${shop.id}/access`,
      `/${shop.id}/security`,
      `/${robot.id}/organizations`,
      `/${robot.id}/security`,
    ]) {
      await page.goto(`${stage.server.adminOrigin}/console/applications${address}`);
      await page.locator('h1').first().waitFor();
      await page.waitForLoadState('networkidle');
      assert.deepEqual(await violationsOf(page), [], address);
      const scrolls = await page.evaluate(() => document.documentElement.scrollWidth > globalThis.innerWidth);
      assert.equal(scrolls, false, `${address} scrolls sideways`);
    }
    await close();
  });
}
