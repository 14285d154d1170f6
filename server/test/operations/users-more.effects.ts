/** Fields and query parameters of what users prove themselves with, of searching users, of one-time tokens. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { noteActivity } from '../../src/activity/index.ts';
import {
  consumeBackupCode,
  reserveAttempt,
  userKey,
  verifyPersonalAccessToken,
  verifyTotp,
} from '../../src/users/index.ts';
import { PASSWORD, provePassword } from '../sign-in.ts';
import { type Effect, type Effects, idTokenOf, together, userinfoOf } from './effects.ts';
import type { Body, Operation } from './recorder.ts';
import type { Stage } from './stage.ts';
import { comeBack } from './users-more.rows.ts';

const USERS = 'GET /api/users';
const FACTORS = 'POST /api/users/:userId/mfa-verifications';
const IDENTITY = 'PUT /api/users/:userId/identities/:target';
const TOKENS = 'POST /api/users/:userId/personal-access-tokens';
const ONE_TIME = 'POST /api/one-time-tokens';
const VERIFY = 'POST /api/one-time-tokens/verify';
const CONFIG = 'PATCH /api/users/:userId/logto-configs';

const isPostgres = process.env.DATABASE_URL !== undefined;

/** A number that nobody has; Japanese mobile numbers of the form 90-xxxx-xxxx. */
let lastNumber = 12_345_600;
const someNumber = (): string => {
  lastNumber += 1;
  return `8190${lastNumber}`;
};

const params = async (stage: Stage) => ({ userId: (await stage.make.user()).id as string });

const imported: Effect = async (stage) => {
  const username = stage.unique('user');
  const passwordDigest = createHash('sha256').update(PASSWORD).digest('hex');
  const body = { username, passwordDigest, passwordAlgorithm: 'SHA256' };
  await stage.call('POST /api/users', { body }, 200);
  assert.equal((await provePassword(await stage.begun('SignIn'), username, 'not the one')).status, 422);
  assert.equal((await provePassword(await stage.begun('SignIn'), username, PASSWORD)).status, 200);
};

const phoneClaims = async (stage: Stage, userId: string, number: string) => {
  const claims = await idTokenOf(stage, userId, 'phone');
  assert.deepEqual([claims.phone_number, claims.phone_number_verified], [number, true]);
};

const find = async (stage: Stage, query: string): Promise<string[]> =>
  (await stage.call(USERS, { query: `page_size=100&${query}` }, 200)).body.map(({ id }: Body) => id);

/** A user with a value of its own in every column that is searched by. */
const searched = async (stage: Stage) => {
  const mark = stage.unique('Search');
  const body = {
    username: mark,
    primaryEmail: `${mark}@Mail.example`,
    primaryPhone: someNumber(),
    name: `Name of ${mark}`,
  };
  return (await stage.need('POST', '/api/users', body)) as Body;
};
const COLUMNS = ['id', 'primaryEmail', 'primaryPhone', 'username', 'name'] as const;

const searchesBy = (column: (typeof COLUMNS)[number]): Effect => {
  return async (stage) => {
    const [found] = [await searched(stage), await searched(stage)];
    const value = encodeURIComponent(String(found[column]).slice(1));
    assert.deepEqual(await find(stage, `search.${column}=${value}`), [found.id]);
  };
};
const modeOf = (column: (typeof COLUMNS)[number]): Effect => {
  return async (stage) => {
    const found = await searched(stage);
    const exactly = (value: string) =>
      find(stage, `search.${column}=${encodeURIComponent(value)}&mode.${column}=exact`);
    assert.deepEqual(await exactly(found[column]), [found.id]);
    assert.deepEqual(await exactly(String(found[column]).slice(1)), []);
  };
};
const mode: Effect = async (stage) => {
  const found = await searched(stage);
  assert.deepEqual(await find(stage, `search=${found.username}&mode=exact`), [found.id]);
  assert.deepEqual(await find(stage, `search=${found.username.slice(1)}&mode=exact`), []);
  const pattern = encodeURIComponent(`^${found.username.slice(0, -1)}.$`);
  const query = `search.username=${pattern}&mode=posix`;
  if (isPostgres) assert.deepEqual(await find(stage, query), [found.id]);
  else await stage.call(USERS, { query }, 400);
};
const isCaseSensitive: Effect = async (stage) => {
  const { id, username } = await searched(stage);
  const lower = username.toLowerCase();
  assert.deepEqual(await find(stage, `search.username=${lower}&isCaseSensitive=false`), [id]);
  assert.deepEqual(await find(stage, `search.username=${lower}&isCaseSensitive=true`), []);
  assert.deepEqual(await find(stage, `search.username=${username}&isCaseSensitive=true`), [id]);
};
const leavesOut =
  (name: string, join: (stage: Stage, userId: string) => Promise<string>): Effect =>
  async (stage) => {
    const [inside, outside] = [await params(stage), await params(stage)];
    const rows = await find(stage, `${name}=${await join(stage, inside.userId)}`);
    assert.ok(rows.includes(outside.userId) && !rows.includes(inside.userId));
  };

const userQueries: Record<string, Effect> = {
  ...Object.fromEntries(COLUMNS.map((column) => [`?search.${column}`, searchesBy(column)])),
  ...Object.fromEntries(COLUMNS.map((column) => [`?mode.${column}`, modeOf(column)])),
  '?mode': mode,
  '?isCaseSensitive': isCaseSensitive,
  '?excludeRoleId': leavesOut('excludeRoleId', async ({ make, need }, userId) => {
    const { id } = await make.role();
    await need('POST', `/api/roles/${id}/users`, { userIds: [userId] });
    return id;
  }),
  '?excludeOrganizationId': leavesOut('excludeOrganizationId', async ({ make, need }, userId) => {
    const { id } = await make.organization();
    await need('POST', `/api/organizations/${id}/users`, { userIds: [userId] });
    return id;
  }),
};

const identity: Effect = async (stage) => {
  const { userId } = await params(stage);
  const body = { userId: stage.unique('subject'), details: { name: 'octocat' } };
  await stage.call(IDENTITY, { params: { userId, target: 'github' }, body }, 201);
  const { identities } = await userinfoOf(stage, userId, 'identities');
  assert.deepEqual(identities, { github: body });
};

/** Who came back from a social provider is known there from then on. */
const linked: Effect = async (stage) => {
  const request = await comeBack(stage);
  await stage.call('POST /api/users/:userId/identities', request, 200);
  const { identities } = await userinfoOf(stage, request.params.userId, 'identities');
  const [identity] = Object.values(identities as Record<string, Body>);
  assert.equal(identity.userId, stage.idp.person.sub);
  assert.equal(identity.details.name, 'Taro');
};

const totp: Effect = async (stage) => {
  const { userId } = await params(stage);
  const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
  await stage.call(FACTORS, { params: { userId }, body: { type: 'Totp', secret } }, 200);
  const { generateSync } = await import('otplib');
  const code = generateSync({ secret, epoch: Math.floor(stage.app.clock.now() / 1000) });
  assert.equal(await verifyTotp(await stage.app.context(), userId, code), true);
};
const codes: Effect = async (stage) => {
  const { userId } = await params(stage);
  const body = { type: 'BackupCode', codes: ['chosenCode1', 'chosenCode2'] };
  await stage.call(FACTORS, { params: { userId }, body }, 200);
  assert.equal(await consumeBackupCode(await stage.app.context(), userId, 'chosenCode2'), true);
};

const madeToken = async (stage: Stage, fields: Record<string, unknown> = {}) => {
  const { userId } = await params(stage);
  const body = { name: 'Deployment', ...fields };
  const { value } = (await stage.call(TOKENS, { params: { userId }, body }, 201)).body;
  const verify = async () => verifyPersonalAccessToken(await stage.app.context(), value);
  return { userId, verify };
};
const renames =
  (
    operation: Operation,
    request: (userId: string) => { params: Record<string, string>; body: Body },
  ): Effect =>
  async (stage) => {
    const { userId, verify } = await madeToken(stage);
    await stage.call(operation, request(userId), 200);
    assert.equal((await verify())?.name, 'Renamed');
  };

const oneTime = async (stage: Stage, fields: Record<string, unknown> = {}): Promise<Body> => {
  const body = { email: `${stage.unique('someone')}@mail.example`, ...fields };
  return (await stage.call(ONE_TIME, { body }, 201)).body;
};
const LIST = 'GET /api/one-time-tokens';
const listed = async (stage: Stage, query: string): Promise<string[]> =>
  (await stage.call(LIST, { query: `page_size=100&${query}` }, 200)).body.map(({ id }: Body) => id);

/** What a user chose is read back from the list of choices. */
const chosen = (path: [string, string]): Effect => {
  const [part, name] = path;
  return async (stage) => {
    const { userId } = await params(stage);
    await stage.call(CONFIG, { params: { userId }, body: { [part]: { [name]: true } } }, 200);
    const config = await stage.need('GET', `/api/users/${userId}/logto-configs`);
    assert.equal(config[part][name], true);
  };
};

const unlock: Effect = async (stage) => {
  const { id } = await stage.addUser({ username: stage.unique('user') });
  const context = await stage.app.context();
  for (let wrong = 0; wrong < 10; wrong += 1) await reserveAttempt(context, userKey(id));
  await assert.rejects(reserveAttempt(context, userKey(id)));
  const body = { targetType: 'User', targets: [id] };
  await stage.call('POST /api/sentinel-activities/delete', { body }, 204);
  await reserveAttempt(context, userKey(id));
};

export const usersMoreEffects: Effects = {
  'POST /api/users': {
    ...together(['passwordDigest', 'passwordAlgorithm'], imported),
    primaryPhone: async (stage) => {
      const primaryPhone = someNumber();
      const { body } = await stage.call('POST /api/users', { body: { primaryPhone } }, 200);
      await phoneClaims(stage, body.id, primaryPhone);
    },
  },
  'PATCH /api/users/:userId': {
    primaryPhone: async (stage) => {
      const [{ userId }, primaryPhone] = [await params(stage), someNumber()];
      await stage.call('PATCH /api/users/:userId', { params: { userId }, body: { primaryPhone } }, 200);
      await phoneClaims(stage, userId, primaryPhone);
    },
  },
  [USERS]: userQueries,
  'GET /api/users/:userId': {
    '?includePasswordHash': async (stage) => {
      const { id: userId } = await stage.addUser({ username: stage.unique('user') });
      const request = (query: string) => ({ params: { userId }, query });
      const get = 'GET /api/users/:userId';
      const shown = await stage.call(get, request('includePasswordHash=true'), 200);
      assert.match(shown.body.passwordDigest, /^\$argon2id\$/);
      assert.equal(shown.body.passwordAlgorithm, 'Argon2id');
      const hidden = await stage.call(get, request('includePasswordHash=false'), 200);
      assert.ok(!('passwordDigest' in hidden.body));
    },
  },
  'PATCH /api/users/:userId/password/expiration': {
    isExpired: async (stage) => {
      const { id: userId, username } = await stage.addUser({ username: stage.unique('user') });
      for (const [isExpired, code] of [
        [true, 'password.expired'],
        [false, undefined],
      ] as const) {
        const request = { params: { userId }, body: { isExpired } };
        await stage.call('PATCH /api/users/:userId/password/expiration', request, 200);
        const answer = await provePassword(await stage.begun('SignIn'), String(username), PASSWORD);
        assert.equal(answer.json.code, code);
      }
    },
  },
  [CONFIG]: {
    'mfa.enabled': chosen(['mfa', 'enabled']),
    'mfa.skipped': chosen(['mfa', 'skipped']),
    'mfa.additionalBindingSuggestionSkipped': chosen(['mfa', 'additionalBindingSuggestionSkipped']),
    'mfa.skipMfaOnSignIn': chosen(['mfa', 'skipMfaOnSignIn']),
    'passkeySignIn.skipped': chosen(['passkeySignIn', 'skipped']),
  },
  'POST /api/users/:userId/identities': together(['connectorId', 'connectorData'], linked),
  [IDENTITY]: together(['userId', 'details'], identity),
  [FACTORS]: { ...together(['type', 'secret'], totp), codes },
  [TOKENS]: {
    name: async (stage) => {
      const { userId, verify } = await madeToken(stage);
      assert.deepEqual(await verify(), { userId, name: 'Deployment', expiresAt: null });
    },
    expiresAt: async (stage) => {
      const { verify } = await madeToken(stage, { expiresAt: stage.app.clock.now() + 60_000 });
      assert.ok(await verify());
      stage.app.clock.advance(61_000);
      assert.equal(await verify(), undefined);
    },
  },
  'PATCH /api/users/:userId/personal-access-tokens': together(
    ['currentName', 'name'],
    renames('PATCH /api/users/:userId/personal-access-tokens', (userId) => ({
      params: { userId },
      body: { currentName: 'Deployment', name: 'Renamed' },
    })),
  ),
  'PATCH /api/users/:userId/personal-access-tokens/:name': {
    name: renames('PATCH /api/users/:userId/personal-access-tokens/:name', (userId) => ({
      params: { userId, name: 'Deployment' },
      body: { name: 'Renamed' },
    })),
  },
  'POST /api/users/:userId/personal-access-tokens/delete': {
    name: async (stage) => {
      const { userId, verify } = await madeToken(stage);
      const request = { params: { userId }, body: { name: 'Deployment' } };
      await stage.call('POST /api/users/:userId/personal-access-tokens/delete', request, 204);
      assert.equal(await verify(), undefined);
    },
  },
  [ONE_TIME]: {
    email: async (stage) => {
      const { token, email } = await oneTime(stage);
      await stage.call(VERIFY, { body: { token, email: 'another@mail.example' } }, 400);
      await stage.call(VERIFY, { body: { token, email } }, 200);
    },
    'context.jitOrganizationIds': async (stage) => {
      const { id } = await stage.make.organization();
      const { token, email } = await oneTime(stage, { context: { jitOrganizationIds: [id] } });
      const { body } = await stage.call(VERIFY, { body: { token, email } }, 200);
      assert.deepEqual(body.context.jitOrganizationIds, [id]);
    },
    'context.interactionEvent': async (stage) => {
      const { token, email } = await oneTime(stage, { context: { interactionEvent: 'Register' } });
      const { body } = await stage.call(VERIFY, { body: { token, email } }, 200);
      assert.equal(body.context.interactionEvent, 'Register');
    },
    expiresIn: async (stage) => {
      const { token, email } = await oneTime(stage, { expiresIn: 30 });
      stage.app.clock.advance(31_000);
      const { body } = await stage.call(VERIFY, { body: { token, email } }, 400);
      assert.equal(body.code, 'one_time_token.token_expired');
    },
  },
  [VERIFY]: together(['token', 'email'], async (stage) => {
    const { token, email } = await oneTime(stage);
    await stage.call(VERIFY, { body: { token: `${token}x`, email } }, 404);
    assert.equal((await stage.call(VERIFY, { body: { token, email } }, 200)).body.status, 'consumed');
  }),
  'PUT /api/one-time-tokens/:id/status': {
    status: async (stage) => {
      const { id, token, email } = await oneTime(stage);
      const request = { params: { id }, body: { status: 'revoked' } };
      await stage.call('PUT /api/one-time-tokens/:id/status', request, 200);
      const { body } = await stage.call(VERIFY, { body: { token, email } }, 400);
      assert.equal(body.code, 'one_time_token.token_revoked');
    },
  },
  [LIST]: {
    '?email': async (stage) => {
      const [one] = [await oneTime(stage), await oneTime(stage)];
      assert.deepEqual(await listed(stage, `email=${one.email}`), [one.id]);
    },
    '?status': async (stage) => {
      const [active, revoked] = [await oneTime(stage), await oneTime(stage)];
      await stage.need('PUT', `/api/one-time-tokens/${revoked.id}/status`, { status: 'revoked' });
      const rows = await listed(stage, 'status=revoked');
      assert.ok(rows.includes(revoked.id) && !rows.includes(active.id));
    },
    ...together(['?page', '?page_size'], async (stage) => {
      await oneTime(stage);
      await oneTime(stage);
      const page = async (number: number) =>
        (await stage.call(LIST, { query: `page=${number}&page_size=1` }, 200)).body.map(({ id }: Body) => id);
      const [first, second] = [await page(1), await page(2)];
      assert.equal(first.length, 1);
      assert.notDeepEqual(first, second);
    }),
  },
  'POST /api/sentinel-activities/delete': together(['targetType', 'targets'], unlock),
  'GET /api/dashboard/users/active': {
    '?date': async (stage) => {
      const { userId } = await params(stage);
      const date = new Date(stage.app.clock.now()).toISOString().slice(0, 10);
      await noteActivity(await stage.app.context(), userId);
      const on = async (query: string) =>
        (await stage.call('GET /api/dashboard/users/active', { query }, 200)).body.dau.count;
      assert.ok((await on(`date=${date}`)) > 0);
      assert.equal(await on('date=2001-01-01'), 0);
    },
  },
};
