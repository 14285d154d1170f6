/** What is asked for beside the end of a session ends with it, on whichever side of it the request comes. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import {
  CALLBACK,
  createClient,
  createTestUser,
  redeem,
  signedIn,
  startApp,
  type TestApp,
  type TestClient,
} from '../../test/spec/world.ts';
import { deleteApplication } from '../applications/applications.ts';
import type { Transaction } from '../db/index.ts';
import { Refusal } from '../lib/errors.ts';
import type { Context } from '../platform.ts';
import { findSessionById, type Session } from '../sessions/index.ts';
import { setPassword, suspendUser } from '../users/index.ts';
import type { AuthorizationRequest } from './checks/check.ts';
import { issueCode } from './codes.ts';

let app: TestApp;
let context: Context;
let web: TestClient;
before(async () => {
  app = await startApp();
  context = await app.context();
  web = await createClient(app);
});
after(() => app.close());

const sessionOf = async (userId: string): Promise<Session> => {
  await signedIn(app, userId);
  const { queries } = app.platform.db;
  const row = await queries
    .selectFrom('sessions')
    .select('id')
    .where('userId', '=', userId)
    .executeTakeFirstOrThrow();
  const session = await findSessionById(queries, 'default', row.id, app.clock.now());
  assert.ok(session);
  return session;
};

const issue = (tx: Transaction, session: Session, application = web.application) => {
  const request: AuthorizationRequest = {
    clientId: application.id,
    redirectUri: CALLBACK,
    state: null,
    scope: 'openid offline_access',
    resources: [],
    prompt: ['consent'],
    maxAge: null,
    nonce: null,
    codeChallenge: null,
    responseMode: 'query',
    dpopJkt: null,
    claims: null,
    subject: null,
    contexts: [],
    isContextEssential: false,
    startedAt: app.clock.now(),
  };
  return issueCode(tx, context, { application, request, session });
};

/** Runs a code's transaction slowly, and `meanwhile` beside it; answers what redeeming the code gives. */
const beside = async (session: Session, meanwhile: () => Promise<unknown>) => {
  const { db } = app.platform;
  const slowly = db.kind === 'postgres' ? sql`select pg_sleep(0.6)` : sql`select 1`;
  const issued = db.transaction(async (tx) => {
    const code = await issue(tx, session);
    await slowly.execute(tx);
    return code;
  });
  const [code] = await Promise.all([issued, sleep(200).then(meanwhile)]);
  assert.ok(code);
  return redeem(app, web, code);
};

test('O-08 L-17 a session that has ended gives no code, whatever was read of it before', async () => {
  const { id } = await createTestUser(app);
  const session = await sessionOf(id);
  await setPassword(context, id, 'a lamp over seven quiet rivers');
  assert.equal(await app.platform.db.transaction((tx) => issue(tx, session)), undefined);
  const grants = await app.platform.db.queries
    .selectFrom('grants')
    .selectAll()
    .where('userId', '=', id)
    .execute();
  assert.equal(grants.length, 0);
});

test('O-08 a code asked for beside a new password is dead', async () => {
  const { id } = await createTestUser(app);
  const session = await sessionOf(id);
  const answer = await beside(session, () => setPassword(context, id, 'a lamp over seven quiet rivers'));
  assert.equal(answer.body.error, 'invalid_grant', JSON.stringify(answer.body));
});

test('L-17 a code asked for beside a suspension is dead, also when the user is let in again', async () => {
  const { id } = await createTestUser(app);
  const session = await sessionOf(id);
  const answer = await beside(session, async () => {
    await suspendUser(context, id, true);
    await suspendUser(context, id, false);
  });
  assert.equal(answer.body.error, 'invalid_grant', JSON.stringify(answer.body));
});

test('O-19 a code asked for beside a sign-out is dead', async () => {
  const { id } = await createTestUser(app);
  const session = await sessionOf(id);
  const answer = await beside(session, () =>
    app.management('DELETE', `/api/users/${id}/sessions/${session.id}?revokeGrantsTarget=all`),
  );
  assert.equal(answer.body.error, 'invalid_grant', JSON.stringify(answer.body));
});

test('M-21 an application deleted a moment ago gets no code, though a node may still know it', async () => {
  const { id } = await createTestUser(app);
  const session = await sessionOf(id);
  const { application } = await createClient(app);
  await deleteApplication(context, application.id);
  await assert.rejects(
    app.platform.db.transaction((tx) => issue(tx, session, application)),
    (error) => error instanceof Refusal && error.code === 'oidc.invalid_client',
  );
});
