/** Browser sessions: their life, their end, and what ends with them. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';
import { addUser, sessionCookie, signIn } from '../../test/sign-in.ts';
import { createApplication } from '../applications/index.ts';
import type { Context } from '../platform.ts';
import {
  endSession,
  findSession,
  noteApplication,
  revokeGrantsOfSession,
  revokeUserAccess,
  type Session,
  sessionApplications,
  startSession,
} from './index.ts';

const DAY = 86_400_000;
let app: TestApp;
let context: Context;
before(async () => {
  app = await startApp();
  context = await app.context();
});
after(() => app.close());

const find = (cookie: string | undefined, asked = context) =>
  findSession(asked, { cookie: () => cookie } as unknown as Parameters<typeof findSession>[1]);
const tokenOf = (setCookie: string): string => /=([\w-]{43});/.exec(setCookie)?.[1] ?? '';
const start = (userId: string, replaces?: Session) =>
  app.platform.db.transaction((tx) => startSession(tx, context, { userId, methods: ['password'], replaces }));

/** Gives a user a grant with an opaque token, as the protocol would. */
const grant = async (userId: string, sessionId: string) => {
  const { application } = await createApplication(context, { name: 'Granted', type: 'Traditional' });
  const db = app.platform.db.queries;
  const now = app.clock.now();
  const id = `grant-${application.id}`;
  const row = {
    tenantId: 'default',
    userId,
    applicationId: application.id,
    createdAt: now,
    expiresAt: now + DAY,
  };
  await db
    .insertInto('grants')
    .values({ ...row, id, sessionId, scope: 'openid', resources: [], authenticatedAt: now })
    .execute();
  await db
    .insertInto('accessTokens')
    .values({ ...row, tokenHash: `token-${id}`, grantId: id, scope: 'openid' })
    .execute();
  return {
    applicationId: application.id,
    state: async () => {
      const kept = await db.selectFrom('grants').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
      const tokens = await db
        .selectFrom('accessTokens')
        .select('grantId')
        .where('grantId', '=', id)
        .execute();
      return { sessionId: kept.sessionId, revoked: kept.revokedAt !== null, tokens: tokens.length };
    },
  };
};

test('a session ends fourteen days after the sign-in, however often it is used', async () => {
  await addUser(app, { username: 'long_lived' });
  const browser = app.browser();
  await signIn(app, browser, 'long_lived');
  const cookie = sessionCookie(browser);
  for (let day = 0; day < 13; day += 1) {
    app.clock.advance(DAY);
    assert.ok(await find(cookie?.split('.')[0]), `day ${day + 1}`);
  }
  app.clock.advance(DAY);
  assert.equal(await find(cookie?.split('.')[0]), undefined);
});

test('the time last seen is written at most once a minute', async () => {
  const user = await addUser(app, { username: 'seen' });
  const { cookie } = await start(user.id);
  const { counters } = app.platform.db;
  const statements = async () => {
    const before = counters.statements;
    const session = await find(tokenOf(cookie));
    return { count: counters.statements - before, lastSeenAt: session?.lastSeenAt };
  };
  assert.equal((await statements()).count, 1);
  app.clock.advance(61_000);
  assert.equal((await statements()).count, 2);
  assert.equal((await statements()).count, 1);
});

test('a session of one tenant is nothing to another, whatever cookie carries it', async () => {
  const user = await addUser(app, { username: 'tenant_bound' });
  const { cookie } = await start(user.id);
  assert.equal(await find(tokenOf(cookie), await app.context('admin')), undefined);
  assert.ok(await find(tokenOf(cookie)));
});

test('only a hash of the cookie is stored', async () => {
  const user = await addUser(app, { username: 'hashed' });
  const { cookie, session } = await start(user.id);
  const row = await app.platform.db.queries
    .selectFrom('sessions')
    .selectAll()
    .where('id', '=', session.id)
    .executeTakeFirstOrThrow();
  assert.ok(!JSON.stringify(row).includes(tokenOf(cookie)));
});

test('O-17 signing in again moves applications and grants of the same user to the new session', async () => {
  const user = await addUser(app, { username: 'again' });
  const first = await start(user.id);
  const given = await grant(user.id, first.session.id);
  await app.platform.db.transaction((tx) =>
    noteApplication(tx, context, first.session.id, given.applicationId),
  );
  const second = await start(user.id, first.session);
  assert.equal(await find(tokenOf(first.cookie)), undefined);
  assert.ok(await find(tokenOf(second.cookie)));
  const { queries } = app.platform.db;
  assert.deepEqual(await sessionApplications(queries, 'default', second.session.id), [given.applicationId]);
  assert.equal((await given.state()).sessionId, second.session.id);
  const stranger = await addUser(app, { username: 'stranger' });
  const third = await start(stranger.id, second.session);
  assert.equal(await find(tokenOf(second.cookie)), undefined);
  assert.deepEqual(await sessionApplications(queries, 'default', third.session.id), []);
  assert.equal((await given.state()).sessionId, second.session.id, 'another user takes nothing over');
});

test('L-17 revoking access of a user ends sessions, grants and tokens of that user alone', async () => {
  const user = await addUser(app, { username: 'revoked' });
  const other = await addUser(app, { username: 'untouched' });
  const [mine, theirs] = [await start(user.id), await start(other.id)];
  const [given, kept] = [await grant(user.id, mine.session.id), await grant(other.id, theirs.session.id)];
  await app.platform.db.transaction((tx) => revokeUserAccess(tx, context, user.id));
  assert.equal(await find(tokenOf(mine.cookie)), undefined);
  assert.deepEqual(await given.state(), { sessionId: mine.session.id, revoked: true, tokens: 0 });
  assert.ok(await find(tokenOf(theirs.cookie)));
  assert.deepEqual(await kept.state(), { sessionId: theirs.session.id, revoked: false, tokens: 1 });
});

test('ending one session leaves grants to the caller; revoking them is a step of its own', async () => {
  const user = await addUser(app, { username: 'logged_out' });
  const { session, cookie } = await start(user.id);
  const given = await grant(user.id, session.id);
  const cleared = await app.platform.db.transaction((tx) => endSession(tx, context, session));
  assert.match(cleared, /^genkan-session-default=; .*Max-Age=0$/);
  assert.equal(await find(tokenOf(cookie)), undefined);
  assert.equal((await given.state()).revoked, false);
  await app.platform.db.transaction((tx) =>
    revokeGrantsOfSession(tx, 'default', session.id, app.clock.now()),
  );
  assert.deepEqual(await given.state(), { sessionId: session.id, revoked: true, tokens: 0 });
});
