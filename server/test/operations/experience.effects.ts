/** Fields of phrases, profile fields, assets, domains and the smaller settings of the pages. */
import assert from 'node:assert/strict';
import { PASSWORD, provePassword, submit } from '../sign-in.ts';
import { packageOf } from '../zip.ts';
import { bootOf, type Effect, type Effects, type Fields, together } from './effects.ts';
import type { Operation } from './recorder.ts';
import type { Stage } from './stage.ts';

const PUT_PHRASES = 'PUT /api/custom-phrases/:languageTag';
const PHRASES = 'GET /api/.well-known/phrases';

const phrases = async (stage: Stage): Promise<void> => {
  const body = { 'signIn.button': 'Se connecter', errors: { network: 'Pas de réseau' } };
  await stage.call(PUT_PHRASES, { params: { languageTag: 'fr-CA' }, body }, 201);
  const boot = await bootOf(await stage.begun(), '/sign-in', 'fr-CA');
  assert.equal(boot.locale, 'fr-CA');
  assert.deepEqual(boot.phrases['fr-CA'], {
    'signIn.button': 'Se connecter',
    'errors.network': 'Pas de réseau',
  });
};

const wellKnownPhrases = async (stage: Stage): Promise<void> => {
  const { body } = await stage.call(PHRASES, { query: 'lng=ja&ns=signIn,fields' }, 200);
  assert.equal(body['signIn.button'], 'サインイン');
  assert.deepEqual([body['fields.username'], body['code.title']], ['ユーザー名', undefined]);
};

const wordsWithoutOwn = async (stage: Stage): Promise<void> => {
  const own = { 'signIn.button': 'はいる' };
  await stage.call(PUT_PHRASES, { params: { languageTag: 'ja' }, body: own }, 201);
  for (const [wanted, said] of [
    ['true', 'はいる'],
    ['false', 'サインイン'],
  ] as const) {
    const { body } = await stage.call(PHRASES, { query: `lng=ja&own=${wanted}` }, 200);
    assert.equal(body['signIn.button'], said);
  }
  await stage.need('DELETE', '/api/custom-phrases/ja');
};

const FIELDS = '/api/custom-profile-fields';
const CREATE_FIELD = 'POST /api/custom-profile-fields';
const CREATE_FIELDS = 'POST /api/custom-profile-fields/batch';
const PUT_FIELD = 'PUT /api/custom-profile-fields/:name';
const ORDER = 'POST /api/custom-profile-fields/properties/sie-order';
const PROFILE = 'POST /api/experience/profile';

type Field = Fields & { name: string };
const part = (name: string, more: Fields = {}) => ({
  enabled: true,
  name,
  type: 'Text',
  required: false,
  ...more,
});
/** Together they name every member of a field. `fits` is taken, `breaks` is refused. */
const FIELD_CASES: { field: Field; fits: unknown; breaks: unknown; kept: Fields }[] = [
  {
    field: {
      name: 'nickname',
      type: 'Text',
      label: 'Nick',
      description: 'What friends say',
      required: true,
      config: { placeholder: 'Taro', minLength: 2, maxLength: 5 },
    },
    fits: 'Taro',
    breaks: 'Taro Yamada',
    kept: { profile: { nickname: 'Taro' }, customData: {} },
  },
  {
    field: { name: 'age', type: 'Number', required: true, config: { minValue: 18, maxValue: 99 } },
    fits: '20',
    breaks: '17',
    kept: { profile: {}, customData: { age: 20 } },
  },
  {
    field: {
      name: 'birthdate',
      type: 'Date',
      required: true,
      config: { format: 'custom', customFormat: 'dd.MM.yyyy' },
    },
    fits: '29.02.2024',
    breaks: '30.02.2024',
    kept: { profile: { birthdate: '29.02.2024' }, customData: {} },
  },
  {
    field: { name: 'news', type: 'Checkbox', required: false, config: { defaultValue: 'true' } },
    fits: true,
    breaks: 'perhaps',
    kept: { profile: {}, customData: { news: true } },
  },
  {
    field: {
      name: 'plan',
      type: 'Select',
      required: true,
      config: { options: [{ label: 'Gold', value: 'gold' }] },
    },
    fits: 'gold',
    breaks: 'silver',
    kept: { profile: {}, customData: { plan: 'gold' } },
  },
  {
    field: { name: 'website', type: 'Url', required: true },
    fits: 'https://taro.example',
    breaks: 'javascript:alert(1)',
    kept: { profile: { website: 'https://taro.example' }, customData: {} },
  },
  {
    field: { name: 'post', type: 'Regex', required: true, config: { format: '\\d{3}-\\d{4}' } },
    fits: '123-4567',
    breaks: '1234567',
    kept: { profile: {}, customData: { post: '123-4567' } },
  },
  {
    field: {
      name: 'fullname',
      type: 'Fullname',
      required: true,
      config: { parts: [part('givenName', { required: true }), part('middleName', { enabled: false })] },
    },
    fits: { givenName: 'Taro' },
    breaks: { givenName: 'Taro', middleName: 'X' },
    kept: { profile: { givenName: 'Taro' }, customData: {} },
  },
  {
    field: {
      name: 'address',
      type: 'Address',
      required: true,
      config: {
        parts: [
          part('country', {
            type: 'Select',
            label: 'Land',
            description: 'Where you live',
            required: true,
            config: { placeholder: 'Choose', options: [{ label: 'Japan', value: 'JP' }], defaultValue: 'JP' },
          }),
          part('locality', { config: { minLength: 2, maxLength: 10 } }),
          part('region', { type: 'Number', config: { minValue: 1, maxValue: 47 } }),
          part('formatted', { type: 'Date', config: { format: 'custom', customFormat: 'yyyy-MM-dd' } }),
        ],
      },
    },
    fits: { country: 'JP', region: '13', locality: 'Tokyo', formatted: '2026-01-02' },
    breaks: { country: 'JP', region: '48' },
    kept: {
      profile: { address: { country: 'JP', region: '13', locality: 'Tokyo', formatted: '2026-01-02' } },
      customData: {},
    },
  },
];

/** Somebody who is about to sign up is asked, answers, and the answers are kept. */
const signsUpWith = async (stage: Stage, { field, fits, breaks, kept }: (typeof FIELD_CASES)[number]) => {
  stage.app.clock.advance(1001);
  const asked = (await bootOf(await stage.begun())).settings.profileFields.find(
    ({ name }) => name === field.name,
  );
  assert.equal(asked?.label, field.label ?? field.name);
  assert.deepEqual([asked?.type, asked?.required], [field.type, field.required]);
  const username = stage.unique('user');
  const browser = await stage.begun('Register');
  const send = (body: Fields, status: number) => stage.call(PROFILE, { browser, body }, status);
  await send({ type: 'username', value: username }, 204);
  await send({ type: 'password', value: PASSWORD }, 204);
  if (field.required) assert.equal((await submit(browser)).json.code, 'user.missing_profile');
  await send({ type: 'extraProfile', values: { [field.name]: breaks } }, 422);
  if (field.required) await send({ type: 'extraProfile', values: {} }, 422);
  await send({ type: 'extraProfile', values: { [field.name]: fits } }, 204);
  assert.equal((await submit(browser)).status, 200);
  const [user] = await stage.need('GET', `/api/users?search=${username}`);
  assert.deepEqual({ profile: user.profile, customData: user.customData }, kept);
};

/** Every other field is out of the way, and sign-up asks for a username alone. */
const withFieldsAlone =
  (work: Effect): Effect =>
  async (stage) => {
    const signUp = { identifiers: ['username', 'email'], password: true, verify: true };
    await stage.need('PATCH', '/api/sign-in-exp', { signUp: { ...signUp, identifiers: ['username'] } });
    const clear = async () => {
      for (const { name } of await stage.need('GET', FIELDS)) await stage.need('DELETE', `${FIELDS}/${name}`);
    };
    await clear();
    try {
      await work(stage);
    } finally {
      await clear();
      await stage.need('PATCH', '/api/sign-in-exp', { signUp });
      stage.app.clock.advance(1001);
    }
  };

const fieldEffect = (operation: Operation) =>
  withFieldsAlone(async (stage) => {
    for (const one of FIELD_CASES) {
      const { name, ...rest } = one.field;
      if (operation === CREATE_FIELDS) await stage.call(operation, { body: [one.field] }, 201);
      else if (operation === CREATE_FIELD) await stage.call(operation, { body: one.field }, 201);
      else {
        const isNamed = name === 'fullname' || name === 'address';
        const before = isNamed ? { ...one.field, required: false } : { name, type: 'Url', required: false };
        await stage.need('POST', FIELDS, before);
        await stage.call(PUT_FIELD, { params: { name }, body: rest }, 200);
      }
      await signsUpWith(stage, one);
      await stage.need('DELETE', `${FIELDS}/${name}`);
    }
  });

const SIMPLE_CONFIG = [
  'placeholder',
  'minLength',
  'maxLength',
  'minValue',
  'maxValue',
  'format',
  'customFormat',
  'defaultValue',
  'options[].label',
  'options[].value',
];
const FIELD_MEMBERS = [
  'type',
  'label',
  'description',
  'required',
  ...SIMPLE_CONFIG.map((name) => `config.${name}`),
  ...['enabled', 'name', 'type', 'label', 'description', 'required'].map((name) => `config.parts[].${name}`),
  ...SIMPLE_CONFIG.map((name) => `config.parts[].config.${name}`),
];

const order = withFieldsAlone(async (stage) => {
  for (const name of ['first', 'second'])
    await stage.need('POST', FIELDS, { name, type: 'Text', required: false });
  const { body } = await stage.call(ORDER, { body: { order: [{ name: 'first', sieOrder: 9 }] } }, 200);
  assert.deepEqual(
    body.map(({ name }: { name: string }) => name),
    ['second', 'first'],
  );
});

const EXPERIENCE = 'PATCH /api/sign-in-exp';
/** Changes the experience, looks, and puts it back. */
const during =
  (change: Fields, back: Fields, look: Effect): Effect =>
  async (stage) => {
    await stage.call(EXPERIENCE, { body: change }, 200);
    stage.app.clock.advance(1001);
    try {
      await look(stage);
    } finally {
      await stage.call(EXPERIENCE, { body: back }, 200);
      stage.app.clock.advance(1001);
    }
  };
const settings = async (stage: Stage) => (await bootOf(await stage.begun())).settings;
/** What would have no effect yet can be switched off, and not on. */
const notYet =
  (off: Fields, ...on: Fields[]): Effect =>
  async (stage) => {
    for (const body of on) {
      const refused = await stage.call(EXPERIENCE, { body }, 422);
      assert.equal(refused.body.code, 'sign_in_experiences.not_available');
    }
    await stage.call(EXPERIENCE, { body: off }, 200);
  };

const CODE_PATH = '/api/experience/verification/verification-code';
const codeFor = (stage: Stage, email: string) => async () => {
  const browser = await stage.begun('Register');
  const identifier = { type: 'email', value: email };
  const sent = await browser.post(CODE_PATH, { interactionEvent: 'Register', identifier });
  return { browser, identifier, status: sent.status, verificationId: sent.json.verificationId };
};

const blocklist: Effect = async (stage) => {
  const emailBlocklistPolicy = {
    blockSubaddressing: true,
    customBlocklist: ['blocked.example', '@also.example', 'one@mail.example'],
    customAllowlist: ['good@blocked.example'],
  };
  await during({ emailBlocklistPolicy }, { emailBlocklistPolicy: {} }, async () => {
    for (const [email, status] of [
      ['a@blocked.example', 422],
      ['a@also.example', 422],
      ['one@mail.example', 422],
      ['a+b@mail.example', 422],
      ['good@blocked.example', 200],
      [`${stage.unique('two')}@mail.example`, 200],
    ] as const) {
      assert.equal((await codeFor(stage, email)()).status, status, email);
    }
  })(stage);
};

const codePolicy: Effect = async (stage) => {
  const verificationCodePolicy = { expirationDuration: 60, maxRetryAttempts: 1 };
  await during({ verificationCodePolicy }, { verificationCodePolicy: {} }, async () => {
    const email = `${stage.unique('code')}@mail.example`;
    const check = async (wrongFirst: boolean, late: number) => {
      const { browser, identifier, verificationId } = await codeFor(stage, email)();
      const code = await stage.codeFor(email);
      const say = async (said: string) =>
        (await browser.post(`${CODE_PATH}/verify`, { verificationId, identifier, code: said })).status;
      if (wrongFirst) await say(code === '000000' ? '111111' : '000000');
      stage.app.clock.advance(late);
      return say(code);
    };
    assert.equal(await check(true, 0), 400);
    stage.app.clock.advance(3_600_000);
    assert.equal(await check(false, 61_000), 400);
    stage.app.clock.advance(3_600_000);
    assert.equal(await check(false, 0), 200);
  })(stage);
};

const sentinel: Effect = async (stage) => {
  const sentinelPolicy = { maxAttempts: 2, lockoutDuration: 3 };
  await during({ sentinelPolicy }, { sentinelPolicy: {} }, async () => {
    const { username } = await stage.addUser({ username: stage.unique('user') });
    const tryWith = async (password: string) =>
      (await provePassword(await stage.begun('SignIn'), String(username), password)).status;
    assert.deepEqual(
      [await tryWith('wrong'), await tryWith('wrong'), await tryWith(PASSWORD)],
      [422, 422, 429],
    );
    stage.app.clock.advance(170_000);
    assert.equal(await tryWith(PASSWORD), 429);
    stage.app.clock.advance(11_000);
    assert.equal(await tryWith(PASSWORD), 200);
  })(stage);
};

const expiry: Effect = async (stage) => {
  const { username } = await stage.addUser({ username: stage.unique('user') });
  const enter = async () =>
    (await provePassword(await stage.begun('SignIn'), String(username), PASSWORD)).json;
  const change = { passwordExpiration: { enabled: true, validPeriodDays: 2 } };
  await during(change, { passwordExpiration: { enabled: false } }, async () => {
    assert.ok((await enter()).verificationId);
    stage.app.clock.advance(2 * 86_400_000);
    assert.equal((await enter()).code, 'password.expired');
  })(stage);
  assert.ok((await enter()).verificationId);
  await stage.call(EXPERIENCE, { body: { passwordExpiration: { enabled: true } } }, 422);
};

const usernames: Effect = async (stage) => {
  await during({ usernamePolicy: { minLength: 5, maxLength: 8 } }, { usernamePolicy: {} }, async () => {
    const browser = await stage.begun('Register');
    for (const [value, status] of [
      ['abcd', 422],
      ['abcdefghi', 422],
      ['abcdef', 204],
    ] as const) {
      await stage.call(PROFILE, { browser, body: { type: 'username', value } }, status);
    }
  })(stage);
};

const chosenFields = withFieldsAlone(async (stage) => {
  for (const name of ['first', 'second'])
    await stage.need('POST', FIELDS, { name, type: 'Text', required: false });
  const names = async () => (await settings(stage)).profileFields.map(({ name }) => name);
  const change = { signUpProfileFields: [{ name: 'second' }] };
  await during(change, { signUpProfileFields: [] }, async () => {
    assert.deepEqual(await names(), ['second']);
  })(stage);
  assert.deepEqual(await names(), ['first', 'second']);
});

const shown = (name: 'supportEmail' | 'supportWebsiteUrl', value: string): Effect =>
  during({ [name]: value }, { [name]: null }, async (stage) => {
    assert.equal((await settings(stage))[name], value);
  });

/** Uploaded pages are shown with the tenant's sources in their policy, and others are refused. */
const ownPages: Effect = async (stage) => {
  const form = new FormData();
  form.set('file', new File([packageOf()], 'pages.zip'));
  const headers = { authorization: `Bearer ${await stage.app.managementToken()}` };
  const address = `${stage.app.origin}/api/sign-in-exp/default/custom-ui-assets`;
  const uploaded = await fetch(address, { method: 'POST', headers, body: form });
  const { customUiAssetId: id } = (await uploaded.json()) as Record<string, string>;
  const change = {
    customUiAssets: { id, createdAt: 1_700_000_000_000 },
    customUiCsp: { scriptSrc: ['https://scripts.example.com'], connectSrc: ['https://api.example.com'] },
  };
  await during(change, { customUiAssets: null, customUiCsp: {} }, async () => {
    const page = await (await stage.begun()).get('/sign-in');
    assert.match(page.text, /<title>Own<\/title>/);
    const policy = String(page.headers.get('content-security-policy'));
    assert.match(
      policy,
      /script-src 'self' https:\/\/scripts\.example\.com; connect-src 'self' https:\/\/api/,
    );
    const { customUiAssets } = await stage.need('GET', '/api/sign-in-exp');
    assert.equal(customUiAssets.createdAt, 1_700_000_000_000);
  })(stage);
  await stage.call(EXPERIENCE, { body: { customUiAssets: { id: 'nothing', createdAt: 1 } } }, 422);
  await stage.call(EXPERIENCE, { body: { customUiCsp: { scriptSrc: ["'unsafe-inline'"] } } }, 422);
};

const moreOfExperience: Record<string, Effect> = {
  hideLogtoBranding: during({ hideLogtoBranding: true }, { hideLogtoBranding: false }, async (stage) => {
    assert.equal((await settings(stage)).branding.name, '');
  }),
  agreeToTermsPolicy: during(
    { agreeToTermsPolicy: 'Manual' },
    { agreeToTermsPolicy: 'Automatic' },
    async (stage) => {
      assert.equal((await settings(stage)).agreeToTermsPolicy, 'Manual');
    },
  ),
  customCss: during({ customCss: 'main{color:red}' }, { customCss: null }, async (stage) => {
    assert.equal((await settings(stage)).branding.customCss, 'main{color:red}');
  }),
  supportEmail: shown('supportEmail', 'help@acme.example'),
  supportWebsiteUrl: shown('supportWebsiteUrl', 'https://help.acme.example/'),
  unknownSessionRedirectUrl: during(
    { unknownSessionRedirectUrl: 'https://acme.example/start' },
    { unknownSessionRedirectUrl: '' },
    async (stage) => {
      const { headers } = await stage.app.browser().get('/sign-in');
      assert.equal(headers.get('location'), 'https://acme.example/start');
    },
  ),
  ...together(['sentinelPolicy.maxAttempts', 'sentinelPolicy.lockoutDuration'], sentinel),
  ...together(
    ['blockSubaddressing', 'customAllowlist', 'customBlocklist'].map(
      (name) => `emailBlocklistPolicy.${name}`,
    ),
    blocklist,
  ),
  ...together(
    ['verificationCodePolicy.expirationDuration', 'verificationCodePolicy.maxRetryAttempts'],
    codePolicy,
  ),
  ...together(['passwordExpiration.enabled', 'passwordExpiration.validPeriodDays'], expiry),
  ...together(['usernamePolicy.minLength', 'usernamePolicy.maxLength'], usernames),
  'signUpProfileFields[].name': chosenFields,
  ...together(
    ['socialSignIn.automaticAccountLinking', 'socialSignIn.skipRequiredIdentifiers'],
    notYet(
      { socialSignIn: {} },
      { socialSignIn: { automaticAccountLinking: true } },
      { socialSignIn: { skipRequiredIdentifiers: true } },
    ),
  ),
  socialSignInConnectorTargets: notYet(
    { socialSignInConnectorTargets: [] },
    { socialSignInConnectorTargets: ['google'] },
  ),
  customContent: during(
    { customContent: { '/sign-in': '<p onclick="alert(1)">Hello<script>alert(2)</script></p>' } },
    { customContent: {} },
    async (stage) => {
      assert.deepEqual((await settings(stage)).customContent, { '/sign-in': '<p>Hello</p>' });
      const body = { customContent: { '/nowhere': 'x' } };
      const refused = await stage.call(EXPERIENCE, { body }, 422);
      assert.equal(refused.body.code, 'sign_in_experiences.no_such_page');
    },
  ),
  ...together(
    ['mfa.factors', 'mfa.policy', 'mfa.organizationRequiredMfaPolicy'],
    notYet(
      { mfa: { factors: [], policy: 'NoPrompt' } },
      { mfa: { factors: ['Totp'], policy: 'NoPrompt' } },
      { mfa: { factors: [], policy: 'Mandatory' } },
      { mfa: { factors: [], policy: 'NoPrompt', organizationRequiredMfaPolicy: 'Mandatory' } },
    ),
  ),
  'adaptiveMfa.enabled': notYet({ adaptiveMfa: {} }, { adaptiveMfa: { enabled: true } }),
  'captchaPolicy.enabled': notYet({ captchaPolicy: {} }, { captchaPolicy: { enabled: true } }),
  forgotPasswordMethods: notYet(
    { forgotPasswordMethods: [] },
    { forgotPasswordMethods: ['EmailVerificationCode'] },
  ),
  ...together(
    ['passkeySignIn.enabled', 'passkeySignIn.showPasskeyButton', 'passkeySignIn.allowAutofill'],
    notYet(
      { passkeySignIn: {} },
      { passkeySignIn: { enabled: true } },
      { passkeySignIn: { showPasskeyButton: true } },
      { passkeySignIn: { allowAutofill: true } },
    ),
  ),
  ...together(
    ['customUiAssets.id', 'customUiAssets.createdAt', 'customUiCsp.scriptSrc', 'customUiCsp.connectSrc'],
    ownPages,
  ),
};

const PUT_CAPTCHA = 'PUT /api/captcha-provider';
/** Pages are told the public part, and nobody the secret. */
const captcha: Effect = async (stage) => {
  const wellKnown = async () => (await stage.need('GET', '/api/.well-known/sign-in-exp')).captchaConfig;
  const put = async (config: Fields) => {
    const { body } = await stage.call(PUT_CAPTCHA, { body: { config } }, 200);
    assert.equal(body.config.secretKey, '******');
    stage.app.clock.advance(1001);
  };
  await put({ type: 'Turnstile', siteKey: 'site', secretKey: 'very secret' });
  assert.deepEqual(await wellKnown(), { type: 'Turnstile', siteKey: 'site' });
  const shownParts = { siteKey: 'other', domain: 'www.recaptcha.net', mode: 'checkbox' };
  await put({ type: 'RecaptchaEnterprise', secretKey: '******', projectId: 'project', ...shownParts });
  assert.deepEqual(await wellKnown(), { type: 'RecaptchaEnterprise', ...shownParts });
  const { config } = await stage.need('GET', '/api/captcha-provider');
  assert.equal(config.projectId, 'project');
};

const PATCH_CENTER = 'PATCH /api/account-center';
const RIGHTS = [
  ['name', 'avatar', 'profile', 'email', 'phone', 'password'],
  ['username', 'social', 'customData', 'mfa', 'passkey', 'session'],
].flat();
const center = {
  enabled: false,
  fields: Object.fromEntries(RIGHTS.map((name) => [name, 'ReadOnly'])),
  webauthnRelatedOrigins: ['https://acme.example'],
  deleteAccountUrl: 'https://acme.example/leave',
  customCss: 'main{}',
  profileFields: [{ name: 'nickname' }],
};
const accountCenter: Effect = async (stage) => {
  await stage.call(PATCH_CENTER, { body: center }, 200);
  const { tenantId: _, id: __, ...published } = await stage.need('GET', '/api/.well-known/account-center');
  assert.deepEqual(published, center);
};

const PATCH_NOTES = 'PATCH /api/configs/admin-console';
const notes = {
  signInExperienceCustomized: true,
  organizationCreated: true,
  developmentTenantMigrationNotification: { isPaidTenant: false, tag: 'x', readAt: 1 },
  checkedChargeNotification: {
    token: true,
    apiResource: true,
    machineToMachineApp: true,
    tenantMember: true,
  },
};
const consoleNotes: Effect = async (stage) => {
  await stage.call(PATCH_NOTES, { body: notes }, 200);
  assert.deepEqual(await stage.need('GET', '/api/configs/admin-console'), notes);
};

const CONFLICTS = 'GET /api/sign-in-exp/username-policy/case-sensitivity-conflicts';

export const experienceEffects: Effects = {
  [PUT_PHRASES]: { '*': phrases },
  [PHRASES]: { ...together(['?lng', '?ns'], wellKnownPhrases), '?own': wordsWithoutOwn },
  [CREATE_FIELD]: together(['name', ...FIELD_MEMBERS], fieldEffect(CREATE_FIELD)),
  [CREATE_FIELDS]: together(
    ['name', ...FIELD_MEMBERS].map((name) => `[].${name}`),
    fieldEffect(CREATE_FIELDS),
  ),
  [PUT_FIELD]: together(FIELD_MEMBERS, fieldEffect(PUT_FIELD)),
  [ORDER]: together(['order[].name', 'order[].sieOrder'], order),
  [PROFILE]: { values: fieldEffect(CREATE_FIELD) },
  [EXPERIENCE]: moreOfExperience,
  [PUT_CAPTCHA]: together(
    ['type', 'siteKey', 'secretKey', 'projectId', 'domain', 'mode'].map((name) => `config.${name}`),
    captcha,
  ),
  [PATCH_CENTER]: together(
    [
      ...['enabled', 'webauthnRelatedOrigins', 'deleteAccountUrl', 'customCss', 'profileFields[].name'],
      ...RIGHTS.map((name) => `fields.${name}`),
    ],
    accountCenter,
  ),
  [PATCH_NOTES]: together(
    [
      ...['signInExperienceCustomized', 'organizationCreated'],
      ...['isPaidTenant', 'tag', 'readAt'].map((name) => `developmentTenantMigrationNotification.${name}`),
      ...['token', 'apiResource', 'machineToMachineApp', 'tenantMember'].map(
        (name) => `checkedChargeNotification.${name}`,
      ),
    ],
    consoleNotes,
  ),
  [CONFLICTS]: {
    '?limit': async (stage) => {
      const { body } = await stage.call(CONFLICTS, { query: 'limit=5' }, 200);
      assert.deepEqual(body, { totalConflicts: 0, samples: [] });
    },
  },
};
