import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';
import { createId } from '../lib/ids.ts';
import { provisionMember } from './index.ts';

let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.close());

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape.
const call = async (method: string, path: string, body?: unknown): Promise<any> => {
  const answer = await app.management(method, path, body);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const refused = async (method: string, path: string, body: unknown, code: string, status = 422) => {
  const answer = await app.management(method, path, body);
  assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body));
};
let count = 0;
const unique = (what: string): string => {
  count += 1;
  return `${what}${count}`;
};
const organization = async (): Promise<string> =>
  (await call('POST', '/api/organizations', { name: unique('Acme') })).id;
const user = async (): Promise<string> => (await call('POST', '/api/users', { username: unique('u') })).id;
const role = (more: Record<string, unknown> = {}) =>
  call('POST', '/api/organization-roles', { name: unique('Role'), ...more });
const connector = async (): Promise<string> => {
  const id = createId();
  const now = app.clock.now();
  await app.platform.db.queries
    .insertInto('ssoConnectors')
    .values({
      tenantId: 'default',
      id,
      providerName: 'OIDC',
      connectorName: unique('Directory'),
      config: { clientId: 'x', issuer: 'https://idp.example' },
      sealedSecret: 'sealed',
      domains: [],
      branding: {},
      discovery: {},
      syncProfile: false,
      enableTokenStorage: false,
      createdAt: now,
      updatedAt: now,
    })
    .execute();
  return id;
};
const provision = async (input: { userId: string; emailDomain?: string; ssoConnectorId?: string }) => {
  const context = await app.context();
  await app.platform.db.transaction((tx) => provisionMember(tx, context, input));
};
const joined = async (userId: string) =>
  (await call('GET', `/api/users/${userId}/organizations`)).map(
    ({ id, organizationRoles }: { id: string; organizationRoles: { id: string }[] }) => [
      id,
      organizationRoles.map((held) => held.id),
    ],
  );

test('M-15 a connector leads to its own organizations, with their own roles and nothing else', async () => {
  const [a, b] = [await organization(), await organization()];
  const [toA, toB] = [await connector(), await connector()];
  const [ofA, ofB] = [await role(), await role()];
  await call('PUT', `/api/organizations/${a}/jit/sso-connectors`, { ssoConnectorIds: [toA] });
  await call('PUT', `/api/organizations/${b}/jit/sso-connectors`, { ssoConnectorIds: [toB] });
  await call('PUT', `/api/organizations/${a}/jit/roles`, { organizationRoleIds: [ofA.id] });
  await call('PUT', `/api/organizations/${b}/jit/roles`, { organizationRoleIds: [ofB.id] });
  const userId = await user();
  await provision({ userId, ssoConnectorId: toA });
  assert.deepEqual(await joined(userId), [[a, [ofA.id]]]);
  assert.deepEqual(await call('GET', `/api/users/${userId}/roles`), []);

  const shown = JSON.stringify(await call('GET', `/api/organizations/${a}/jit/sso-connectors`));
  assert.ok(shown.includes(toA) && !shown.includes(toB) && !shown.includes('sealed'));
});

test('M-15 an e-mail domain counts whole, and not for who comes through a connector', async () => {
  const id = await organization();
  await call('POST', `/api/organizations/${id}/jit/email-domains`, { emailDomain: 'Acme.Example' });
  for (const emailDomain of ['sub.acme.example', 'evilacme.example', 'acme.example.evil', undefined]) {
    const userId = await user();
    await provision({ userId, ...(emailDomain ? { emailDomain } : {}) });
    assert.deepEqual(await joined(userId), [], String(emailDomain));
  }
  const sso = await user();
  await provision({ userId: sso, emailDomain: 'acme.example', ssoConnectorId: await connector() });
  assert.deepEqual(await joined(sso), []);
  const userId = await user();
  await provision({ userId, emailDomain: 'acme.example' });
  assert.deepEqual(await joined(userId), [[id, []]]);
  const rows = (await app.audit()).filter(
    ({ key, payload }) => key === 'Organization.Membership.Update' && payload.organizationId === id,
  );
  assert.deepEqual(rows[0]?.payload.provisionedBy, { emailDomain: 'acme.example' });
});

test('who is a member already keeps their roles as they are', async () => {
  const [id, userId, given] = [await organization(), await user(), await role()];
  await call('POST', `/api/organizations/${id}/jit/email-domains`, { emailDomain: 'kept.example' });
  await call('POST', `/api/organizations/${id}/jit/roles`, { organizationRoleIds: [given.id] });
  await call('POST', `/api/organizations/${id}/users`, { userIds: [userId] });
  await provision({ userId, emailDomain: 'kept.example' });
  assert.deepEqual(await joined(userId), [[id, []]]);
});

test('M-15 what provisioning cannot be told', async () => {
  const id = await organization();
  const machines = await role({ type: 'MachineToMachine' });
  const roles = { organizationRoleIds: [machines.id] };
  await refused('POST', `/api/organizations/${id}/jit/roles`, roles, 'organization.role_of_other_kind');
  for (const emailDomain of ['acme', '*.acme.example', 'a@acme.example', 'acme.example/']) {
    await refused(
      'POST',
      `/api/organizations/${id}/jit/email-domains`,
      { emailDomain },
      'organization.jit_domain_invalid',
    );
  }
  const unknown = { ssoConnectorIds: ['nothing'] };
  const code = 'entity.relation_foreign_key_not_found';
  await refused('POST', `/api/organizations/${id}/jit/sso-connectors`, unknown, code);
  await call('POST', `/api/organizations/${id}/jit/email-domains`, { emailDomain: 'gmail.com' });
  const row = (await app.audit()).findLast(({ key }) => key === 'Organization.Jit.Update');
  assert.deepEqual(row?.payload.publicMail, ['gmail.com'], 'the trail warns of a domain that is everybody’s');
});

test('a role that somebody holds or is promised keeps its kind', async () => {
  const id = await organization();
  const promised = await role();
  await call('POST', `/api/organizations/${id}/jit/roles`, { organizationRoleIds: [promised.id] });
  const path = `/api/organization-roles/${promised.id}`;
  await refused('PATCH', path, { type: 'MachineToMachine' }, 'organization.role_in_use');
  await call('DELETE', `/api/organizations/${id}/jit/roles/${promised.id}`);
  assert.equal((await call('PATCH', path, { type: 'MachineToMachine' })).type, 'MachineToMachine');
});
