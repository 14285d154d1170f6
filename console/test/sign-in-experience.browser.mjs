/** Sign-in experience: each group of settings is changed in the console, and seen in the API and on the hosted pages. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zipOf } from '../../server/test/zip.ts';
import { callApi, openPage, password, visit, withConsole } from './console.mjs';

const stage = withConsole();
const base = '/sign-in-experience';

const save = async (page) => {
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByRole('button', { name: 'Save changes' }).waitFor({ state: 'detached' });
};
const experience = async (page) => (await callApi(page, 'GET', '/sign-in-exp')).body;
const dialogOf = (page) => page.getByRole('dialog');
const anImage = {
  name: 'logo.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
};

let clientId;
/** Opens the hosted page as an app would, in a browser of its own. */
const hosted = async (page, scene, options = {}) => {
  clientId ??= (
    await callApi(page, 'POST', '/applications', {
      name: 'Bookstore',
      type: 'Traditional',
      oidcClientMetadata: { redirectUris: ['https://books.example/callback'], postLogoutRedirectUris: [] },
    })
  ).body.id;
  const { first_screen: screen, ...settings } = options;
  const person = await openPage(stage, settings);
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: 'https://books.example/callback',
    response_type: 'code',
    scope: 'openid',
    prompt: 'login',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    ...(screen ? { first_screen: screen } : {}),
  });
  await person.page.goto(`${stage.server.endpoint}/oidc/auth?${query}`);
  await person.page.locator('h1').waitFor();
  await scene(person.page);
  await person.close();
};

test('sign-up, sign-in and usernames are saved; a refusal stands at its field', () =>
  visit(stage, base, async (page) => {
    await page.getByLabel('Username and e-mail address').check();
    await page.getByLabel('Sign-in only', { exact: false }).check();
    await page.getByLabel('Minimum length').fill('12');
    await page.getByLabel('Maximum length').fill('5');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('No username is within these lengths.').waitFor();
    assert.equal(await page.getByLabel('Maximum length').getAttribute('aria-invalid'), 'true');
    await page.getByLabel('Maximum length').fill('500');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Write a whole number from 1 to 128.').waitFor();
    await page.getByLabel('Minimum length').fill('3');
    await page.getByLabel('Maximum length').fill('20');
    await page.getByRole('switch', { name: 'Capital and small letters' }).click();
    await save(page);
    const { signInMode, signUp, usernamePolicy } = await experience(page);
    assert.equal(signInMode, 'SignIn');
    assert.deepEqual(signUp.identifiers, ['username', 'email']);
    assert.deepEqual(usernamePolicy, { minLength: 3, maxLength: 20, caseSensitive: true });
    await page.getByLabel('Sign-in and sign-up').check();
    await page.getByLabel('Username', { exact: true }).first().check();
    await save(page);
  }));

test('colours, images and CSS are saved and seen on the hosted page', () =>
  visit(stage, `${base}/branding`, async (page) => {
    await page.getByLabel('Primary colour', { exact: true }).fill('#0b7');
    await page.getByLabel('Logo', { exact: true }).fill('ftp://x');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Write a full address', { exact: false }).waitFor();
    const files = page.locator('input[type=file]');
    await files
      .nth(0)
      .setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('no image') });
    await page.locator('#content [role=alert]').waitFor();
    await files.nth(0).setInputFiles(anImage);
    await page.waitForFunction(() => document.querySelector('#content img[src^="data:image/png"]'));
    await files.nth(2).setInputFiles(anImage);
    await page
      .getByLabel('Icon in the browser’s tab', { exact: true })
      .and(page.locator('[value^=http]'))
      .waitFor();
    await page.getByRole('switch', { name: 'Dark pages' }).click();
    await page.getByRole('textbox', { name: 'Custom CSS' }).fill('.card { border-radius: 3px }');
    await save(page);
    const { color, branding } = await experience(page);
    assert.deepEqual(color, {
      primaryColor: '#00bb77',
      darkPrimaryColor: '#00bb77',
      isDarkModeEnabled: false,
    });
    assert.match(branding.logoUrl, /\/assets\/.+\.png$/);
    assert.match(branding.favicon, /\/assets\/.+\.png$/);
    await hosted(
      page,
      async (person) => {
        assert.equal(await person.locator('.brand-logo').getAttribute('src'), branding.logoUrl);
        assert.equal(await person.locator('link[rel=icon]').getAttribute('href'), branding.favicon);
        const look = await person.evaluate(() => ({
          radius: getComputedStyle(document.querySelector('.card')).borderRadius,
          theme: document.documentElement.dataset.theme,
        }));
        assert.deepEqual(look, { radius: '3px', theme: 'light' });
      },
      { colorScheme: 'dark' },
    );
    await page.reload();
    const link = page.getByRole('link', { name: 'Open the sign-in page' });
    assert.match(await link.getAttribute('href'), /\/oidc\/auth\?client_id=/);
    await page.getByLabel('Logo', { exact: true }).fill('');
    await page.getByRole('switch', { name: 'Hide the product’s name' }).click();
    await save(page);
    await hosted(page, async (person) => assert.equal(await person.locator('.brand').count(), 0));
  }));

test('links, agreement, support, the address without a sign-in and the language are saved and seen', () =>
  visit(stage, `${base}/content`, async (page) => {
    await page.getByLabel('Terms of use address').fill('https://example.com/terms');
    await page.getByLabel('By ticking a box at sign-up and at every sign-in').check();
    await page.getByLabel('E-mail address', { exact: true }).fill('nobody');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Write a whole e-mail address', { exact: false }).waitFor();
    await page.getByLabel('E-mail address', { exact: true }).fill('help@example.com');
    await page.getByLabel('Website address').fill('https://help.example.com/');
    await page.getByLabel('Send them to').fill(`${stage.server.endpoint}/signed-out`);
    await page.getByRole('switch', { name: 'Follow the language' }).click();
    await page.getByRole('combobox', { name: 'Default language' }).click();
    await page.getByRole('option', { name: /Japanese/ }).click();
    await save(page);
    const saved = await experience(page);
    assert.deepEqual(saved.languageInfo, { autoDetect: false, fallbackLanguage: 'ja' });
    assert.equal(saved.agreeToTermsPolicy, 'Manual');
    assert.equal(saved.privacyPolicyUrl, null);
    await hosted(page, async (person) => {
      assert.equal(await person.locator('html').getAttribute('lang'), 'ja');
      await person.getByRole('link', { name: 'help@example.com' }).waitFor();
      await person.getByRole('checkbox').waitFor();
    });
    const lost = await openPage(stage);
    await lost.page.goto(`${stage.server.endpoint}/sign-in`);
    await lost.page.waitForURL('**/signed-out');
    await lost.close();
    await page.getByLabel('Send them to').fill('');
    await page.getByLabel('Terms of use address').fill('');
    await page.getByRole('switch', { name: 'Follow the language' }).click();
    await save(page);
  }));

test('words are replaced, a language is added and removed, and nothing unsaved is lost unasked', () =>
  visit(stage, `${base}/words`, async (page) => {
    const button = page.getByRole('textbox', { name: 'signIn.button' });
    assert.equal(await button.getAttribute('placeholder'), 'Sign in');
    await button.fill('Come in');
    await page.getByRole('searchbox', { name: 'Search words and keys' }).fill('create an account');
    await page.getByRole('textbox', { name: 'signIn.register' }).waitFor();
    assert.equal(await button.count(), 0);
    await page.getByRole('searchbox', { name: 'Search words and keys' }).fill('');
    await page.getByRole('textbox', { name: 'signIn.title' }).fill('Welcome');
    await page.getByText('Without {0} the page cannot say what it knows.').waitFor();
    await page.getByRole('textbox', { name: 'signIn.title' }).fill('');
    await save(page);
    await page.getByText('1 own', { exact: true }).waitFor();
    assert.deepEqual((await callApi(page, 'GET', '/custom-phrases/en')).body.translation, {
      'signIn.button': 'Come in',
    });
    await hosted(page, (person) => person.getByRole('button', { name: 'Come in' }).waitFor());
    await page.getByRole('button', { name: 'Add a language' }).click();
    await dialogOf(page).getByLabel('Language tag').fill('en');
    await dialogOf(page).getByRole('button', { name: 'Add a language' }).click();
    await dialogOf(page).getByText('The pages speak this language already.').waitFor();
    await dialogOf(page).getByLabel('Language tag').fill('fr-ca');
    await dialogOf(page).getByText('Canadian French').waitFor();
    await dialogOf(page).getByRole('button', { name: 'Add a language' }).click();
    await page.waitForURL(/\/words\/fr-CA$/);
    await page.getByRole('button', { name: 'Remove this language' }).waitFor();
    await button.fill('Se connecter');
    await page.getByRole('combobox', { name: 'Language' }).click();
    await page.getByRole('option', { name: /Japanese/ }).click();
    await dialogOf(page).getByRole('button', { name: 'Stay on this page' }).click();
    await save(page);
    await hosted(page, (person) => person.getByRole('button', { name: 'Se connecter' }).waitFor(), {
      locale: 'fr-CA',
    });
    await page.getByRole('combobox', { name: 'Language' }).click();
    await page.getByRole('option', { name: /Japanese/ }).click();
    await page.waitForURL(/\/words\/ja$/);
    assert.equal(await button.getAttribute('placeholder'), 'サインイン');
    await page.goBack();
    await page.getByRole('button', { name: 'Remove this language' }).click();
    await dialogOf(page).getByRole('button', { name: 'Remove this language' }).click();
    await page.getByText('Done.').waitFor();
    assert.deepEqual(
      (await callApi(page, 'GET', '/custom-phrases')).body.map(({ languageTag }) => languageTag),
      ['en'],
    );
    await page.goto(`${stage.server.adminOrigin}/console${base}/words`);
    await page.getByRole('button', { name: 'Take all own words back' }).click();
    await dialogOf(page).getByRole('button', { name: 'Take all own words back' }).click();
    await page.getByText('Done.').waitFor();
    await button.and(page.locator('[value=""]')).waitFor();
  }));

test('content of one’s own stands on its page, without what could run', () =>
  visit(stage, `${base}/own-pages`, async (page) => {
    const markup = page.getByRole('textbox', { name: 'Markup of: Sign-in', exact: true });
    await markup.fill('<p>Closed on <b>Sunday</b></p><script>alert(1)</script>');
    await save(page);
    await hosted(page, (person) => person.getByText('Closed on Sunday').waitFor());
    assert.deepEqual((await experience(page)).customContent, {
      '/sign-in': '<p>Closed on <b>Sunday</b></p>',
    });
    await page.reload();
    assert.equal(await markup.inputValue(), '<p>Closed on <b>Sunday</b></p>');
    await markup.fill('');
    await save(page);
    assert.deepEqual((await experience(page)).customContent, {});
  }));

test('own pages are uploaded, put in use and taken back; what they may reach is checked by the server', () =>
  visit(stage, `${base}/own-pages`, async (page) => {
    const file = page.locator('input[type=file]');
    const pages = (buffer) => ({ name: 'pages.zip', mimeType: 'application/zip', buffer });
    await file.setInputFiles(pages(Buffer.from('no zip')));
    await page.getByText('This is not a zip file that can be read', { exact: false }).waitFor();
    const markup = '<!doctype html><html lang="en"><title>Ours</title><h1>Our own door</h1></html>';
    await file.setInputFiles(pages(Buffer.from(zipOf([{ path: 'index.html', content: markup }]))));
    await page.getByText('pages.zip').waitFor();
    await page.getByText('Built-in pages', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Put in use' }).click();
    await dialogOf(page).getByRole('button', { name: 'Put in use' }).click();
    await page.getByText('The package is in use').waitFor();
    const { customUiAssets } = await experience(page);
    await page.getByText(customUiAssets.id).waitFor();
    await hosted(page, (person) => person.getByRole('heading', { name: 'Our own door' }).waitFor());
    await page.getByRole('textbox', { name: 'Scripts' }).fill('https://*.co.jp');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Requests' }).fill('http://plain.example.com');
    await page.keyboard.press('Enter');
    await page.getByText('Write an origin such as', { exact: false }).waitFor();
    await page.getByRole('textbox', { name: 'Requests' }).fill('https://API.example.com/');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.locator('#content').getByText('https://*.co.jp', { exact: false }).nth(1).waitFor();
    await page.getByRole('button', { name: 'Remove https://*.co.jp' }).click();
    await save(page);
    assert.deepEqual((await experience(page)).customUiCsp, {
      scriptSrc: [],
      connectSrc: ['https://api.example.com'],
    });
    await page.getByRole('tab', { name: 'Look' }).click();
    await page.getByRole('note').getByRole('link', { name: 'Own pages' }).click();
    await page.getByRole('button', { name: 'Go back to the built-in pages' }).click();
    await dialogOf(page).getByRole('button', { name: 'Go back to the built-in pages' }).click();
    await page.getByText('The built-in pages are in use').waitFor();
    assert.equal((await experience(page)).customUiAssets, null);
  }));

test('what a password must be is saved, tried out and expires', () =>
  visit(stage, `${base}/password-policy`, async (page) => {
    await page.getByLabel('Minimum length').fill('30');
    await page.getByLabel('Maximum length').fill('20');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page
      .locator('#content')
      .getByRole('alert')
      .or(page.locator('[aria-invalid=true]'))
      .first()
      .waitFor();
    await page.getByLabel('Minimum length').fill('10');
    await page.getByLabel('Maximum length').fill('64');
    await page.getByRole('combobox', { name: 'Kinds of characters' }).click();
    await page.getByRole('option', { name: 'At least two kinds' }).click();
    await page.getByLabel('Repeat or count too much', { exact: false }).uncheck();
    await page.getByRole('combobox', { name: 'Words that no password may contain' }).fill('bookstore');
    await page.keyboard.press('Enter');
    await page.getByRole('switch', { name: 'Passwords expire' }).click();
    await page.getByLabel('Valid for days').fill('30');
    await save(page);
    const { passwordPolicy, passwordExpiration } = await experience(page);
    assert.deepEqual(passwordPolicy, {
      length: { min: 10, max: 64 },
      characterTypes: { min: 2 },
      rejects: { pwned: false, repetitionAndSequence: false, userInfo: true, words: ['bookstore'] },
    });
    assert.deepEqual([passwordExpiration.enabled, passwordExpiration.validPeriodDays], [true, 30]);
    const tried = page.getByLabel('Password to try');
    await tried.fill('harbour-bookstore-lantern-7');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('It holds “bookstore”.').waitFor();
    await tried.fill(password);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('This password is accepted.').waitFor();
    await page.getByRole('switch', { name: 'Passwords expire' }).click();
    await save(page);
    assert.equal((await experience(page)).passwordExpiration.enabled, false);
  }));

test('lock-outs, codes and refused addresses are saved, and emptied again', () =>
  visit(stage, `${base}/security`, async (page) => {
    await page.getByLabel('Attempts').fill('5');
    await page.getByLabel('Wait in minutes').fill('2');
    await page.getByLabel('Lifetime in seconds').fill('5');
    await page.getByLabel('Tries per code').fill('3');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Write a whole number from 60 to 3600.').waitFor();
    await page.getByLabel('Lifetime in seconds').fill('120');
    await page.getByRole('switch', { name: 'Refuse addresses with a plus sign' }).click();
    await page.getByRole('switch', { name: 'Refuse disposable addresses' }).click();
    await page.getByRole('textbox', { name: 'Always allowed' }).fill('Boss+1@Example.com');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Refused' }).fill('nothing');
    await page.keyboard.press('Enter');
    await page.getByText('Write a domain such as example.com', { exact: false }).waitFor();
    await page.getByRole('textbox', { name: 'Refused' }).fill('bad.example');
    await page.keyboard.press('Enter');
    await save(page);
    const saved = await experience(page);
    assert.deepEqual(saved.sentinelPolicy, { maxAttempts: 5, lockoutDuration: 2 });
    assert.deepEqual(saved.verificationCodePolicy, { expirationDuration: 120, maxRetryAttempts: 3 });
    assert.deepEqual(saved.emailBlocklistPolicy, {
      blockSubaddressing: true,
      blockDisposableAddresses: true,
      customAllowlist: ['boss+1@example.com'],
      customBlocklist: ['bad.example'],
    });
    await page.getByLabel('Attempts').fill('');
    await page.getByLabel('Wait in minutes').fill('');
    await page.getByRole('button', { name: 'Remove bad.example' }).click();
    await save(page);
    const emptied = await experience(page);
    assert.deepEqual(emptied.sentinelPolicy, {});
    assert.deepEqual(emptied.emailBlocklistPolicy.customBlocklist, []);
  }));

const addField = async (page, type, fill) => {
  await page.getByRole('button', { name: 'Add field' }).click();
  const dialog = dialogOf(page);
  await dialog.getByRole('combobox', { name: 'Type' }).click();
  await page.getByRole('option', { name: type, exact: true }).click();
  await fill(dialog);
  await dialog.getByRole('button', { name: 'Add field' }).click();
  await dialog.waitFor({ state: 'detached' });
};

test('profile fields of several types are made, ordered, chosen for sign-up, changed and deleted', () =>
  visit(stage, `${base}/profile-fields`, async (page) => {
    await page.getByRole('heading', { name: 'No profile fields yet' }).waitFor();
    await addField(page, 'Choice', async (dialog) => {
      await dialog.getByRole('textbox', { name: 'Name' }).fill('companySize');
      await dialog.getByRole('textbox', { name: 'Label', exact: true }).fill('Company size');
      await dialog.getByRole('button', { name: 'Add field' }).click();
      await dialog.getByText('Add at least one choice.').waitFor();
      await dialog.getByRole('button', { name: 'Add choice' }).click();
      await dialog.getByRole('textbox', { name: 'Value 1' }).fill('small');
      await dialog.getByRole('textbox', { name: 'Label 1' }).fill('Up to ten');
      await dialog.getByRole('switch', { name: 'Has to be filled in' }).click();
    });
    await addField(page, 'Text', async (dialog) => {
      await dialog.getByRole('textbox', { name: 'Name' }).fill('companySize');
      await dialog.getByRole('button', { name: 'Add field' }).click();
      await dialog.getByText('There is a profile field companySize already.').waitFor();
      await dialog.getByRole('textbox', { name: 'Name' }).fill('nickname');
      await dialog.getByLabel('Minimum length').fill('9');
      await dialog.getByLabel('Maximum length').fill('2');
      await dialog.getByRole('button', { name: 'Add field' }).click();
      await dialog.getByText('The maximum is below the minimum.').waitFor();
      await dialog.getByLabel('Minimum length').fill('2');
      await dialog.getByLabel('Maximum length').fill('9');
    });
    await addField(page, 'Full name', async (dialog) => {
      await dialog.getByRole('checkbox', { name: 'Given name' }).uncheck();
      await dialog.getByRole('textbox', { name: 'Label of Family name' }).fill('Surname');
    });
    await addField(page, 'Text of a pattern', async (dialog) => {
      await dialog.getByRole('textbox', { name: 'Name' }).fill('staffNumber');
      await dialog.getByRole('textbox', { name: 'Pattern' }).fill('(a)\\1');
      await dialog.getByRole('button', { name: 'Add field' }).click();
      await dialog.getByText('cannot be matched in linear time', { exact: false }).waitFor();
      await dialog.getByRole('textbox', { name: 'Pattern' }).fill('[A-Z]\\d+');
    });
    const list = async () => (await callApi(page, 'GET', '/custom-profile-fields')).body;
    const [size, nickname, fullname] = await list();
    assert.deepEqual([size.required, size.config.options], [true, [{ value: 'small', label: 'Up to ten' }]]);
    assert.deepEqual(nickname.config, { minLength: 2, maxLength: 9 });
    assert.deepEqual(
      fullname.config.parts.filter(({ enabled }) => enabled).map(({ name, label }) => [name, label]),
      [['familyName', 'Surname']],
    );
    await page.getByRole('button', { name: 'Move nickname up' }).click();
    await page.getByRole('row').nth(1).getByText('nickname').first().waitFor();
    await page.getByLabel('Only these').check();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Choose at least one field.').waitFor();
    for (const name of ['fullname', 'Company size']) {
      await page.getByRole('combobox', { name: 'Add a field to ask for' }).click();
      await page.getByRole('option', { name, exact: true }).click();
    }
    await page.getByRole('button', { name: 'Move Company size up' }).last().click();
    await save(page);
    assert.deepEqual((await experience(page)).signUpProfileFields, [
      { name: 'companySize' },
      { name: 'fullname' },
    ]);
    assert.deepEqual(
      (await list()).slice(0, 2).map(({ name }) => name),
      ['nickname', 'companySize'],
    );
    await hosted(
      page,
      async (person) => {
        await person.getByLabel('Username').fill('hanako');
        await person.locator('button[type=submit]').first().click();
        await person.locator('input[type=password]').first().fill(password);
        await person.locator('button[type=submit]').first().click();
        await person.getByLabel('Company size').waitFor();
        await person.getByLabel('Surname').waitFor();
        assert.equal(await person.getByLabel('nickname').count(), 0);
      },
      { first_screen: 'register' },
    );
    await page.getByRole('button', { name: 'Change nickname' }).click();
    await dialogOf(page).getByRole('textbox', { name: 'Label', exact: true }).fill('What friends say');
    await dialogOf(page).getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('cell', { name: 'What friends say' }).waitFor();
    await page.getByRole('button', { name: 'Delete staffNumber' }).click();
    await dialogOf(page).getByRole('textbox').fill('staffNumber');
    await dialogOf(page).getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Field deleted').waitFor();
    assert.equal((await list()).length, 3);
  }));

test('who may only read sees every tab and changes nothing', async () => {
  await visit(stage, base, async (page) => {
    const made = await callApi(page, 'POST', '/../admin/administrators', {
      username: 'reader',
      password,
      tenants: [{ tenantId: 'default', role: 'read-only' }],
    });
    assert.equal(made.status, 201);
  });
  const { page, close } = await openPage(stage);
  await page.goto(`${stage.server.adminOrigin}/console${base}/branding`);
  await page.locator('input[name=identifier], input[autocomplete=username]').first().fill('reader');
  await page.keyboard.press('Enter');
  await page.locator('input[type=password]').fill(password);
  await page.keyboard.press('Enter');
  await page
    .getByRole('heading', { name: 'Get started', level: 1 })
    .or(page.getByText('Colours'))
    .first()
    .waitFor();
  for (const tab of ['', '/profile-fields', '/branding', '/content', '/words', '/own-pages', '/security']) {
    await page.goto(`${stage.server.adminOrigin}/console${base}${tab}`);
    await page.getByText('You may look at this, but not change it.', { exact: false }).waitFor();
    await page.locator('[role=status][aria-label]').first().waitFor({ state: 'detached' });
    const enabled = await page
      .locator('#content fieldset :is(input, textarea, button):not([type=search])')
      .evaluateAll((nodes) =>
        nodes.filter((node) => !node.matches(':disabled')).map((node) => node.outerHTML),
      );
    assert.deepEqual(enabled, [], tab);
  }
  await close();
});
