/** What a tenant asks of passwords, usernames and addresses. */
import assert from 'node:assert/strict';
import { PASSWORD, provePassword } from '../sign-in.ts';
import { type Effect, type Effects, type Fields, together } from './effects.ts';
import type { Stage } from './stage.ts';

const EXPERIENCE = 'PATCH /api/sign-in-exp';
const CHECK_PASSWORD = '/api/sign-in-exp/default/check-password';

/** Changes a part, looks, and puts the part back as it was. */
const during =
  (part: string, change: Fields, look: (stage: Stage) => Promise<void>): Effect =>
  async (stage) => {
    const { [part]: before } = await stage.need('GET', '/api/sign-in-exp');
    await stage.call(EXPERIENCE, { body: { [part]: change } }, 200);
    stage.app.clock.advance(1001);
    try {
      await look(stage);
    } finally {
      await stage.need('PATCH', '/api/sign-in-exp', { [part]: before });
      stage.app.clock.advance(1001);
    }
  };

const acceptsPassword = async (stage: Stage, password: string, userId?: string): Promise<boolean> =>
  (await stage.need('POST', CHECK_PASSWORD, { password, ...(userId ? { userId } : {}) })).result;

/** A password that is good or not by one member of the policy alone; both set it where the member allows it. */
const decides =
  (change: Fields, password: string, expected: { before: boolean; during: boolean }): Effect =>
  async (stage) => {
    const isGood = async (good: boolean) => {
      assert.equal(await acceptsPassword(stage, password), good);
      const body = { username: stage.unique('user'), password };
      await stage.call('POST /api/users', { body }, good ? 200 : 422);
    };
    await isGood(expected.before);
    await during('passwordPolicy', change, () => isGood(expected.during))(stage);
  };

const userInfo: Effect = async (stage) => {
  const { id, username } = await stage.addUser({ username: stage.unique('otterlamp') });
  const password = `${username}-teapot-Blue`;
  assert.equal(await acceptsPassword(stage, password, id), false);
  await during('passwordPolicy', { rejects: { userInfo: false } }, async () => {
    assert.equal(await acceptsPassword(stage, password, id), true);
  })(stage);
};

const pwned: Effect = async (stage) => {
  // No service is set here: password-policy.test.ts asks one.
  const refused = await stage.call(
    EXPERIENCE,
    { body: { passwordPolicy: { rejects: { pwned: true } } } },
    422,
  );
  assert.equal(refused.body.code, 'sign_in_experiences.not_available');
  await stage.call(EXPERIENCE, { body: { passwordPolicy: { rejects: { pwned: false } } } }, 200);
};

const passwordPolicy: Record<string, Effect> = {
  'passwordPolicy.length.min': decides({ length: { min: 12 } }, 'crate-otter7', {
    before: false,
    during: true,
  }),
  'passwordPolicy.length.max': decides({ length: { max: 20 } }, 'crate-otter7-anchor-3', {
    before: true,
    during: false,
  }),
  'passwordPolicy.characterTypes.min': decides({ characterTypes: { min: 3 } }, 'crate-otter-anchor', {
    before: true,
    during: false,
  }),
  'passwordPolicy.rejects.pwned': pwned,
  'passwordPolicy.rejects.repetitionAndSequence': decides(
    { rejects: { repetitionAndSequence: false } },
    'zyxwvutsrqponmlkjihg',
    { before: false, during: true },
  ),
  'passwordPolicy.rejects.userInfo': userInfo,
  'passwordPolicy.rejects.words': decides({ rejects: { words: ['Anchor'] } }, 'crate-otter-anchor-3', {
    before: true,
    during: false,
  }),
};

const codeFor = async (stage: Stage, email: string): Promise<number> => {
  const browser = await stage.begun('Register');
  const identifier = { type: 'email', value: email };
  const path = '/api/experience/verification/verification-code';
  return (await browser.post(path, { interactionEvent: 'Register', identifier })).status;
};

const disposable: Effect = async (stage) => {
  const thrown = () => `${stage.unique('a')}@mailinator.com`;
  assert.equal(await codeFor(stage, thrown()), 200);
  const change = {
    blockDisposableAddresses: true,
    customAllowlist: ['kept@mailinator.com'],
    customBlocklist: ['*.blocked.example', 'test-*@mail.example'],
  };
  await during('emailBlocklistPolicy', change, async () => {
    for (const [email, status] of [
      [thrown(), 422],
      ['a@under.mailinator.com', 422],
      ['kept@mailinator.com', 200],
      [`${stage.unique('a')}@mail.example`, 200],
      ['a@eu.blocked.example', 422],
      ['test-47@mail.example', 422],
      [`${stage.unique('a')}@blocked.example`, 200],
    ] as const) {
      assert.equal(await codeFor(stage, email), status, email);
    }
  })(stage);
};

const caseSensitive: Effect = async (stage) => {
  const name = stage.unique('mika');
  const [small, large] = [await stage.addUser({ username: name }), name.toUpperCase()];
  const conflicts = async () =>
    (await stage.need('GET', '/api/sign-in-exp/username-policy/case-sensitivity-conflicts')) as {
      totalConflicts: number;
      samples: Fields[];
    };
  const owner = async (username: string) => {
    const { json } = await provePassword(await stage.begun('SignIn'), username, PASSWORD);
    return json.verificationId ? 'found' : json.code;
  };
  await stage.call('POST /api/users', { body: { username: large } }, 422);
  await stage.call(EXPERIENCE, { body: { usernamePolicy: { caseSensitive: true } } }, 200);
  assert.equal(await owner(large), 'session.invalid_credentials');
  assert.equal(await owner(name), 'found');
  const other = await stage.addUser({ username: large });
  assert.equal(await owner(large), 'found');
  const expected = { usernameLower: name, userIds: [small.id, other.id].sort() };
  assert.deepEqual(await conflicts(), { totalConflicts: 1, samples: [expected] });
  const refused = await stage.call(EXPERIENCE, { body: { usernamePolicy: { caseSensitive: false } } }, 422);
  assert.deepEqual(
    [refused.body.code, refused.body.data],
    ['sign_in_experiences.usernames_collide', { count: 1 }],
  );
  await stage.need('DELETE', `/api/users/${other.id}`);
  await stage.call(EXPERIENCE, { body: { usernamePolicy: { caseSensitive: false } } }, 200);
  assert.deepEqual(await conflicts(), { totalConflicts: 0, samples: [] });
  assert.equal(await owner(large), 'found');
};

const tenantId: Effect = async (stage) => {
  const { tenantId } = await stage.need('GET', '/api/sign-in-exp');
  await stage.call(EXPERIENCE, { body: { tenantId } }, 200);
  await stage.call(EXPERIENCE, { body: { tenantId: 'admin' } }, 400);
};

/** What a page of somebody's own is told for an application and an organization. */
const askedFor =
  (path: string): Effect =>
  async (stage) => {
    const { id: appId } = await stage.make.application();
    const address = 'https://shop.example/terms';
    await stage.need('PUT', `/api/applications/${appId}/sign-in-experience`, {
      termsOfUseUrl: address,
      privacyPolicyUrl: null,
      color: { primaryColor: '#224466' },
    });
    const organization = await stage.need('POST', '/api/organizations', {
      name: stage.unique('acme'),
      color: { primaryColor: '#664422' },
    });
    const told = async (query: string) => {
      const { body } = await stage.call(path as 'GET /api/.well-known/experience', { query }, 200);
      return [body.color.primaryColor, body.termsOfUseUrl];
    };
    const [color, terms] = await told('');
    assert.deepEqual(await told(`appId=${appId}`), ['#224466', address]);
    assert.deepEqual(await told(`organizationId=${organization.id}`), ['#664422', terms]);
    assert.deepEqual(await told(`appId=${appId}&organizationId=${organization.id}`), ['#664422', address]);
    assert.deepEqual(await told('appId=nobody&organizationId=nobody'), [color, terms]);
  };
const [first, second] = ['GET /api/.well-known/sign-in-exp', 'GET /api/.well-known/experience'] as const;

export const policiesEffects: Effects = {
  [first]: together(['?appId', '?organizationId'], askedFor(first)),
  [second]: together(['?appId', '?organizationId'], askedFor(second)),
  [EXPERIENCE]: {
    tenantId,
    ...passwordPolicy,
    'emailBlocklistPolicy.blockDisposableAddresses': disposable,
    'usernamePolicy.caseSensitive': caseSensitive,
  },
};
