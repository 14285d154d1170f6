/**
 * Tenants are apart (M-02): for every operation of the Management API, ids of tenant `default` used with a token of
 * tenant `admin` are refused and change nothing, and lists show nothing. The table is checked against the routes:
 * a new one without a row here fails.
 */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { sql } from 'kysely';
import { migrations } from '../src/db/migrations/index.ts';
import { createId } from '../src/lib/ids.ts';
import { routes } from '../src/routes.ts';
import { startSession } from '../src/sessions/index.ts';
import { startApp, type TestApp } from './app.ts';
import { administrationAttempts } from './isolation/administration.ts';
import { connectorsAttempts, fillConnectors } from './isolation/connectors.ts';
import { consentAttempts } from './isolation/consent.ts';
import { domainsAttempts, fillDomains } from './isolation/domains.ts';
import { experienceAttempts, fillExperience } from './isolation/experience.ts';
import { grantsAttempts } from './isolation/grants.ts';
import { fillOrganization, organizationsMoreAttempts } from './isolation/organizations-more.ts';
import { fillScripts, scriptingAttempts } from './isolation/scripting.ts';
import { fillSigningKeys, signingKeysAttempts } from './isolation/signing-keys.ts';
import { seedUsersMore, usersMoreAttempts } from './isolation/users-more.ts';
import { fillWebhooks, webhooksAttempts } from './isolation/webhooks.ts';

type Ids = Record<
  | 'application'
  | 'machine'
  | 'resource'
  | 'scope'
  | 'userRole'
  | 'machineRole'
  | 'user'
  | 'session'
  | 'organization'
  | 'organizationRole'
  | 'organizationScope'
  | 'machineOrganizationRole'
  | 'invitation'
  | 'connector'
  | 'key'
  | 'log'
  | 'hook'
  | 'socialConnector'
  | 'domain'
  | 'template'
  | 'signingKey',
  string
>;

/** `refused`: 403, 404 or 422. `harmless`: succeeds on the caller's own tenant and shows nothing of the other. */
type Attempt = { path: string; body?: unknown; expect?: 'harmless' };
const SECRET = 'Default secret';

const managed = routes.filter(({ specification }) => specification.scope.startsWith('management'));

/** Written by housekeeping, which goes round every minute whatever is called. */
const KEPT_BY_THE_SERVER = 'audit_retention';
/** Every table that belongs to a tenant, from the migrations themselves. */
const TABLES = migrations
  .flatMap(({ statements }) =>
    [...statements.matchAll(/create table (\w+) \(tenant_id/g)].map(([, name]) => name as string),
  )
  .filter((name) => name !== KEPT_BY_THE_SERVER);

let app: TestApp;
let theirs: Ids;
let mine: Ids;

const fill = async (tenantId: string): Promise<Ids> => {
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await app.management(method, path, body, tenantId);
    assert.ok(answer.status < 300, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const name = (what: string) => `${what} of ${tenantId}`;
  const application = await call('POST', '/api/applications', { name: name('app'), type: 'Traditional' });
  const machine = await call('POST', '/api/applications', {
    name: name('machine'),
    type: 'MachineToMachine',
  });
  const resource = await call('POST', '/api/resources', {
    name: name('API'),
    indicator: `https://${tenantId}.example/orders`,
  });
  const scope = await call('POST', `/api/resources/${resource.id}/scopes`, { name: 'read:orders' });
  const userRole = await call('POST', '/api/roles', {
    name: name('reader'),
    description: 'Reads',
    scopeIds: [scope.id],
  });
  const machineRole = await call('POST', '/api/roles', {
    name: name('robot'),
    description: 'Reads alone',
    type: 'MachineToMachine',
    scopeIds: [scope.id],
  });
  const user = await call('POST', '/api/users', {
    username: `user_of_${tenantId}`,
    password: 'violet otters juggle 42 lanterns',
  });
  await call('POST', `/api/users/${user.id}/roles`, { roleIds: [userRole.id] });
  await call('POST', `/api/applications/${machine.id}/roles`, { roleIds: [machineRole.id] });
  const organization = await call('POST', '/api/organizations', { name: name('Acme') });
  const organizationScope = await call('POST', '/api/organization-scopes', { name: 'invite' });
  const organizationRole = await call('POST', '/api/organization-roles', {
    name: name('Owner'),
    organizationScopeIds: [organizationScope.id],
    resourceScopeIds: [scope.id],
  });
  await call('POST', `/api/organizations/${organization.id}/users`, { userIds: [user.id] });
  await call('POST', `/api/organizations/${organization.id}/users/${user.id}/roles`, {
    organizationRoleIds: [organizationRole.id],
  });
  const context = await app.context(tenantId);
  const { session } = await app.platform.db.transaction((tx) =>
    startSession(tx, context, { userId: user.id, methods: ['password'] }),
  );
  const db = app.platform.db.queries;
  const now = app.clock.now();
  const connector = createId();
  await db
    .insertInto('ssoConnectors')
    .values({
      tenantId,
      id: connector,
      providerName: 'OIDC',
      connectorName: name('Directory'),
      config: { clientId: 'x', issuer: 'https://idp.example' },
      domains: [],
      branding: {},
      discovery: {},
      syncProfile: false,
      enableTokenStorage: false,
      createdAt: now,
      updatedAt: now,
    })
    .execute();
  await db
    .insertInto('ssoIdentities')
    .values({
      tenantId,
      id: createId(),
      userId: user.id,
      ssoConnectorId: connector,
      issuer: 'https://idp.example',
      identityId: `subject of ${tenantId}`,
      detail: {},
      createdAt: now,
      updatedAt: now,
    })
    .execute();
  await db
    .insertInto('inboxMessages')
    .values({
      tenantId,
      id: createId(),
      recipient: `someone@${tenantId}.example`,
      kind: 'Register',
      subject: 'Your code',
      body: `secret of ${tenantId}`,
      code: '123456',
      createdAt: now,
    })
    .execute();
  if (tenantId === 'default') await fillScripts(call);
  if (tenantId === 'default') await fillExperience(call);
  await seedUsersMore(app, tenantId, { user: user.id, connector });
  const organizationMore = await fillOrganization(call, tenantId, {
    machine: machine.id,
    user: user.id,
    resource: resource.id,
    organization: organization.id,
    organizationRole: organizationRole.id,
    connector,
  });
  const keys = await call('GET', '/api/configs/oidc/private-keys');
  const logs = await call('GET', '/api/logs');
  return {
    application: application.id,
    machine: machine.id,
    resource: resource.id,
    scope: scope.id,
    userRole: userRole.id,
    machineRole: machineRole.id,
    user: user.id,
    session: session.id,
    organization: organization.id,
    organizationRole: organizationRole.id,
    organizationScope: organizationScope.id,
    ...organizationMore,
    connector,
    key: keys[0].id,
    log: logs[0].id,
    ...(await fillWebhooks(call)),
    ...(await fillDomains(call, tenantId)),
    ...(await fillConnectors(call, tenantId)),
    ...(await fillSigningKeys(call, connector)),
  };
};

/** What is tried for each operation. `a` is the other tenant's, `b` the caller's own. */
const attempts = (a: Ids, b: Ids): Record<string, Attempt[]> => {
  const own = (path: string, body?: unknown): Attempt[] => [{ path, body, expect: 'harmless' }];
  const name = 'Renamed';
  return {
    'GET /api/applications': [
      ...own('/api/applications?page_size=100'),
      ...own(`/api/applications?page_size=100&excludeRoleId=${a.machineRole}`),
      ...own(`/api/applications?search=${a.application}`),
    ],
    'POST /api/applications': own('/api/applications', { name: 'New', type: 'SPA' }),
    'GET /api/applications/:id': [{ path: `/api/applications/${a.application}` }],
    'PATCH /api/applications/:id': [{ path: `/api/applications/${a.application}`, body: { name } }],
    'DELETE /api/applications/:id': [{ path: `/api/applications/${a.application}` }],
    'PATCH /api/applications/:applicationId/custom-data': [
      { path: `/api/applications/${a.application}/custom-data`, body: { x: 1 } },
    ],
    'GET /api/applications/:id/secrets': [{ path: `/api/applications/${a.application}/secrets` }],
    'POST /api/applications/:id/secrets': [
      { path: `/api/applications/${a.application}/secrets`, body: { name: 'Second' } },
    ],
    'PATCH /api/applications/:id/secrets/:name': [
      { path: `/api/applications/${a.application}/secrets/${SECRET}`, body: { name } },
    ],
    'DELETE /api/applications/:id/secrets/:name': [
      { path: `/api/applications/${a.application}/secrets/${SECRET}` },
    ],
    'GET /api/applications/:applicationId/roles': [{ path: `/api/applications/${a.machine}/roles` }],
    'POST /api/applications/:applicationId/roles': [
      { path: `/api/applications/${a.machine}/roles`, body: { roleIds: [b.machineRole] } },
      { path: `/api/applications/${b.machine}/roles`, body: { roleIds: [a.machineRole] } },
    ],
    'PUT /api/applications/:applicationId/roles': [
      { path: `/api/applications/${a.machine}/roles`, body: { roleIds: [] } },
      { path: `/api/applications/${b.machine}/roles`, body: { roleIds: [a.machineRole] } },
    ],
    'DELETE /api/applications/:applicationId/roles/:roleId': [
      { path: `/api/applications/${a.machine}/roles/${a.machineRole}` },
      { path: `/api/applications/${b.machine}/roles/${a.machineRole}` },
    ],
    'GET /api/resources': own('/api/resources?includeScopes=true&page_size=100'),
    'POST /api/resources': own('/api/resources', { name: 'New', indicator: 'https://new.example' }),
    'GET /api/resources/:id': [{ path: `/api/resources/${a.resource}` }],
    'PATCH /api/resources/:id': [{ path: `/api/resources/${a.resource}`, body: { name } }],
    'DELETE /api/resources/:id': [{ path: `/api/resources/${a.resource}` }],
    'GET /api/resources/:resourceId/scopes': [{ path: `/api/resources/${a.resource}/scopes` }],
    'POST /api/resources/:resourceId/scopes': [
      { path: `/api/resources/${a.resource}/scopes`, body: { name: 'write' } },
    ],
    'PATCH /api/resources/:resourceId/scopes/:scopeId': [
      { path: `/api/resources/${a.resource}/scopes/${a.scope}`, body: { name } },
      { path: `/api/resources/${b.resource}/scopes/${a.scope}`, body: { name } },
    ],
    'DELETE /api/resources/:resourceId/scopes/:scopeId': [
      { path: `/api/resources/${a.resource}/scopes/${a.scope}` },
      { path: `/api/resources/${b.resource}/scopes/${a.scope}` },
    ],
    'GET /api/roles': [
      ...own('/api/roles?page_size=100'),
      ...own(`/api/roles?excludeUserId=${a.user}`),
      ...own(`/api/roles?excludeApplicationId=${a.machine}`),
    ],
    'POST /api/roles': [
      { path: '/api/roles', body: { name: 'Foreign', description: 'x', scopeIds: [a.scope] } },
    ],
    'GET /api/roles/:id': [{ path: `/api/roles/${a.userRole}` }],
    'PATCH /api/roles/:id': [{ path: `/api/roles/${a.userRole}`, body: { name } }],
    'DELETE /api/roles/:id': [{ path: `/api/roles/${a.userRole}` }],
    'GET /api/roles/:id/scopes': [{ path: `/api/roles/${a.userRole}/scopes` }],
    'POST /api/roles/:id/scopes': [
      { path: `/api/roles/${a.userRole}/scopes`, body: { scopeIds: [b.scope] } },
      { path: `/api/roles/${b.userRole}/scopes`, body: { scopeIds: [a.scope] } },
    ],
    'DELETE /api/roles/:id/scopes/:scopeId': [
      { path: `/api/roles/${a.userRole}/scopes/${a.scope}` },
      { path: `/api/roles/${b.userRole}/scopes/${a.scope}` },
    ],
    'GET /api/roles/:id/users': [{ path: `/api/roles/${a.userRole}/users` }],
    'POST /api/roles/:id/users': [
      { path: `/api/roles/${a.userRole}/users`, body: { userIds: [b.user] } },
      { path: `/api/roles/${b.userRole}/users`, body: { userIds: [a.user] } },
    ],
    'DELETE /api/roles/:id/users/:userId': [
      { path: `/api/roles/${a.userRole}/users/${a.user}` },
      { path: `/api/roles/${b.userRole}/users/${a.user}` },
    ],
    'GET /api/roles/:id/applications': [{ path: `/api/roles/${a.machineRole}/applications` }],
    'POST /api/roles/:id/applications': [
      { path: `/api/roles/${a.machineRole}/applications`, body: { applicationIds: [b.machine] } },
      { path: `/api/roles/${b.machineRole}/applications`, body: { applicationIds: [a.machine] } },
    ],
    'DELETE /api/roles/:id/applications/:applicationId': [
      { path: `/api/roles/${a.machineRole}/applications/${a.machine}` },
      { path: `/api/roles/${b.machineRole}/applications/${a.machine}` },
    ],
    'GET /api/users/:userId/roles': [{ path: `/api/users/${a.user}/roles` }],
    'POST /api/users/:userId/roles': [
      { path: `/api/users/${a.user}/roles`, body: { roleIds: [b.userRole] } },
      { path: `/api/users/${b.user}/roles`, body: { roleIds: [a.userRole] } },
    ],
    'PUT /api/users/:userId/roles': [
      { path: `/api/users/${a.user}/roles`, body: { roleIds: [] } },
      { path: `/api/users/${b.user}/roles`, body: { roleIds: [a.userRole] } },
    ],
    'DELETE /api/users/:userId/roles/:roleId': [
      { path: `/api/users/${a.user}/roles/${a.userRole}` },
      { path: `/api/users/${b.user}/roles/${a.userRole}` },
    ],
    'GET /api/organizations': own('/api/organizations?showFeatured=true&page_size=100'),
    'POST /api/organizations': own('/api/organizations', { name: 'New' }),
    'GET /api/organizations/:id': [{ path: `/api/organizations/${a.organization}` }],
    'PATCH /api/organizations/:id': [{ path: `/api/organizations/${a.organization}`, body: { name } }],
    'DELETE /api/organizations/:id': [{ path: `/api/organizations/${a.organization}` }],
    'GET /api/users/:userId/organizations': [{ path: `/api/users/${a.user}/organizations` }],
    'GET /api/organizations/:id/users': [
      { path: `/api/organizations/${a.organization}/users` },
      ...own(`/api/organizations/${b.organization}/users?organizationRoleId=${a.organizationRole}`),
    ],
    'POST /api/organizations/:id/users': [
      { path: `/api/organizations/${a.organization}/users`, body: { userIds: [b.user] } },
      { path: `/api/organizations/${b.organization}/users`, body: { userIds: [a.user] } },
    ],
    'PUT /api/organizations/:id/users': [
      { path: `/api/organizations/${a.organization}/users`, body: { userIds: [] } },
      { path: `/api/organizations/${b.organization}/users`, body: { userIds: [a.user] } },
    ],
    'DELETE /api/organizations/:id/users/:userId': [
      { path: `/api/organizations/${a.organization}/users/${a.user}` },
      { path: `/api/organizations/${b.organization}/users/${a.user}` },
    ],
    'POST /api/organizations/:id/users/roles': [
      {
        path: `/api/organizations/${a.organization}/users/roles`,
        body: { userIds: [a.user], organizationRoleIds: [a.organizationRole] },
      },
      {
        path: `/api/organizations/${b.organization}/users/roles`,
        body: { userIds: [b.user], organizationRoleIds: [a.organizationRole] },
      },
      {
        path: `/api/organizations/${b.organization}/users/roles`,
        body: { userIds: [a.user], organizationRoleIds: [b.organizationRole] },
      },
    ],
    'GET /api/organizations/:id/users/:userId/roles': [
      { path: `/api/organizations/${a.organization}/users/${a.user}/roles` },
      { path: `/api/organizations/${b.organization}/users/${a.user}/roles` },
    ],
    'POST /api/organizations/:id/users/:userId/roles': [
      {
        path: `/api/organizations/${a.organization}/users/${a.user}/roles`,
        body: { organizationRoleIds: [b.organizationRole] },
      },
      {
        path: `/api/organizations/${b.organization}/users/${b.user}/roles`,
        body: { organizationRoleIds: [a.organizationRole] },
      },
      {
        path: `/api/organizations/${b.organization}/users/${b.user}/roles`,
        body: { organizationRoleNames: ['Owner of default'] },
      },
    ],
    'PUT /api/organizations/:id/users/:userId/roles': [
      {
        path: `/api/organizations/${a.organization}/users/${a.user}/roles`,
        body: { organizationRoleIds: [] },
      },
      {
        path: `/api/organizations/${b.organization}/users/${b.user}/roles`,
        body: { organizationRoleIds: [a.organizationRole] },
      },
    ],
    'DELETE /api/organizations/:id/users/:userId/roles/:organizationRoleId': [
      { path: `/api/organizations/${a.organization}/users/${a.user}/roles/${a.organizationRole}` },
      { path: `/api/organizations/${b.organization}/users/${b.user}/roles/${a.organizationRole}` },
    ],
    'GET /api/organizations/:id/users/:userId/scopes': [
      { path: `/api/organizations/${a.organization}/users/${a.user}/scopes` },
    ],
    ...organizationsMoreAttempts(a, b),
    'GET /api/organization-roles': own('/api/organization-roles?page_size=100'),
    'POST /api/organization-roles': [
      { path: '/api/organization-roles', body: { name: 'F1', organizationScopeIds: [a.organizationScope] } },
      { path: '/api/organization-roles', body: { name: 'F2', resourceScopeIds: [a.scope] } },
    ],
    'GET /api/organization-roles/:id': [{ path: `/api/organization-roles/${a.organizationRole}` }],
    'PATCH /api/organization-roles/:id': [
      { path: `/api/organization-roles/${a.organizationRole}`, body: { name } },
    ],
    'DELETE /api/organization-roles/:id': [{ path: `/api/organization-roles/${a.organizationRole}` }],
    'GET /api/organization-roles/:id/scopes': [
      { path: `/api/organization-roles/${a.organizationRole}/scopes` },
    ],
    'POST /api/organization-roles/:id/scopes': [
      {
        path: `/api/organization-roles/${a.organizationRole}/scopes`,
        body: { organizationScopeIds: [b.organizationScope] },
      },
      {
        path: `/api/organization-roles/${b.organizationRole}/scopes`,
        body: { organizationScopeIds: [a.organizationScope] },
      },
    ],
    'PUT /api/organization-roles/:id/scopes': [
      {
        path: `/api/organization-roles/${a.organizationRole}/scopes`,
        body: { organizationScopeIds: [] },
      },
      {
        path: `/api/organization-roles/${b.organizationRole}/scopes`,
        body: { organizationScopeIds: [a.organizationScope] },
      },
    ],
    'DELETE /api/organization-roles/:id/scopes/:organizationScopeId': [
      { path: `/api/organization-roles/${a.organizationRole}/scopes/${a.organizationScope}` },
      { path: `/api/organization-roles/${b.organizationRole}/scopes/${a.organizationScope}` },
    ],
    'GET /api/organization-roles/:id/resource-scopes': [
      { path: `/api/organization-roles/${a.organizationRole}/resource-scopes` },
    ],
    'POST /api/organization-roles/:id/resource-scopes': [
      {
        path: `/api/organization-roles/${a.organizationRole}/resource-scopes`,
        body: { scopeIds: [b.scope] },
      },
      {
        path: `/api/organization-roles/${b.organizationRole}/resource-scopes`,
        body: { scopeIds: [a.scope] },
      },
    ],
    'PUT /api/organization-roles/:id/resource-scopes': [
      { path: `/api/organization-roles/${a.organizationRole}/resource-scopes`, body: { scopeIds: [] } },
      {
        path: `/api/organization-roles/${b.organizationRole}/resource-scopes`,
        body: { scopeIds: [a.scope] },
      },
    ],
    'DELETE /api/organization-roles/:id/resource-scopes/:scopeId': [
      { path: `/api/organization-roles/${a.organizationRole}/resource-scopes/${a.scope}` },
      { path: `/api/organization-roles/${b.organizationRole}/resource-scopes/${a.scope}` },
    ],
    'GET /api/organization-scopes': own('/api/organization-scopes?page_size=100'),
    'POST /api/organization-scopes': own('/api/organization-scopes', { name: 'new' }),
    'GET /api/organization-scopes/:id': [{ path: `/api/organization-scopes/${a.organizationScope}` }],
    'PATCH /api/organization-scopes/:id': [
      { path: `/api/organization-scopes/${a.organizationScope}`, body: { name } },
    ],
    'DELETE /api/organization-scopes/:id': [{ path: `/api/organization-scopes/${a.organizationScope}` }],
    'GET /api/users': own('/api/users?page_size=100'),
    'POST /api/users': own('/api/users', { username: 'newcomer' }),
    'GET /api/users/:userId': [{ path: `/api/users/${a.user}` }],
    'PATCH /api/users/:userId': [{ path: `/api/users/${a.user}`, body: { name } }],
    'DELETE /api/users/:userId': [{ path: `/api/users/${a.user}` }],
    'PATCH /api/users/:userId/password': [
      { path: `/api/users/${a.user}/password`, body: { password: 'green walruses knit 77 bridges' } },
    ],
    'POST /api/users/:userId/password/verify': [
      {
        path: `/api/users/${a.user}/password/verify`,
        body: { password: 'violet otters juggle 42 lanterns' },
      },
    ],
    'GET /api/users/:userId/has-password': [{ path: `/api/users/${a.user}/has-password` }],
    'PATCH /api/users/:userId/is-suspended': [
      { path: `/api/users/${a.user}/is-suspended`, body: { isSuspended: true } },
    ],
    'GET /api/users/:userId/custom-data': [{ path: `/api/users/${a.user}/custom-data` }],
    'PATCH /api/users/:userId/custom-data': [
      { path: `/api/users/${a.user}/custom-data`, body: { customData: { x: 1 } } },
    ],
    'PATCH /api/users/:userId/profile': [
      { path: `/api/users/${a.user}/profile`, body: { profile: { nickname: name } } },
    ],
    'GET /api/users/:userId/sessions': [{ path: `/api/users/${a.user}/sessions` }],
    'GET /api/users/:userId/sessions/:sessionId': [
      { path: `/api/users/${a.user}/sessions/${a.session}` },
      { path: `/api/users/${b.user}/sessions/${a.session}` },
    ],
    'DELETE /api/users/:userId/sessions/:sessionId': [
      { path: `/api/users/${a.user}/sessions/${a.session}` },
      { path: `/api/users/${b.user}/sessions/${a.session}` },
    ],
    'GET /api/users/:userId/sso-identities/:ssoConnectorId': [
      { path: `/api/users/${a.user}/sso-identities/${a.connector}` },
      { path: `/api/users/${b.user}/sso-identities/${a.connector}` },
    ],
    'GET /api/users/:userId/all-identities': [{ path: `/api/users/${a.user}/all-identities` }],
    'GET /api/sso-connector-providers': own('/api/sso-connector-providers'),
    'GET /api/sso-connector-reach': own('/api/sso-connector-reach?domains=default.example'),
    'GET /api/sso-connectors': own('/api/sso-connectors'),
    'POST /api/sso-connectors': own('/api/sso-connectors', {
      providerName: 'OIDC',
      connectorName: 'Directory of default',
    }),
    'GET /api/sso-connectors/:id': [{ path: `/api/sso-connectors/${a.connector}` }],
    'PATCH /api/sso-connectors/:id': [
      { path: `/api/sso-connectors/${a.connector}`, body: { connectorName: name } },
    ],
    'DELETE /api/sso-connectors/:id': [{ path: `/api/sso-connectors/${a.connector}` }],
    'GET /api/sign-in-exp': own('/api/sign-in-exp'),
    'PATCH /api/sign-in-exp': own('/api/sign-in-exp', { color: { primaryColor: '#123456' } }),
    'POST /api/sign-in-exp/default/check-password': own('/api/sign-in-exp/default/check-password', {
      password: 'user_of_default lanterns',
      userId: a.user,
    }),
    'GET /api/sign-in-exp/single-sign-on/affected-users': own(
      '/api/sign-in-exp/single-sign-on/affected-users',
    ),
    'GET /api/development-inbox': own('/api/development-inbox'),
    'DELETE /api/development-inbox': own('/api/development-inbox'),
    'GET /api/configs/oidc/:keyType': own('/api/configs/oidc/private-keys'),
    'POST /api/configs/oidc/:keyType/rotate': own('/api/configs/oidc/private-keys/rotate', {}),
    'DELETE /api/configs/oidc/:keyType/:keyId': [{ path: `/api/configs/oidc/private-keys/${a.key}` }],
    'GET /api/logs': [
      ...own('/api/logs?page_size=100'),
      ...own(`/api/logs?userId=${a.user}`),
      ...own(`/api/logs?applicationId=${a.application}`),
    ],
    'GET /api/logs/:id': [{ path: `/api/logs/${a.log}` }],
    'GET /api/configs/audit': own('/api/configs/audit'),
    ...administrationAttempts(a.user),
    'PATCH /api/configs/audit': own('/api/configs/audit', { retentionDays: 30 }),
    ...usersMoreAttempts(a, b),
    ...webhooksAttempts(a),
    ...domainsAttempts(a),
    ...connectorsAttempts(a),
    ...signingKeysAttempts(a, b),
    ...grantsAttempts(own, a),
    ...consentAttempts(own, a, b),
    ...scriptingAttempts(own),
    ...experienceAttempts(own),
  };
};

/** All rows of a tenant, table by table; on PostgreSQL their hashes, which one statement tells. */
const snapshot = async (tenantId: string): Promise<Record<string, string>> => {
  const { kind, queries } = app.platform.db;
  if (kind === 'postgres') {
    const hashes = TABLES.map(
      (table) =>
        sql`(select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from ${sql.table(table)} t where tenant_id = ${tenantId}) as ${sql.ref(`hash_of_${table}`)}`,
    );
    const found = await sql<Record<string, string>>`select ${sql.join(hashes)}`.execute(queries);
    return found.rows[0] ?? {};
  }
  const rows: Record<string, string> = {};
  for (const table of TABLES) {
    const found = await sql`select * from ${sql.table(table)} where tenant_id = ${tenantId}`.execute(queries);
    rows[table] = JSON.stringify(found.rows.map((row) => JSON.stringify(row)).sort());
  }
  return rows;
};

before(async () => {
  app = await startApp();
  theirs = await fill('default');
  mine = await fill('admin');
  // Tokens are fetched before anything is compared.
  await app.managementToken('default');
  await app.managementToken('admin');
});
after(() => app.close());

test('M-02 the table has a row for every operation of the Management API, and no other', () => {
  assert.ok(TABLES.length > 30);
  const known = Object.keys(attempts(theirs, mine));
  assert.deepEqual(known.sort(), managed.map(({ operation }) => operation).sort());
});

test('M-02 ids of another tenant are refused and change nothing; lists show nothing of it', async (t) => {
  const before = await snapshot('default');
  const foreign = Object.values(theirs);
  for (const [operation, list] of Object.entries(attempts(theirs, mine))) {
    await t.test(operation, async () => {
      const method = operation.split(' ')[0] as string;
      for (const { path, body, expect } of list) {
        const answer = await app.management(method, path, body, 'admin');
        const text = JSON.stringify(answer.body);
        const shown = `${method} ${path}: ${answer.status} ${text.slice(0, 300)}`;
        if (expect === 'harmless') {
          assert.ok(answer.status < 300, shown);
          // An id that the caller sent may come back in the audit trail of the caller's own refusals.
          if (!operation.includes('/api/logs')) {
            for (const id of foreign) assert.ok(!text.includes(id), `${id} in ${shown}`);
          }
          assert.ok(!text.includes('user_of_default'), shown);
        } else {
          assert.ok([403, 404, 422].includes(answer.status), shown);
        }
      }
      assert.deepEqual(await snapshot('default'), before);
    });
  }
});

test('M-02 a token of one tenant means nothing to the other’s Management API', async () => {
  const token = await app.managementToken('admin');
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  for (const { operation } of managed) {
    const [method = '', path = ''] = operation.split(' ');
    const answer = await fetch(`${app.origin}${path.replace(/:\w+/g, theirs.user)}`, {
      method,
      headers,
      ...(method === 'GET' || method === 'DELETE' ? {} : { body: '{}' }),
    });
    assert.ok([401, 403].includes(answer.status), `${operation}: ${answer.status}`);
    await answer.text();
  }
});
