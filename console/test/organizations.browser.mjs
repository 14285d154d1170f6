/** One organization's tabs: machines, invitations, provisioning, the second factor and the look. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callApi, visit, withConsole } from './console.mjs';

const stage = withConsole();

const pick = async (page, label, option, scope = page.getByRole('dialog')) => {
  const box = scope.getByRole('combobox', { name: label });
  await box.click();
  await page.getByRole('option', { name: option }).click();
  await box.press('Escape');
};

/** Makes something by the API, which must say yes. */
const post = async (page, path, body) => {
  const answer = await callApi(page, 'POST', path, body);
  assert.ok(answer.status < 300, JSON.stringify(answer));
  return answer.body;
};

/** Opens a tab of a new organization and runs `scene` with its id. */
const inOrganization = (tab, scene, options) =>
  visit(
    stage,
    '/organizations',
    async (page) => {
      await page.locator('h1').first().waitFor();
      const { id } = await post(page, '/organizations', { name: 'Acme' });
      await scene.prepare?.(page, id);
      await page.goto(`${stage.server.adminOrigin}/console/organizations/${id}/${tab}`);
      await scene.run(page, id);
    },
    options,
  );

const save = (page) => page.getByRole('button', { name: 'Save changes' }).click();

test('a second factor is required by a switch', () =>
  inOrganization('settings', {
    run: async (page, id) => {
      await page.getByRole('switch', { name: 'Require a second factor' }).click();
      await save(page);
      await page.getByText('Organization saved').waitFor();
      await page.getByText('Second factor required').waitFor();
      assert.equal((await callApi(page, 'GET', `/organizations/${id}`)).body.isMfaRequired, true);
    },
  }));

test('machine apps are added with roles, given others and removed', () =>
  inOrganization('machines', {
    prepare: async (page) => {
      await post(page, '/applications', { name: 'Nightly robot', type: 'MachineToMachine' });
      for (const name of ['exporter', 'importer']) {
        await post(page, '/organization-roles', { name, type: 'MachineToMachine' });
      }
      await post(page, '/organization-roles', { name: 'people only', type: 'User' });
    },
    run: async (page, id) => {
      const roles = async () =>
        (await callApi(page, 'GET', `/organizations/${id}/applications`)).body.map((app) =>
          app.organizationRoles.map(({ name }) => name),
        );
      await page.getByText('No machine apps yet').waitFor();
      await page.getByRole('button', { name: 'Add machine apps' }).click();
      await page.getByRole('dialog').getByRole('combobox', { name: 'Organization roles' }).click();
      await page.getByRole('option', { name: 'exporter' }).waitFor();
      assert.equal(await page.getByRole('option', { name: 'people only' }).count(), 0);
      await page.getByRole('option', { name: 'exporter' }).click();
      await pick(page, 'Applications', 'Nightly robot');
      await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByRole('link', { name: 'Nightly robot' }).waitFor();
      await page.getByRole('cell', { name: 'exporter', exact: true }).waitFor();
      assert.deepEqual(await roles(), [['exporter']]);
      await page.getByRole('button', { name: 'Change roles of Nightly robot' }).click();
      await pick(page, 'Organization roles', 'importer');
      await page.getByRole('dialog').getByRole('button', { name: 'Save roles' }).click();
      await page.getByText('Roles saved').waitFor();
      assert.deepEqual((await roles())[0].sort(), ['exporter', 'importer']);
      await page.getByRole('button', { name: 'Remove Nightly robot' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove Nightly robot' }).click();
      await page.getByText('No machine apps yet').waitFor();
      assert.deepEqual(await roles(), []);
    },
  }));

test('members are filtered by role', () =>
  inOrganization('members', {
    prepare: async (page, id) => {
      const role = await post(page, '/organization-roles', { name: 'editor' });
      const users = await Promise.all(
        ['hanako', 'taro'].map((username) => post(page, '/users', { username, name: username })),
      );
      const userIds = users.map((user) => user.id);
      await post(page, `/organizations/${id}/users`, { userIds });
      await post(page, `/organizations/${id}/users/roles`, {
        userIds: userIds.slice(0, 1),
        organizationRoleIds: [role.id],
      });
    },
    run: async (page) => {
      await page.getByRole('link', { name: 'taro' }).waitFor();
      await pick(page, 'Only members with this role', 'editor', page);
      await page.getByRole('link', { name: 'taro' }).waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'hanako' }).waitFor();
    },
  }));

test('people are invited, invited again, accepted for, revoked and deleted', () =>
  inOrganization('invitations', {
    prepare: async (page) => {
      await post(page, '/organization-roles', { name: 'guest' });
      await post(page, '/users', { username: 'jiro', name: 'Jiro', primaryEmail: 'jiro@example.com' });
    },
    run: async (page, id) => {
      const invitations = async () =>
        (await callApi(page, 'GET', `/organization-invitations?organizationId=${id}`)).body;
      const invite = async (invitee) => {
        await page.getByRole('button', { name: 'Invite', exact: true }).first().click();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('E-mail address').fill(invitee);
        return dialog;
      };
      const act = async (invitee, action) => {
        await page.getByRole('button', { name: `Actions for ${invitee}` }).click();
        await page.getByRole('menuitem', { name: action }).click();
      };
      await page.getByText('Nobody was invited yet').waitFor();
      let dialog = await invite('nobody');
      await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
      await dialog.getByText('Write an e-mail address.').waitFor();
      await dialog.getByLabel('E-mail address').fill('jiro@example.com');
      await pick(page, 'Organization roles', 'guest');
      await dialog.getByRole('combobox', { name: 'Good for' }).click();
      await page.getByRole('option', { name: '30 days' }).click();
      await dialog.getByRole('button', { name: 'More options' }).click();
      await dialog.getByLabel('Link in the e-mail').fill('https://app.example.com/join/{id}');
      await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
      await page.getByText('Invitation sent').first().waitFor();
      await page.getByText('Pending').waitFor();
      const [first] = await invitations();
      assert.deepEqual(
        first.organizationRoles.map(({ name }) => name),
        ['guest'],
      );
      assert.equal(Math.round((first.expiresAt - first.createdAt) / 86_400_000), 30);
      const inbox = JSON.stringify((await callApi(page, 'GET', '/development-inbox')).body);
      assert.ok(inbox.includes(`https://app.example.com/join/${first.id}`), inbox);
      await act('jiro@example.com', 'Send again');
      await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await act('jiro@example.com', 'Accept for a user');
      await pick(page, 'User', /Jiro/);
      await page.getByRole('dialog').getByRole('button', { name: 'Accept' }).click();
      await page.getByText('Accepted', { exact: true }).waitFor();
      const members = (await callApi(page, 'GET', `/organizations/${id}/users`)).body;
      assert.deepEqual(
        members.map(({ username, organizationRoles }) => [username, organizationRoles[0].name]),
        [['jiro', 'guest']],
      );
      dialog = await invite('saburo@example.com');
      await dialog.getByRole('switch', { name: 'Send the invitation by e-mail' }).click();
      await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
      await page.getByText('Invitation created').waitFor();
      await act('saburo@example.com', 'Revoke');
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
      await page.getByText('Revoked', { exact: true }).waitFor();
      await act('saburo@example.com', 'Delete');
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await page.getByText('saburo@example.com').first().waitFor({ state: 'detached' });
      assert.deepEqual(
        (await invitations()).map(({ status }) => status),
        ['Accepted'],
      );
    },
  }));

test('domains, connectors and default roles of provisioning are saved', () =>
  inOrganization('provisioning', {
    prepare: async (page) => {
      await post(page, '/organization-roles', { name: 'newcomer' });
      await post(page, '/sso-connectors', { providerName: 'GoogleWorkspace', connectorName: 'Acme Google' });
    },
    run: async (page, id) => {
      const domain = page.getByRole('textbox', { name: 'E-mail domains' });
      await domain.fill('not a domain');
      await domain.press('Enter');
      await page.getByText('This is not a domain such as example.com.', { exact: false }).waitFor();
      await domain.fill('gmail.com');
      await domain.press('Enter');
      await page.getByText('Anybody can get an address at gmail.com', { exact: false }).waitFor();
      await page.getByRole('button', { name: 'Remove gmail.com' }).click();
      await domain.fill('ACME.example');
      await domain.press('Enter');
      await pick(page, 'Enterprise connectors', 'Acme Google', page);
      await pick(page, 'Default roles', 'newcomer', page);
      await save(page);
      await page.getByText('Provisioning saved').waitFor();
      const list = async (what) => (await callApi(page, 'GET', `/organizations/${id}/jit/${what}`)).body;
      assert.deepEqual(
        (await list('email-domains')).map(({ emailDomain }) => emailDomain),
        ['acme.example'],
      );
      assert.deepEqual(
        (await list('sso-connectors')).map(({ connectorName }) => connectorName),
        ['Acme Google'],
      );
      assert.deepEqual(
        (await list('roles')).map(({ name }) => name),
        ['newcomer'],
      );
      await page.reload();
      await page.getByRole('button', { name: 'Remove acme.example' }).click();
      await save(page);
      await page.getByText('Provisioning saved').waitFor();
      assert.deepEqual(await list('email-domains'), []);
      assert.equal((await list('roles')).length, 1);
    },
  }));

test('the look is saved and seen on the sign-in page, which the link opens', () =>
  inOrganization('branding', {
    prepare: (page) =>
      post(page, '/applications', {
        name: 'Bookstore',
        type: 'SPA',
        oidcClientMetadata: { redirectUris: ['http://localhost:3000/callback'], postLogoutRedirectUris: [] },
      }),
    run: async (page, id) => {
      await page.getByLabel('Primary colour', { exact: true }).fill('green');
      await save(page);
      await page.getByText('Write the colour as # and six hexadecimal digits.').waitFor();
      await page.getByLabel('Primary colour', { exact: true }).fill('#0b7a75');
      await page.getByLabel('Logo', { exact: true }).fill('http://plain.example/logo.png');
      await save(page);
      await page.getByText('Write a full address that begins with https://.').waitFor();
      await page.getByLabel('Logo', { exact: true }).fill('');
      await page.getByRole('textbox', { name: 'Custom CSS' }).fill('h1 { letter-spacing: 7px; }');
      await save(page);
      await page.getByText('Branding saved').waitFor();
      const { body } = await callApi(page, 'GET', `/organizations/${id}`);
      assert.deepEqual(body.color, { primaryColor: '#0b7a75' });
      assert.deepEqual(body.branding, {});
      assert.equal(body.customCss, 'h1 { letter-spacing: 7px; }');
      const opening = page.context().waitForEvent('page');
      await page.getByRole('link', { name: 'Open the sign-in page' }).click();
      const signIn = await opening;
      const heading = signIn.getByRole('heading', { level: 1 });
      await heading.waitFor();
      assert.equal(new URL(signIn.url()).origin, stage.server.endpoint);
      assert.equal(await heading.evaluate((node) => getComputedStyle(node).letterSpacing), '7px');
    },
  }));

test('the same in Japanese', () =>
  inOrganization(
    'invitations',
    {
      run: async (page, id) => {
        await page.getByText('まだ誰も招待していません').waitFor();
        for (const [tab, text] of [
          ['マシンアプリ', 'マシンアプリはまだありません'],
          ['プロビジョニング', '自動的にメンバーになる人'],
          ['ブランディング', 'サインイン画面で確認'],
          ['設定', '二要素認証を必須にする'],
        ]) {
          await page.getByRole('tab', { name: tab }).click();
          await page.getByText(text, { exact: true }).waitFor();
        }
        assert.equal((await callApi(page, 'GET', `/organizations/${id}`)).body.name, 'Acme');
      },
    },
    { locale: 'ja-JP' },
  ));
