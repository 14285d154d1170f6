/** Machine members, invitations and provisioning of organizations, and the default API resource. */
import type { Request } from './recorder.ts';
import type { Row, Rows, Stage } from './stage.ts';

const nothing = ['nothing'];
const DAY = 86_400_000;

const organization = async (stage: Stage) => ({ params: { id: (await stage.make.organization()).id } });
const machineRole = async (stage: Stage) => ({
  organizationRoleIds: [(await stage.make.organizationRole({ type: 'MachineToMachine' })).id as string],
});
const userRole = async (stage: Stage) => ({
  organizationRoleIds: [(await stage.make.organizationRole()).id as string],
});
const someMachine = async (stage: Stage) => ({
  applicationIds: [(await stage.make.application('MachineToMachine')).id as string],
});
/** An organization with one machine. */
const member = async (stage: Stage) => {
  const { id } = await stage.make.organization();
  const { applicationIds } = await someMachine(stage);
  await stage.need('POST', `/api/organizations/${id}/applications`, { applicationIds });
  return { params: { id: id as string, applicationId: String(applicationIds[0]) } };
};
/** Roles are for members. */
const stranger = async (stage: Stage, good: Request) => ({
  params: { ...good.params, applicationId: String((await someMachine(stage)).applicationIds[0]) },
});
const unknownOrganization = (_: Stage, good: Request) => ({ params: { ...good.params, id: 'nothing' } });

const machineRows: Rows = {
  'GET /api/organizations/:id/applications': { good: organization },
  'POST /api/organizations/:id/applications': {
    good: async (stage) => ({ ...(await organization(stage)), body: await someMachine(stage) }),
    refused: {
      422: async (stage) => ({ body: { applicationIds: [(await stage.make.application()).id] } }),
    },
  },
  'PUT /api/organizations/:id/applications': {
    good: async (stage) => ({ ...(await organization(stage)), body: { applicationIds: [] } }),
    refused: { 422: () => ({ body: { applicationIds: nothing } }) },
  },
  'DELETE /api/organizations/:id/applications/:applicationId': { good: member },
  'GET /api/applications/:id/organizations': {
    good: async (stage) => ({ params: { id: (await member(stage)).params.applicationId } }),
  },
  'POST /api/organizations/:id/applications/roles': {
    good: async (stage) => {
      const { id, applicationId } = (await member(stage)).params;
      return { params: { id }, body: { applicationIds: [applicationId], ...(await machineRole(stage)) } };
    },
    refused: {
      422: async (stage) => ({ body: { ...(await someMachine(stage)), ...(await machineRole(stage)) } }),
    },
  },
  'GET /api/organizations/:id/applications/:applicationId/roles': {
    good: member,
    refused: { 404: unknownOrganization, 422: stranger },
  },
  'POST /api/organizations/:id/applications/:applicationId/roles': {
    good: async (stage) => ({ ...(await member(stage)), body: await machineRole(stage) }),
    refused: { 404: unknownOrganization, 422: async (stage) => ({ body: await userRole(stage) }) },
  },
  'PUT /api/organizations/:id/applications/:applicationId/roles': {
    good: async (stage) => ({ ...(await member(stage)), body: { organizationRoleIds: [] } }),
    refused: { 404: unknownOrganization, 422: async (stage) => ({ body: await userRole(stage) }) },
  },
  'DELETE /api/organizations/:id/applications/:applicationId/roles/:organizationRoleId': {
    good: async (stage) => {
      const { params } = await member(stage);
      const body = await machineRole(stage);
      const path = `/api/organizations/${params.id}/applications/${params.applicationId}/roles`;
      await stage.need('POST', path, body);
      return { params: { ...params, organizationRoleId: String(body.organizationRoleIds[0]) } };
    },
    refused: {
      404: (_, good) => ({ params: { ...good.params, organizationRoleId: 'nothing' } }),
      422: stranger,
    },
    again: 404,
  },
};

const invitationBody = async (stage: Stage, more: Record<string, unknown> = {}) => ({
  invitee: `${stage.unique('guest')}@mail.example`,
  organizationId: (await stage.make.organization()).id as string,
  expiresAt: stage.app.clock.now() + DAY,
  ...more,
});
const invitation = async (stage: Stage, more: Record<string, unknown> = {}) => {
  const made = await stage.need('POST', '/api/organization-invitations', await invitationBody(stage, more));
  return { params: { id: made.id as string } };
};
const revoked = async (stage: Stage) => {
  const { params } = await invitation(stage);
  await stage.need('PUT', `/api/organization-invitations/${params.id}/status`, { status: 'Revoked' });
  return { params };
};
/** Somebody who has been written to as often as is good. */
const weary = async (stage: Stage) => {
  const made = await invitation(stage);
  const path = `/api/organization-invitations/${made.params.id}`;
  for (let sent = 0; sent < 5; sent += 1) await stage.need('POST', `${path}/message`, {});
  const { invitee } = await stage.need('GET', path);
  return { ...made, invitee: invitee as string };
};

const invitationRows: Rows = {
  'GET /api/organization-invitations': { good: () => ({}) },
  'POST /api/organization-invitations': {
    good: async (stage) => ({ body: await invitationBody(stage) }),
    refused: {
      404: async (stage) => ({ body: await invitationBody(stage, { organizationId: 'nothing' }) }),
      429: async (stage) => ({
        body: await invitationBody(stage, { invitee: (await weary(stage)).invitee, messagePayload: {} }),
      }),
    },
    again: 422,
  },
  'GET /api/organization-invitations/:id': { good: invitation },
  'DELETE /api/organization-invitations/:id': { good: invitation },
  'POST /api/organization-invitations/:id/message': {
    good: async (stage) => ({ ...(await invitation(stage)), body: {} }),
    refused: {
      404: () => ({ params: { id: 'nothing' } }),
      422: revoked,
      429: async (stage) => ({ params: (await weary(stage)).params }),
    },
  },
  'PUT /api/organization-invitations/:id/status': {
    good: async (stage) => ({ ...(await invitation(stage)), body: { status: 'Revoked' } }),
    again: 422,
  },
};

const list = (
  name: string,
  key: string,
  values: (stage: Stage) => Promise<string[]>,
): Record<string, Row> => ({
  [`GET /api/organizations/:id/jit/${name}`]: { good: organization },
  [`POST /api/organizations/:id/jit/${name}`]: {
    good: async (stage) => ({ ...(await organization(stage)), body: { [key]: await values(stage) } }),
    refused: { 422: () => ({ body: { [key]: nothing } }) },
  },
  [`PUT /api/organizations/:id/jit/${name}`]: {
    good: async (stage) => ({ ...(await organization(stage)), body: { [key]: await values(stage) } }),
    refused: { 422: () => ({ body: { [key]: nothing } }) },
  },
  [`DELETE /api/organizations/:id/jit/${name}/:${key.slice(0, -1)}`]: {
    good: async (stage) => {
      const { params } = await organization(stage);
      const found = await values(stage);
      await stage.need('PUT', `/api/organizations/${params.id}/jit/${name}`, { [key]: found });
      return { params: { ...params, [key.slice(0, -1)]: String(found[0]) } };
    },
  },
});
const domain = 'POST /api/organizations/:id/jit/email-domains';

const jitRows: Rows = {
  ...list('email-domains', 'emailDomains', async (stage) => [
    `${stage.unique('d').replace('_', '-')}.example`,
  ]),
  ...list('roles', 'organizationRoleIds', async (stage) => (await userRole(stage)).organizationRoleIds),
  ...list('sso-connectors', 'ssoConnectorIds', async (stage) => [(await stage.make.connector()).id]),
  [domain]: {
    good: async (stage) => ({ ...(await organization(stage)), body: { emailDomain: 'acme.example' } }),
    again: 422,
  },
};

const resourceRows: Rows = {
  'PATCH /api/resources/:id/is-default': {
    good: async (stage) => {
      const { id } = await stage.make.resource();
      await stage.need('PATCH', `/api/resources/${id}/is-default`, { isDefault: true });
      return { params: { id }, body: { isDefault: false } };
    },
  },
};

export const organizationsMoreRows: Rows = {
  ...machineRows,
  ...invitationRows,
  ...jitRows,
  ...resourceRows,
};
