/** Tenants are apart: factors, outside identities, personal access and one-time tokens, the dashboard. */
import assert from 'node:assert/strict';
import { createId } from '../../src/lib/ids.ts';
import type { TestApp } from '../app.ts';

type Attempt = { path: string; body?: unknown; expect?: 'harmless' };
type Owner = { user: string; connector: string };
type Seeded = { factor: string; oneTimeToken: string; value: string; email: string; secret: string };

const TARGET = 'github';
const TOKEN = 'Deployment';
const seeded = new Map<string, Seeded>();

/** Gives a tenant's user one of everything. */
export const seedUsersMore = async (app: TestApp, tenantId: string, owner: Owner): Promise<void> => {
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await app.management(method, path, body, tenantId);
    assert.ok(answer.status < 300, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const home = `/api/users/${owner.user}`;
  const email = `someone@${tenantId}.example`;
  await call('PUT', `${home}/identities/${TARGET}`, { userId: `subject of ${tenantId}` });
  await call('POST', `${home}/personal-access-tokens`, { name: TOKEN });
  await call('POST', `${home}/mfa-verifications`, { type: 'Totp' });
  const [factor] = await call('GET', `${home}/mfa-verifications`);
  const oneTime = await call('POST', '/api/one-time-tokens', { email });
  const db = app.platform.db.queries;
  const identity = await db
    .selectFrom('ssoIdentities')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where('userId', '=', owner.user)
    .executeTakeFirstOrThrow();
  const secret = createId();
  await db
    .insertInto('vaultSecrets')
    .values({
      tenantId,
      id: secret,
      userId: owner.user,
      ssoConnectorId: owner.connector,
      ssoIdentityId: identity.id,
      kekId: 'x',
      sealed: 'x',
      metadata: { hasRefreshToken: false },
      version: 1,
      leaseUntil: 0,
      createdAt: app.clock.now(),
      updatedAt: app.clock.now(),
    })
    .execute();
  seeded.set(owner.user, {
    factor: factor.id,
    oneTimeToken: oneTime.id,
    value: oneTime.token,
    email,
    secret,
  });
};

/** `a` is the other tenant's, `b` the caller's own. */
export const usersMoreAttempts = (a: Owner, b: Owner): Record<string, Attempt[]> => {
  const theirs = seeded.get(a.user) as Seeded;
  const own = (path: string, body?: unknown): Attempt[] => [{ path, body, expect: 'harmless' }];
  const home = `/api/users/${a.user}`;
  const mine = `/api/users/${b.user}`;
  const name = 'Renamed';
  return {
    'GET /api/users/:userId/logto-configs': [{ path: `${home}/logto-configs` }],
    'PATCH /api/users/:userId/logto-configs': [
      { path: `${home}/logto-configs`, body: { mfa: { skipped: true } } },
    ],
    'PATCH /api/users/:userId/password/expiration': [
      { path: `${home}/password/expiration`, body: { isExpired: true } },
    ],
    'POST /api/users/:userId/identities': [
      { path: `${home}/identities`, body: { connectorId: 'any', connectorData: {} } },
    ],
    'GET /api/users/:userId/identities/:target': [{ path: `${home}/identities/${TARGET}` }],
    'PUT /api/users/:userId/identities/:target': [
      { path: `${home}/identities/${TARGET}`, body: { userId: 'taken over' } },
    ],
    'DELETE /api/users/:userId/identities/:target': [{ path: `${home}/identities/${TARGET}` }],
    'GET /api/users/:userId/mfa-verifications': [{ path: `${home}/mfa-verifications` }],
    'POST /api/users/:userId/mfa-verifications': [
      { path: `${home}/mfa-verifications`, body: { type: 'BackupCode' } },
    ],
    'DELETE /api/users/:userId/mfa-verifications/:verificationId': [
      { path: `${home}/mfa-verifications/${theirs.factor}` },
      { path: `${mine}/mfa-verifications/${theirs.factor}` },
    ],
    'GET /api/users/:userId/personal-access-tokens': [{ path: `${home}/personal-access-tokens` }],
    'POST /api/users/:userId/personal-access-tokens': [
      { path: `${home}/personal-access-tokens`, body: { name } },
    ],
    'PATCH /api/users/:userId/personal-access-tokens': [
      { path: `${home}/personal-access-tokens`, body: { currentName: TOKEN, name } },
    ],
    'PATCH /api/users/:userId/personal-access-tokens/:name': [
      { path: `${home}/personal-access-tokens/${TOKEN}`, body: { name } },
    ],
    'POST /api/users/:userId/personal-access-tokens/delete': [
      { path: `${home}/personal-access-tokens/delete`, body: { name: TOKEN } },
    ],
    'DELETE /api/users/:userId/personal-access-tokens/:name': [
      { path: `${home}/personal-access-tokens/${TOKEN}` },
    ],
    'GET /api/one-time-tokens': [
      ...own('/api/one-time-tokens?page_size=100'),
      ...own(`/api/one-time-tokens?email=${theirs.email}`),
    ],
    'POST /api/one-time-tokens': own('/api/one-time-tokens', { email: 'new@mail.example' }),
    'GET /api/one-time-tokens/:id': [{ path: `/api/one-time-tokens/${theirs.oneTimeToken}` }],
    'DELETE /api/one-time-tokens/:id': [{ path: `/api/one-time-tokens/${theirs.oneTimeToken}` }],
    'POST /api/one-time-tokens/verify': [
      { path: '/api/one-time-tokens/verify', body: { token: theirs.value, email: theirs.email } },
    ],
    'PUT /api/one-time-tokens/:id/status': [
      { path: `/api/one-time-tokens/${theirs.oneTimeToken}/status`, body: { status: 'revoked' } },
    ],
    'POST /api/sentinel-activities/delete': own('/api/sentinel-activities/delete', {
      targetType: 'User',
      targets: [a.user, theirs.email],
    }),
    'DELETE /api/secrets/:id': [{ path: `/api/secrets/${theirs.secret}` }],
    'GET /api/dashboard/users/total': own('/api/dashboard/users/total'),
    'GET /api/dashboard/users/new': own('/api/dashboard/users/new'),
    'GET /api/dashboard/users/active': own('/api/dashboard/users/active'),
  };
};
