/** Fields of machine members, invitations and provisioning of organizations, and of their look and policy. */
import assert from 'node:assert/strict';
import { choose, identify, submit } from '../sign-in.ts';
import { authorizeUrl, claimsOf, createClient, type TestClient, token } from '../spec/world.ts';
import { bootOf, type Effect, type Effects, type Fields, someApi, together, tokensFor } from './effects.ts';
import { filters, pages, search } from './lists.effects.ts';
import type { Body, Operation, Request } from './recorder.ts';
import type { Stage } from './stage.ts';

const DAY = 86_400_000;
const ORGANIZATIONS = 'urn:logto:scope:organizations';

/** Claims of a machine's token for an organization. */
const machineToken = async ({ app }: Stage, machine: Body, organizationId: string): Promise<Body> => {
  const values = { grant_type: 'client_credentials', organization_id: organizationId };
  const answer = await token(app, machine as TestClient, values);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return claimsOf(answer.body.access_token);
};
const someMachine = ({ make }: Stage): Promise<Body> => make.application('MachineToMachine');
/** A machine role with an organization permission. */
const someRole = async ({ make }: Stage) => {
  const scope = await make.organizationScope();
  const more = { type: 'MachineToMachine', organizationScopeIds: [scope.id] };
  const role = await make.organizationRole(more);
  return { id: role.id as string, scope: scope.name as string };
};
const machineMember = async (stage: Stage) => {
  const [{ id }, machine] = [await stage.make.organization(), await someMachine(stage)];
  await stage.need('POST', `/api/organizations/${id}/applications`, { applicationIds: [machine.id] });
  return { id: id as string, machine };
};

const becomesMember = (operation: Operation, status: number) => async (stage: Stage) => {
  const [{ id }, machine] = [await stage.make.organization(), await someMachine(stage)];
  await stage.call(operation, { params: { id }, body: { applicationIds: [machine.id] } }, status);
  assert.equal((await machineToken(stage, machine, id)).aud, `urn:logto:organization:${id}`);
};
type Giving = (id: string, applicationId: string, roleId: string) => Request;
const getsRole = (operation: Operation, status: number, giving: Giving) => async (stage: Stage) => {
  const [{ id, machine }, role] = [await machineMember(stage), await someRole(stage)];
  await stage.call(operation, giving(id, machine.id, role.id), status);
  assert.equal((await machineToken(stage, machine, id)).scope, role.scope);
};
const one: Giving = (id, applicationId, roleId) => ({
  params: { id, applicationId },
  body: { organizationRoleIds: [roleId] },
});
const several: Giving = (id, applicationId, roleId) => ({
  params: { id },
  body: { applicationIds: [applicationId], organizationRoleIds: [roleId] },
});

const MACHINES = '/api/organizations/:id/applications';
const machineEffects: Effects = {
  [`POST ${MACHINES}`]: { applicationIds: becomesMember(`POST ${MACHINES}`, 201) },
  [`PUT ${MACHINES}`]: { applicationIds: becomesMember(`PUT ${MACHINES}`, 204) },
  [`POST ${MACHINES}/roles`]: together(
    ['applicationIds', 'organizationRoleIds'],
    getsRole(`POST ${MACHINES}/roles`, 201, several),
  ),
  [`POST ${MACHINES}/:applicationId/roles`]: {
    organizationRoleIds: getsRole(`POST ${MACHINES}/:applicationId/roles`, 201, one),
  },
  [`PUT ${MACHINES}/:applicationId/roles`]: {
    organizationRoleIds: getsRole(`PUT ${MACHINES}/:applicationId/roles`, 204, one),
  },
};

const INVITE = 'POST /api/organization-invitations';
const ANSWER = 'PUT /api/organization-invitations/:id/status';
const invite = async (stage: Stage, more: Fields = {}): Promise<Body> => {
  const body = {
    invitee: `${stage.unique('guest')}@mail.example`,
    organizationId: (await stage.make.organization()).id,
    expiresAt: stage.app.clock.now() + DAY,
    ...more,
  };
  return (await stage.call(INVITE, { body }, 201)).body;
};
const guest = (stage: Stage, primaryEmail: string) =>
  stage.need('POST', '/api/users', { username: stage.unique('guest'), primaryEmail });
/** Accepts an invitation for the user whom it is for, and answers their roles there. */
const accepted = async (stage: Stage, invitation: Body): Promise<{ userId: string; roles: string[] }> => {
  const { id: acceptedUserId } = await guest(stage, invitation.invitee);
  const request = { params: { id: invitation.id }, body: { status: 'Accepted', acceptedUserId } };
  assert.equal((await stage.call(ANSWER, request, 200)).body.acceptedUserId, acceptedUserId);
  const path = `/api/organizations/${invitation.organizationId}/users/${acceptedUserId}/roles`;
  return { userId: acceptedUserId, roles: (await stage.need('GET', path)).map(({ id }: Body) => id) };
};
const joins: Effect = async (stage) => {
  const role = await stage.make.organizationRole();
  const { roles } = await accepted(stage, await invite(stage, { organizationRoleIds: [role.id] }));
  assert.deepEqual(roles, [role.id]);
};
const inviter: Effect = async (stage) => {
  const { id: inviterId } = await stage.make.user();
  assert.equal((await invite(stage, { inviterId })).inviterId, inviterId);
};
const expires: Effect = async (stage) => {
  const invitation = await invite(stage, { expiresAt: stage.app.clock.now() + 60_000 });
  stage.app.clock.advance(60_000);
  const shown = await stage.need('GET', `/api/organization-invitations/${invitation.id}`);
  assert.equal(shown.status, 'Expired');
};
const revoked: Effect = async (stage) => {
  const { id } = await invite(stage);
  const answer = await stage.call(ANSWER, { params: { id }, body: { status: 'Revoked' } }, 200);
  assert.equal(answer.body.status, 'Revoked');
};

type Send = (stage: Stage, payload: Fields) => Promise<string>;
const atOnce: Send = async (stage, messagePayload) => (await invite(stage, { messagePayload })).invitee;
const again: Send = async (stage, body) => {
  const { id, invitee } = await invite(stage);
  await stage.call('POST /api/organization-invitations/:id/message', { params: { id }, body }, 204);
  return invitee;
};
const mailed = async (stage: Stage, address: string): Promise<Body> =>
  (await stage.need('GET', '/api/development-inbox?page_size=100')).find(
    ({ recipient }: Body) => recipient === address,
  );
const link = (send: Send) => async (stage: Stage) => {
  const asked = 'https://app.example/join?x=1';
  assert.ok((await mailed(stage, await send(stage, { link: asked }))).body.includes(asked));
};
const code = (send: Send) => async (stage: Stage) => {
  assert.equal((await mailed(stage, await send(stage, { code: '271828' }))).code, '271828');
};
const language = (send: Send, name: string) => async (stage: Stage) => {
  assert.match((await mailed(stage, await send(stage, { [name]: 'ja' }))).subject, /招待/);
};
const LIST = 'GET /api/organization-invitations';
const two = async (stage: Stage) => {
  const { id: inviterId } = await stage.make.user();
  return [await invite(stage, { inviterId }), await invite(stage)] as const;
};
const filtered = (name: string) =>
  filters(LIST, async (stage) => {
    const [found, other] = await two(stage);
    return { query: `${name}=${encodeURIComponent(found[name])}`, found: found.id, other: other.id };
  });

const invitationEffects: Effects = {
  [LIST]: {
    ...together(
      ['?page', '?page_size'],
      pages(LIST, async (stage) => {
        await two(stage);
        return {};
      }),
    ),
    '?organizationId': filtered('organizationId'),
    '?inviterId': filtered('inviterId'),
    '?invitee': filtered('invitee'),
  },
  [INVITE]: {
    inviterId: inviter,
    ...together(['invitee', 'organizationId', 'organizationRoleIds'], joins),
    expiresAt: expires,
    'messagePayload.code': code(atOnce),
    'messagePayload.link': link(atOnce),
    'messagePayload.locale': language(atOnce, 'locale'),
    'messagePayload.uiLocales': language(atOnce, 'uiLocales'),
  },
  'POST /api/organization-invitations/:id/message': {
    code: code(again),
    link: link(again),
    locale: language(again, 'locale'),
    uiLocales: language(again, 'uiLocales'),
  },
  [ANSWER]: { acceptedUserId: joins, status: revoked },
};

/** Somebody who signs up with a verified address; answers their organizations and roles. */
const signUp = async (stage: Stage, email: string): Promise<Body[]> => {
  const browser = await stage.begun('Register');
  const identifier = { type: 'email', value: email };
  const request = { interactionEvent: 'Register', identifier };
  const sent = await browser.post('/api/experience/verification/verification-code', request);
  const { verificationId } = sent.json;
  const proof = { verificationId, identifier, code: await stage.codeFor(email) };
  await browser.post('/api/experience/verification/verification-code/verify', proof);
  const username = stage.unique('new');
  for (const part of [
    { type: 'username', value: username },
    { type: 'password', value: 'violet otters juggle 42 lanterns' },
    { type: 'email', verificationId },
  ]) {
    const filled = await browser.post('/api/experience/profile', part);
    assert.equal(filled.status, 204, filled.text);
  }
  assert.equal((await identify(browser)).status, 204);
  const done = await submit(browser);
  assert.equal(done.status, 200, done.text);
  const [user] = await stage.need('GET', `/api/users?search=${username}`);
  return stage.need('GET', `/api/users/${user.id}/organizations`);
};
const someDomain = (stage: Stage) => `${stage.unique('d').replace('_', '-')}.example`;

const JIT = '/api/organizations/:id/jit';
const domains = (operation: Operation, status: number, body: (domain: string) => Fields) => {
  return async (stage: Stage) => {
    const [{ id }, domain] = [await stage.make.organization(), someDomain(stage)];
    await stage.call(operation, { params: { id }, body: body(domain) }, status);
    const joined = await signUp(stage, `${stage.unique('p')}@${domain}`);
    assert.deepEqual(
      joined.map((organization) => organization.id),
      [id],
    );
  };
};
const roles = (operation: Operation, status: number) => async (stage: Stage) => {
  const [{ id }, domain] = [await stage.make.organization(), someDomain(stage)];
  await stage.need('POST', `/api/organizations/${id}/jit/email-domains`, { emailDomain: domain });
  const role = await stage.make.organizationRole();
  await stage.call(operation, { params: { id }, body: { organizationRoleIds: [role.id] } }, status);
  const [joined] = await signUp(stage, `${stage.unique('p')}@${domain}`);
  assert.deepEqual(joined.organizationRoles, [{ id: role.id, name: role.name }]);
};
const connectors = (operation: Operation, status: number) => async (stage: Stage) => {
  const [{ id }, connector] = [await stage.make.organization(), await stage.make.connector()];
  await stage.call(operation, { params: { id }, body: { ssoConnectorIds: [connector.id] } }, status);
  const { userId } = await stage.account(connector);
  const joined = await stage.need('GET', `/api/users/${userId}/organizations`);
  assert.equal(joined[0].id, id);
};

const jitEffects: Effects = {
  [`POST ${JIT}/email-domains`]: {
    emailDomain: domains(`POST ${JIT}/email-domains`, 201, (emailDomain) => ({ emailDomain })),
  },
  [`PUT ${JIT}/email-domains`]: {
    emailDomains: domains(`PUT ${JIT}/email-domains`, 204, (domain) => ({ emailDomains: [domain] })),
  },
  [`POST ${JIT}/roles`]: { organizationRoleIds: roles(`POST ${JIT}/roles`, 201) },
  [`PUT ${JIT}/roles`]: { organizationRoleIds: roles(`PUT ${JIT}/roles`, 204) },
  [`POST ${JIT}/sso-connectors`]: { ssoConnectorIds: connectors(`POST ${JIT}/sso-connectors`, 201) },
  [`PUT ${JIT}/sso-connectors`]: { ssoConnectorIds: connectors(`PUT ${JIT}/sso-connectors`, 204) },
};

/** Organizations with two of something in a list; `search` names one of the two. */
type Filled = (stage: Stage) => Promise<{ params: Record<string, string>; search?: string }>;
const listed = (values: (stage: Stage) => Promise<string>, path: string, key: string): Filled => {
  return async (stage) => {
    const { id } = await stage.make.organization();
    const all = [await values(stage), await values(stage)];
    await stage.need('PUT', `/api/organizations/${id}/${path}`, { [key]: all });
    return { params: { id } };
  };
};
const machinesOf: Filled = async (stage) => {
  const { id, machine } = await machineMember(stage);
  const other = await someMachine(stage);
  await stage.need('POST', `/api/organizations/${id}/applications`, { applicationIds: [other.id] });
  return { params: { id }, search: machine.name };
};
const rolesOfMachine: Filled = async (stage) => {
  const { id, machine } = await machineMember(stage);
  const organizationRoleIds = [(await someRole(stage)).id, (await someRole(stage)).id];
  const path = `/api/organizations/${id}/applications/${machine.id}/roles`;
  await stage.need('POST', path, { organizationRoleIds });
  return { params: { id, applicationId: machine.id } };
};
const organizationsOfMachine: Filled = async (stage) => {
  const { machine } = await machineMember(stage);
  const { id } = await stage.make.organization();
  await stage.need('POST', `/api/organizations/${id}/applications`, { applicationIds: [machine.id] });
  return { params: { id: machine.id } };
};
const paged = (operation: Operation, fill: Filled) =>
  together(['?page', '?page_size'], pages(operation, fill));

const listEffects: Effects = {
  [`GET ${MACHINES}`]: {
    ...paged(`GET ${MACHINES}`, machinesOf),
    '?q': search(`GET ${MACHINES}`, machinesOf, 'q'),
  },
  [`GET ${MACHINES}/:applicationId/roles`]: paged(`GET ${MACHINES}/:applicationId/roles`, rolesOfMachine),
  'GET /api/applications/:id/organizations': paged(
    'GET /api/applications/:id/organizations',
    organizationsOfMachine,
  ),
  [`GET ${JIT}/email-domains`]: paged(
    `GET ${JIT}/email-domains`,
    listed(async (stage) => someDomain(stage), 'jit/email-domains', 'emailDomains'),
  ),
  [`GET ${JIT}/roles`]: paged(
    `GET ${JIT}/roles`,
    listed(async ({ make }) => (await make.organizationRole()).id, 'jit/roles', 'organizationRoleIds'),
  ),
  [`GET ${JIT}/sso-connectors`]: paged(
    `GET ${JIT}/sso-connectors`,
    listed(async ({ make }) => (await make.connector()).id, 'jit/sso-connectors', 'ssoConnectorIds'),
  ),
};

type Make = (stage: Stage, fields: Fields) => Promise<Body>;
const made: Make = async (stage, fields) =>
  (await stage.call('POST /api/organizations', { body: { name: 'Acme', ...fields } }, 201)).body;
const changed: Make = async (stage, fields) => {
  const { id } = await stage.make.organization();
  return (await stage.call('PATCH /api/organizations/:id', { params: { id }, body: fields }, 200)).body;
};

const isMfaRequired = (make: Make) => async (stage: Stage) => {
  const { id } = await make(stage, { isMfaRequired: true });
  const user = await stage.make.user();
  await stage.need('POST', `/api/organizations/${id}/users`, { userIds: [user.id] });
  const client = await createClient(stage.app);
  const asked = { resource: ['urn:logto:resource:organizations'] };
  const first = await tokensFor(stage, user.id, `offline_access ${ORGANIZATIONS}`, asked, client);
  const answer = await token(stage.app, client, {
    grant_type: 'refresh_token',
    refresh_token: first.refresh_token,
    organization_id: id,
  });
  assert.equal(answer.body.error, 'access_denied');
};
/** What the pages say of their look when an app asks for an organization's. */
const look = (make: Make, fields: Fields, seen: Fields) => async (stage: Stage) => {
  const { id } = await make(stage, fields);
  const browser = stage.app.browser();
  await browser.get(authorizeUrl(await createClient(stage.app), { organization_id: id }));
  await choose(browser, 'SignIn');
  const { branding } = (await bootOf(browser)).settings;
  assert.deepEqual({ ...branding, ...seen }, branding);
};
const logo = 'https://cdn.example/acme.svg';
const looks = (make: Make): Record<string, Effect> => ({
  'color.primaryColor': look(make, { color: { primaryColor: '#b00020' } }, { primaryColor: '#b00020' }),
  'color.isDarkModeEnabled': look(
    make,
    { color: { isDarkModeEnabled: false } },
    { isDarkModeEnabled: false },
  ),
  'color.darkPrimaryColor': look(make, { color: { darkPrimaryColor: '#fcc' } }, { darkPrimaryColor: '#fcc' }),
  'branding.logoUrl': look(make, { branding: { logoUrl: logo } }, { logoUrl: logo }),
  'branding.darkLogoUrl': look(make, { branding: { darkLogoUrl: logo } }, { darkLogoUrl: logo }),
  'branding.favicon': look(make, { branding: { favicon: logo } }, { favicon: logo }),
  'branding.darkFavicon': look(make, { branding: { darkFavicon: logo } }, { darkFavicon: logo }),
  customCss: look(make, { customCss: 'a{color:red}' }, { customCss: 'a{color:red}' }),
});

/** A body that names the tenant of its address is taken, and one that names another is not. */
const ownTenant = (operation: Operation, status: number, request: (stage: Stage) => Promise<Request>) => {
  return async (stage: Stage) => {
    const { params = {}, body } = await request(stage);
    const sent = (tenantId: string) => ({ params, body: { ...(body as Fields), tenantId } });
    assert.equal((await stage.call(operation, sent('admin'), 400)).body.code, 'guard.invalid_input');
    assert.equal((await stage.call(operation, sent('default'), status)).body.tenantId, 'default');
  };
};
const tenantOf = (
  operation: Operation,
  status: number,
  request: (stage: Stage) => Promise<Request>,
): Effects => ({ [operation]: { tenantId: ownTenant(operation, status, request) } });

const createdAt = (operation: Operation) => async (stage: Stage) => {
  const body = { name: 'Old', createdAt: 1_000_000 };
  const { createdAt: shown, id } = await made(stage, body);
  assert.equal(shown, 1_000_000);
  const params = { id };
  if (operation.startsWith('POST')) {
    const future = { ...body, createdAt: stage.app.clock.now() + DAY };
    await stage.call(operation, { body: future }, 400);
  } else {
    await stage.call(operation, { params, body: { createdAt: 2 } }, 400);
    await stage.call(operation, { params, body: { createdAt: 1_000_000 } }, 200);
  }
};

const roleType: Effect = async (stage) => {
  const { id } = await stage.make.organizationRole();
  const request = { params: { id }, body: { type: 'MachineToMachine' } };
  const operation = 'PATCH /api/organization-roles/:id';
  assert.equal((await stage.call(operation, request, 200)).body.type, 'MachineToMachine');
  const { id: organizationId, machine } = await machineMember(stage);
  const path = `/api/organizations/${organizationId}/applications/${machine.id}/roles`;
  await stage.need('POST', path, { organizationRoleIds: [id] });
  await stage.call(operation, { params: { id }, body: { type: 'User' } }, 422);
};

/** What a machine gets that names no API. */
const isDefault: Effect = async (stage) => {
  const { indicator } = await someApi(stage);
  const [{ id }] = (await stage.need('GET', '/api/resources?page_size=1')) as Body[];
  const machine = await someMachine(stage);
  const ask = () => token(stage.app, machine as TestClient, { grant_type: 'client_credentials' });
  const set = (value: boolean) => {
    const request = { params: { id }, body: { isDefault: value } };
    return stage.call('PATCH /api/resources/:id/is-default', request, 200);
  };
  await set(true);
  assert.equal(claimsOf((await ask()).body.access_token).aud, indicator);
  await set(false);
  assert.equal((await ask()).body.error, 'invalid_target');
};

const merge = (...maps: Effects[]): Effects => {
  const all: Effects = {};
  for (const map of maps) {
    for (const [operation, fields] of Object.entries(map) as [Operation, Record<string, Effect>][]) {
      all[operation] = { ...all[operation], ...fields };
    }
  }
  return all;
};

const fieldEffects = merge(
  {
    'POST /api/organizations': {
      isMfaRequired: isMfaRequired(made),
      ...looks(made),
      createdAt: createdAt('POST /api/organizations'),
    },
    'PATCH /api/organizations/:id': {
      isMfaRequired: isMfaRequired(changed),
      ...looks(changed),
      createdAt: createdAt('PATCH /api/organizations/:id'),
    },
    'PATCH /api/organization-roles/:id': { type: roleType },
    'PATCH /api/resources/:id/is-default': { isDefault },
  },
  tenantOf('POST /api/organizations', 201, async () => ({ body: { name: 'Acme' } })),
  tenantOf('PATCH /api/organizations/:id', 200, async ({ make }) => ({
    params: { id: (await make.organization()).id },
  })),
  tenantOf('POST /api/organization-roles', 201, async ({ unique }) => ({ body: { name: unique() } })),
  tenantOf('PATCH /api/organization-roles/:id', 200, async ({ make }) => ({
    params: { id: (await make.organizationRole()).id },
  })),
  tenantOf('POST /api/organization-scopes', 201, async ({ unique }) => ({ body: { name: unique() } })),
  tenantOf('PATCH /api/organization-scopes/:id', 200, async ({ make }) => ({
    params: { id: (await make.organizationScope()).id },
  })),
  tenantOf('POST /api/resources', 201, async ({ unique }) => ({
    body: { name: 'Orders', indicator: `https://api.example/${unique()}` },
  })),
  tenantOf('PATCH /api/resources/:id', 200, async ({ make }) => ({
    params: { id: (await make.resource()).id },
  })),
  tenantOf('POST /api/roles', 200, async ({ unique }) => ({
    body: { name: unique(), description: 'Reads' },
  })),
);

export const organizationsMoreEffects: Effects = merge(
  machineEffects,
  invitationEffects,
  jitEffects,
  listEffects,
  fieldEffects,
);
