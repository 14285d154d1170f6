/** Fields of what a tenant has one of: sign-in experience, keys, audit trail, and the console's first administrator. */
import assert from 'node:assert/strict';
import { tidy } from '../../src/housekeeping.ts';
import { choose, PASSWORD, provePassword, signIn } from '../sign-in.ts';
import { headerOf } from '../spec/world.ts';
import { bootOf, type Effect, type Effects, type Fields, together, tokensFor } from './effects.ts';
import type { Stage } from './stage.ts';

const DAY = 86_400_000;
const EXPERIENCE = 'PATCH /api/sign-in-exp';
const IMAGE = 'https://pictures.example/logo.svg';
const method = (identifier: string) => ({
  identifier,
  password: true,
  verificationCode: false,
  isPasswordPrimary: true,
});
const USUAL = {
  languageInfo: { autoDetect: true, fallbackLanguage: 'en' },
  signIn: { methods: [method('username'), method('email')] },
  signUp: { identifiers: ['username', 'email'], password: true, verify: true },
  signInMode: 'SignInAndRegister',
  passwordPolicy: { length: { min: 15 } },
  singleSignOnEnabled: true,
};

/** Changes the experience, looks, and puts it back. */
const during =
  (change: Fields, look: (stage: Stage) => Promise<void>): Effect =>
  async (stage) => {
    await stage.call(EXPERIENCE, { body: change }, 200);
    stage.app.clock.advance(1001);
    try {
      await look(stage);
    } finally {
      await stage.need('PATCH', '/api/sign-in-exp', USUAL);
      stage.app.clock.advance(1001);
    }
  };
const settings = async (stage: Stage) => (await bootOf(await stage.begun())).settings;
const refuses =
  (change: Fields): Effect =>
  async (stage) => {
    await stage.call(EXPERIENCE, { body: change }, 400);
  };
const methodWithout = (field: string) => {
  const known = method('username') as Fields;
  return refuses({ signIn: { methods: [{ ...known, [field]: !known[field] }] } });
};

const branding: Record<string, Effect> = {
  'color.primaryColor': during({ color: { primaryColor: '#336699' } }, async (stage) => {
    assert.equal((await settings(stage)).branding.primaryColor, '#336699');
  }),
  'color.darkPrimaryColor': during({ color: { darkPrimaryColor: '#99ccff' } }, async (stage) => {
    assert.equal((await settings(stage)).branding.darkPrimaryColor, '#99ccff');
  }),
  'color.isDarkModeEnabled': during({ color: { isDarkModeEnabled: false } }, async (stage) => {
    assert.equal((await settings(stage)).branding.isDarkModeEnabled, false);
    await stage.call(EXPERIENCE, { body: { color: { isDarkModeEnabled: true } } }, 200);
  }),
  'branding.favicon': during({ branding: { favicon: IMAGE } }, async (stage) => {
    assert.equal((await settings(stage)).branding.favicon, IMAGE);
  }),
  'branding.darkFavicon': during({ branding: { darkFavicon: IMAGE } }, async (stage) => {
    assert.equal((await settings(stage)).branding.darkFavicon, IMAGE);
  }),
  'branding.logoUrl': during({ branding: { logoUrl: IMAGE } }, async (stage) => {
    assert.equal((await settings(stage)).branding.logoUrl, IMAGE);
  }),
  'branding.darkLogoUrl': during({ branding: { darkLogoUrl: IMAGE } }, async (stage) => {
    assert.equal((await settings(stage)).branding.darkLogoUrl, IMAGE);
  }),
  termsOfUseUrl: during({ termsOfUseUrl: 'https://acme.example/terms' }, async (stage) => {
    assert.equal((await settings(stage)).termsOfUseUrl, 'https://acme.example/terms');
  }),
  privacyPolicyUrl: during({ privacyPolicyUrl: 'https://acme.example/privacy' }, async (stage) => {
    assert.equal((await settings(stage)).privacyPolicyUrl, 'https://acme.example/privacy');
  }),
  ...together(
    ['languageInfo.autoDetect', 'languageInfo.fallbackLanguage'],
    during({ languageInfo: { autoDetect: false, fallbackLanguage: 'ja' } }, async (stage) => {
      assert.equal((await bootOf(await stage.begun(), '/sign-in', 'en')).locale, 'ja');
    }),
  ),
};

/** A username first; an address beside it, whose proof is its own matter. */
const withSecond = (verify: boolean) => ({
  identifiers: ['username'],
  password: true,
  verify: !verify,
  secondaryIdentifiers: [{ identifier: 'email', verify }],
});

const ways: Record<string, Effect> = {
  'signIn.methods[].identifier': during({ signIn: { methods: [method('email')] } }, async (stage) => {
    const { username } = await stage.addUser({ username: stage.unique('user') });
    assert.equal((await provePassword(await stage.begun('SignIn'), String(username), PASSWORD)).status, 422);
    assert.deepEqual((await settings(stage)).signIn.identifiers, ['email']);
  }),
  'signIn.methods[].password': methodWithout('password'),
  'signIn.methods[].verificationCode': methodWithout('verificationCode'),
  'signIn.methods[].isPasswordPrimary': methodWithout('isPasswordPrimary'),
  'signUp.identifiers': during(
    { signUp: { identifiers: ['username'], password: true, verify: true } },
    async (stage) => {
      assert.deepEqual((await settings(stage)).signUp.identifiers, ['username']);
      const browser = await stage.begun('Register');
      const identifier = { type: 'email', value: 'new@mail.example' };
      const path = '/api/experience/verification/verification-code';
      assert.equal((await browser.post(path, { interactionEvent: 'Register', identifier })).status, 422);
    },
  ),
  'signUp.password': refuses({ signUp: { ...USUAL.signUp, password: false } }),
  'signUp.verify': during({ signUp: { ...USUAL.signUp, verify: false } }, async (stage) => {
    assert.equal((await settings(stage)).signUp.verify, false);
    const browser = await stage.begun('Register');
    const part = { type: 'email', value: 'unproved@mail.example' };
    assert.equal((await browser.post('/api/experience/profile', part)).status, 204);
  }),
  'signUp.secondaryIdentifiers[].identifier': async (stage) => {
    await during({ signUp: withSecond(true) }, async () => {
      assert.deepEqual((await settings(stage)).signUp, { identifiers: ['username', 'email'], verify: true });
      const browser = await stage.begun('Register');
      const part = { type: 'email', value: 'unproved@mail.example' };
      assert.equal((await browser.post('/api/experience/profile', part)).status, 422);
      const name = { type: 'username', value: stage.unique('user') };
      assert.equal((await browser.post('/api/experience/profile', name)).status, 204);
      const { json } = await browser.post('/api/experience/submit');
      assert.deepEqual(
        [json.code, json.data.missingProfile],
        ['user.missing_profile', ['email', 'password']],
      );
    })(stage);
    await refuses({ signUp: { ...USUAL.signUp, secondaryIdentifiers: [{ identifier: 'email' }] } })(stage);
  },
  'signUp.secondaryIdentifiers[].verify': during({ signUp: withSecond(false) }, async (stage) => {
    assert.equal((await settings(stage)).signUp.verify, false);
    const browser = await stage.begun('Register');
    const part = { type: 'email', value: 'second@mail.example' };
    assert.equal((await browser.post('/api/experience/profile', part)).status, 204);
  }),
  signInMode: during({ signInMode: 'SignIn' }, async (stage) => {
    assert.equal((await choose(await stage.begun(), 'Register')).status, 403);
  }),
  singleSignOnEnabled: during({ singleSignOnEnabled: false }, async (stage) => {
    const { domains } = await stage.make.connector();
    const browser = await stage.begun();
    const { json } = await browser.get(`/api/experience/sso-connectors?email=anybody%40${domains[0]}`);
    assert.deepEqual(json.connectorIds, []);
  }),
};

const CHECK = 'POST /api/sign-in-exp/default/check-password';
const ROTATE = 'POST /api/configs/oidc/:keyType/rotate';
const params = { keyType: 'private-keys' };

/** The algorithm with which tokens are signed now. */
const signedWith = async (stage: Stage): Promise<unknown> => {
  const { id } = await stage.make.user();
  return headerOf((await tokensFor(stage, id, 'profile')).id_token).alg;
};

const setUp = async (stage: Stage): Promise<void> => {
  const token = new URL(String(stage.app.setupLink)).hash.replace('#token=', '');
  const good = { token, username: 'administrator', password: PASSWORD };
  const send = (change: Fields, status: number) =>
    stage.call('POST /console/api/set-up', { headers, body: { ...good, ...change } }, status);
  const headers = { 'x-genkan-console': '1' };
  await send({ token: 'A'.repeat(43) }, 410);
  await send({ password: 'short' }, 422);
  await send({ username: 'not a username' }, 422);
  const { body } = await send({}, 201);
  assert.equal(body.administrator.username, 'administrator');
  const done = await signIn(stage.app, stage.app.browser('admin'), 'administrator', PASSWORD, 'admin');
  assert.equal(done.status, 200);
};

export const tenantEffects: Effects = {
  [EXPERIENCE]: { ...branding, ...ways },
  [CHECK]: {
    password: async (stage) => {
      for (const [password, result] of [
        ['short', false],
        [PASSWORD, true],
      ] as const) {
        assert.equal((await stage.call(CHECK, { body: { password } }, 200)).body.result, result);
      }
    },
    userId: async (stage) => {
      // Of words that no list has: a random name of digits alone would be refused as such.
      const username = stage.unique('lantern_orchard');
      const { id: userId } = await stage.need('POST', '/api/users', { username });
      const check = async (body: Fields) => (await stage.call(CHECK, { body }, 200)).body.result;
      assert.equal(await check({ password: username }), true);
      assert.equal(await check({ password: username, userId }), false, 'it is their own name');
    },
  },
  [ROTATE]: {
    signingKeyAlgorithm: async (stage) => {
      for (const signingKeyAlgorithm of ['RS256', 'ES256']) {
        await stage.call(ROTATE, { params, body: { signingKeyAlgorithm, rotationGracePeriod: 0 } }, 200);
        assert.equal(await signedWith(stage), signingKeyAlgorithm);
      }
    },
    rotationGracePeriod: async (stage) => {
      const body = { signingKeyAlgorithm: 'ES384', rotationGracePeriod: 600 };
      await stage.call(ROTATE, { params, body }, 200);
      assert.equal(await signedWith(stage), 'ES256');
      stage.app.clock.advance(601_000);
      assert.equal(await signedWith(stage), 'ES384');
    },
  },
  'PATCH /api/configs/audit': {
    retentionDays: async (stage) => {
      const [row] = await stage.need('GET', '/api/logs');
      const kept = async () => (await stage.app.management('GET', `/api/logs/${row.id}`)).status;
      await stage.call('PATCH /api/configs/audit', { body: { retentionDays: 3 } }, 200);
      for (const status of [200, 404]) {
        stage.app.clock.advance(2 * DAY);
        await tidy(stage.app.platform);
        assert.equal(await kept(), status);
      }
    },
  },
};

/** First of all: the link is good for a day. */
export const consoleEffects: Effects = {
  'POST /console/api/set-up': together(['token', 'username', 'password'], setUp),
};
