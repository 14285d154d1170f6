import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';

const DAY = 86_400_000;

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
const invite = async (more: Record<string, unknown> = {}) =>
  call('POST', '/api/organization-invitations', {
    invitee: `${unique('guest')}@mail.example`,
    organizationId: (await call('POST', '/api/organizations', { name: 'Acme' })).id,
    expiresAt: app.clock.now() + DAY,
    ...more,
  });
const guest = (primaryEmail: string) => call('POST', '/api/users', { username: unique('u'), primaryEmail });
const statusPath = (id: string) => `/api/organization-invitations/${id}/status`;
const acceptance = (acceptedUserId: string) => ({ status: 'Accepted', acceptedUserId });
const membersOf = async (organizationId: string): Promise<string[]> =>
  (await call('GET', `/api/organizations/${organizationId}/users`)).map(({ id }: { id: string }) => id);

test('M-13 an invitation is accepted by its invitee alone, once', async () => {
  const role = await call('POST', '/api/organization-roles', { name: unique('Editor') });
  const invitation = await invite({ organizationRoleIds: [role.id] });
  assert.deepEqual(invitation.organizationRoles, [{ id: role.id, name: role.name }]);
  const path = statusPath(invitation.id);
  const other = await guest('other@mail.example');
  await refused('PUT', path, acceptance(other.id), 'organization.invitation_of_another');
  await refused('PUT', path, acceptance('nobody'), 'organization.invitation_of_another');
  await refused('PUT', path, { status: 'Accepted' }, 'organization.accepted_user_missing');
  for (const edit of [
    { organizationId: 'x' },
    { invitee: 'other@mail.example' },
    { organizationRoleIds: [] },
  ]) {
    await refused('PUT', path, { ...acceptance(other.id), ...edit }, 'guard.invalid_input', 400);
  }
  const user = await guest(invitation.invitee.toUpperCase().replace('MAIL.EXAMPLE', 'mail.example'));
  const accepted = await call('PUT', path, acceptance(user.id));
  assert.deepEqual([accepted.status, accepted.acceptedUserId], ['Accepted', user.id]);
  assert.deepEqual(await membersOf(invitation.organizationId), [user.id]);
  const held = await call('GET', `/api/organizations/${invitation.organizationId}/users/${user.id}/roles`);
  assert.equal(held[0].id, role.id);
  await refused('PUT', path, acceptance(user.id), 'organization.invitation_not_pending');
  await refused('PUT', path, { status: 'Revoked' }, 'organization.invitation_not_pending');
});

test('M-13 an address that is not verified, and a suspended user, accept nothing', async () => {
  const invitation = await invite();
  const user = await guest(invitation.invitee);
  const db = app.platform.db.queries;
  const change = (patch: { emailKey?: string | null; emailVerified?: boolean }) =>
    db.updateTable('users').set(patch).where('id', '=', user.id).execute();
  await change({ emailKey: null, emailVerified: false });
  const path = statusPath(invitation.id);
  await refused('PUT', path, acceptance(user.id), 'organization.invitation_of_another');
  await change({ emailKey: invitation.invitee, emailVerified: true });
  await call('PATCH', `/api/users/${user.id}/is-suspended`, { isSuspended: true });
  await refused('PUT', path, acceptance(user.id), 'organization.invitation_of_another');
  assert.deepEqual(await membersOf(invitation.organizationId), []);
});

test('M-13 an invitation that was revoked, deleted or has expired gives nothing', async () => {
  const [revoked, deleted, expired] = [
    await invite(),
    await invite(),
    await invite({ expiresAt: app.clock.now() + 60_000 }),
  ];
  await call('PUT', statusPath(revoked.id), { status: 'Revoked' });
  await call('DELETE', `/api/organization-invitations/${deleted.id}`);
  app.clock.advance(60_000);
  for (const { id, invitee, organizationId } of [revoked, deleted, expired]) {
    const user = await guest(invitee);
    const answer = await app.management('PUT', statusPath(id), acceptance(user.id));
    assert.ok([404, 422].includes(answer.status), JSON.stringify(answer.body));
    assert.deepEqual(await membersOf(organizationId), []);
  }
  assert.equal((await call('GET', `/api/organization-invitations/${expired.id}`)).status, 'Expired');
  const path = `/api/organization-invitations/${expired.id}/message`;
  await refused('POST', path, {}, 'organization.invitation_not_pending');
});

test('M-13 G-08 twenty at once: one accepts, one revokes or accepts, and the audit trail has one', async () => {
  const invitation = await invite();
  const user = await guest(invitation.invitee);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      app.management(
        'PUT',
        statusPath(invitation.id),
        index % 4 === 3 ? { status: 'Revoked' } : acceptance(user.id),
      ),
    ),
  );
  const won = answers.filter(({ status }) => status === 200);
  assert.equal(won.length, 1);
  assert.ok(answers.every(({ status }) => status === 200 || status === 422));
  const isMember = (await membersOf(invitation.organizationId)).includes(user.id);
  assert.equal(isMember, won[0]?.body.status === 'Accepted');
  const rows = (await app.audit()).filter(
    ({ key, result, payload }) =>
      key === 'OrganizationInvitation.Update' &&
      result === 'Success' &&
      payload.organizationInvitationId === invitation.id,
  );
  assert.equal(rows.length, 1);
});

test('M-13 one pending invitation of an address, also when twenty are asked for at once', async () => {
  const { id: organizationId } = await call('POST', '/api/organizations', { name: 'Acme' });
  const body = { invitee: 'Twice@Mail.Example', organizationId, expiresAt: app.clock.now() + 60_000 };
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => app.management('POST', '/api/organization-invitations', body)),
  );
  assert.equal(answers.filter(({ status }) => status === 201).length, 1);
  assert.ok(answers.every(({ status }) => status === 201 || status === 422));
  const lower = { ...body, invitee: 'twice@mail.example' };
  await refused('POST', '/api/organization-invitations', lower, 'organization.invitation_pending');
  app.clock.advance(60_000);
  await call('POST', '/api/organization-invitations', { ...lower, expiresAt: app.clock.now() + DAY });
  const list = await call('GET', `/api/organization-invitations?organizationId=${organizationId}`);
  assert.deepEqual(list.map(({ status }: { status: string }) => status).sort(), ['Expired', 'Pending']);
});

test('M-04 M-13 what cannot be invited to, and with', async () => {
  const { id: organizationId } = await call('POST', '/api/organizations', { name: 'Acme' });
  const member = await guest('member@mail.example');
  await call('POST', `/api/organizations/${organizationId}/users`, { userIds: [member.id] });
  const robot = await call('POST', '/api/organization-roles', {
    name: unique('Robot'),
    type: 'MachineToMachine',
  });
  const base = { invitee: 'new@mail.example', organizationId, expiresAt: app.clock.now() + DAY };
  const cases: [Record<string, unknown>, string, number?][] = [
    [{ invitee: 'member@mail.example' }, 'organization.invitee_is_member'],
    [{ expiresAt: app.clock.now() }, 'organization.invitation_expiry_past'],
    [{ organizationRoleIds: [robot.id] }, 'organization.role_of_other_kind'],
    [{ organizationRoleIds: ['nothing'] }, 'entity.relation_foreign_key_not_found'],
    [{ inviterId: 'nobody' }, 'organization.inviter_not_found'],
    [{ organizationId: 'nothing' }, 'organization.not_found', 404],
    [{ messagePayload: { link: 'javascript:alert(1)' } }, 'guard.invalid_input', 400],
    [{ status: 'Accepted' }, 'guard.invalid_input', 400],
  ];
  for (const [more, code, status] of cases) {
    await refused('POST', '/api/organization-invitations', { ...base, ...more }, code, status);
  }
  await refused(
    'POST',
    '/api/organization-invitations',
    { ...base, invitee: 'x' },
    'guard.invalid_input',
    400,
  );
});

test('L-09 the link of an invitation is the one given or the tenant’s own, whatever Host says', async () => {
  const { id: organizationId } = await call('POST', '/api/organizations', { name: 'Acme' });
  const response = await fetch(`${app.origin}/api/organization-invitations`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await app.managementToken()}`,
      'content-type': 'application/json',
      'x-forwarded-host': 'evil.example',
      forwarded: 'host=evil.example',
    },
    body: JSON.stringify({
      invitee: 'host@mail.example',
      organizationId,
      expiresAt: app.clock.now() + DAY,
      messagePayload: {},
    }),
  });
  assert.equal(response.status, 201, await response.text());
  const messages = await call('GET', '/api/development-inbox');
  const sent = messages.find(({ recipient }: { recipient: string }) => recipient === 'host@mail.example');
  assert.ok(sent.body.includes(app.origin) && sent.body.includes('Acme'));
  assert.ok(!sent.body.includes('evil.example'));
  await invite({ invitee: 'silent@mail.example', messagePayload: false });
  const after = await call('GET', '/api/development-inbox');
  assert.ok(!after.some(({ recipient }: { recipient: string }) => recipient === 'silent@mail.example'));
});

test('M-12 who is deleted takes their invitations along, and an organization its own', async () => {
  const inviter = await guest('inviter@mail.example');
  const invitation = await invite({ inviterId: inviter.id });
  await call('DELETE', `/api/users/${inviter.id}`);
  await refused(
    'GET',
    `/api/organization-invitations/${invitation.id}`,
    undefined,
    'organization.invitation_not_found',
    404,
  );
  const second = await invite();
  await call('DELETE', `/api/organizations/${second.organizationId}`);
  const left = await app.platform.db.queries
    .selectFrom('organizationInvitations')
    .select('id')
    .where('organizationId', '=', second.organizationId)
    .execute();
  assert.deepEqual(left, []);
});
