import assert from 'node:assert/strict';
import test from 'node:test';
import { routes } from '../routes.ts';
import {
  covers,
  MANAGEMENT_SCOPES,
  managementGroupOf,
  managementScopeOf,
  requireManagementScope,
} from './management.ts';

test('every route of the Management API has a scope, and the scope is one that is seeded', () => {
  const known = new Set(MANAGEMENT_SCOPES.map(({ name }) => name));
  for (const { operation, specification } of routes) {
    const scope = managementScopeOf(operation, specification.scope);
    if (specification.scope.startsWith('management'))
      assert.ok(scope && known.has(scope), `${operation}: ${scope}`);
    else assert.equal(scope, undefined);
  }
});

test('a path in no group says where to add it; the longest that fits wins', () => {
  assert.throws(
    () => managementGroupOf('/api/something-new/:id'),
    /GROUPS in server\/src\/http\/management\.ts/,
  );
  assert.equal(managementGroupOf('/api/users/:userId'), 'users');
  assert.equal(managementGroupOf('/api/users/:userId/roles'), 'roles');
  assert.equal(managementGroupOf('/api/configs/oidc/session'), 'configs');
  assert.equal(managementGroupOf('/api/configs/oidc/:keyType/rotate'), 'keys');
  // Whoever says where the trail goes reads all of it, and whoever says for how long ends it (M-04).
  assert.equal(managementScopeOf('PATCH /api/configs/audit', 'management'), 'logs:write');
  assert.equal(managementScopeOf('PUT /api/configs/audit-sink', 'management'), 'logs:write');
  assert.equal(managementScopeOf('GET /api/applications/:id/secrets', 'management:secrets'), 'secrets:read');
});

test('all covers everything, and nothing else covers another', () => {
  assert.ok(covers(['all'], 'users:write'));
  assert.ok(!covers(['users:write'], 'users:read'));
  assert.ok(!covers(['users:read'], 'all'));
});

test('M-04 on tenant admin a change needs all, except where the operation judges by itself', () => {
  const actor = (scopes: string[]) => ({ type: 'application', applicationId: 'x', scopes }) as const;
  const attempt = (scopes: string[], required: string) => () =>
    requireManagementScope(actor(scopes), { id: 'admin' }, required);
  assert.throws(attempt(['users:write'], 'users:write'), {
    code: 'auth.scope_missing',
    data: { scope: 'all' },
  });
  assert.throws(attempt(['inbox:read'], 'inbox:read'), { data: { scope: 'all' } });
  assert.throws(attempt(['users:read'], 'users:write'), { data: { scope: 'users:write' } });
  attempt(['users:read'], 'users:read')();
  attempt(['all'], 'users:write')();
  attempt(['administrators:write'], 'administrators:write')();
  requireManagementScope(actor(['users:write']), { id: 'default' }, 'users:write');
});
