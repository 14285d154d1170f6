/** Rows of tenants' isolation for machine members, invitations and provisioning of organizations. */

type Call = (method: string, path: string, body?: unknown) => Promise<{ id: string }>;
type Ids = {
  machine: string;
  user: string;
  resource: string;
  organization: string;
  organizationRole: string;
  connector: string;
  machineOrganizationRole: string;
  invitation: string;
};
type Attempt = { path: string; body?: unknown; expect?: 'harmless' };

/** Gives the organization of a tenant a machine, an invitation and provisioning. */
export const fillOrganization = async (
  call: Call,
  tenantId: string,
  ids: Omit<Ids, 'machineOrganizationRole' | 'invitation'>,
): Promise<Pick<Ids, 'machineOrganizationRole' | 'invitation'>> => {
  const path = `/api/organizations/${ids.organization}`;
  const role = await call('POST', '/api/organization-roles', {
    name: `Robot of ${tenantId}`,
    type: 'MachineToMachine',
  });
  await call('POST', `${path}/applications`, { applicationIds: [ids.machine] });
  await call('POST', `${path}/applications/${ids.machine}/roles`, { organizationRoleIds: [role.id] });
  const invitation = await call('POST', '/api/organization-invitations', {
    invitee: `guest@${tenantId}.example`,
    organizationId: ids.organization,
    expiresAt: Date.now() + 86_400_000,
    organizationRoleIds: [ids.organizationRole],
  });
  await call('POST', `${path}/jit/email-domains`, { emailDomain: `${tenantId}.example` });
  await call('POST', `${path}/jit/roles`, { organizationRoleIds: [ids.organizationRole] });
  await call('POST', `${path}/jit/sso-connectors`, { ssoConnectorIds: [ids.connector] });
  return { machineOrganizationRole: role.id, invitation: invitation.id };
};

export const organizationsMoreAttempts = (a: Ids, b: Ids): Record<string, Attempt[]> => {
  const [theirs, ours] = [`/api/organizations/${a.organization}`, `/api/organizations/${b.organization}`];
  const role = { organizationRoleIds: [a.machineOrganizationRole] };
  const ownRole = { organizationRoleIds: [b.machineOrganizationRole] };
  const invite = (organizationId: string, more: Record<string, unknown>): Attempt => ({
    path: '/api/organization-invitations',
    body: { invitee: 'x@mail.example', organizationId, expiresAt: Date.now() + 86_400_000, ...more },
  });
  const invitation = `/api/organization-invitations/${a.invitation}`;
  return {
    'GET /api/organizations/:id/applications': [{ path: `${theirs}/applications` }],
    'POST /api/organizations/:id/applications': [
      { path: `${theirs}/applications`, body: { applicationIds: [b.machine] } },
      { path: `${ours}/applications`, body: { applicationIds: [a.machine] } },
    ],
    'PUT /api/organizations/:id/applications': [
      { path: `${theirs}/applications`, body: { applicationIds: [] } },
      { path: `${ours}/applications`, body: { applicationIds: [a.machine] } },
    ],
    'DELETE /api/organizations/:id/applications/:applicationId': [
      { path: `${theirs}/applications/${a.machine}` },
      { path: `${ours}/applications/${a.machine}` },
    ],
    'GET /api/applications/:id/organizations': [{ path: `/api/applications/${a.machine}/organizations` }],
    'POST /api/organizations/:id/applications/roles': [
      { path: `${theirs}/applications/roles`, body: { applicationIds: [a.machine], ...role } },
      { path: `${ours}/applications/roles`, body: { applicationIds: [b.machine], ...role } },
      { path: `${ours}/applications/roles`, body: { applicationIds: [a.machine], ...ownRole } },
    ],
    'GET /api/organizations/:id/applications/:applicationId/roles': [
      { path: `${theirs}/applications/${a.machine}/roles` },
      { path: `${ours}/applications/${a.machine}/roles` },
    ],
    'POST /api/organizations/:id/applications/:applicationId/roles': [
      { path: `${theirs}/applications/${a.machine}/roles`, body: ownRole },
      { path: `${ours}/applications/${b.machine}/roles`, body: role },
    ],
    'PUT /api/organizations/:id/applications/:applicationId/roles': [
      { path: `${theirs}/applications/${a.machine}/roles`, body: { organizationRoleIds: [] } },
      { path: `${ours}/applications/${b.machine}/roles`, body: role },
    ],
    'DELETE /api/organizations/:id/applications/:applicationId/roles/:organizationRoleId': [
      { path: `${theirs}/applications/${a.machine}/roles/${a.machineOrganizationRole}` },
      { path: `${ours}/applications/${b.machine}/roles/${a.machineOrganizationRole}` },
    ],
    'GET /api/organization-invitations': [
      { path: '/api/organization-invitations', expect: 'harmless' },
      { path: `/api/organization-invitations?organizationId=${a.organization}`, expect: 'harmless' },
      { path: `/api/organization-invitations?inviterId=${a.user}`, expect: 'harmless' },
      { path: '/api/organization-invitations?invitee=guest@default.example', expect: 'harmless' },
    ],
    'POST /api/organization-invitations': [
      invite(a.organization, {}),
      invite(b.organization, { inviterId: a.user }),
      invite(b.organization, { organizationRoleIds: [a.organizationRole] }),
    ],
    'GET /api/organization-invitations/:id': [{ path: invitation }],
    'DELETE /api/organization-invitations/:id': [{ path: invitation }],
    'POST /api/organization-invitations/:id/message': [{ path: `${invitation}/message`, body: {} }],
    'PUT /api/organization-invitations/:id/status': [
      { path: `${invitation}/status`, body: { status: 'Revoked' } },
      {
        path: `/api/organization-invitations/${b.invitation}/status`,
        body: { status: 'Accepted', acceptedUserId: a.user },
      },
    ],
    'GET /api/organizations/:id/jit/email-domains': [{ path: `${theirs}/jit/email-domains` }],
    'POST /api/organizations/:id/jit/email-domains': [
      { path: `${theirs}/jit/email-domains`, body: { emailDomain: 'new.example' } },
    ],
    'PUT /api/organizations/:id/jit/email-domains': [
      { path: `${theirs}/jit/email-domains`, body: { emailDomains: [] } },
    ],
    'DELETE /api/organizations/:id/jit/email-domains/:emailDomain': [
      { path: `${theirs}/jit/email-domains/default.example` },
      { path: `${ours}/jit/email-domains/default.example` },
    ],
    'GET /api/organizations/:id/jit/roles': [{ path: `${theirs}/jit/roles` }],
    'POST /api/organizations/:id/jit/roles': [
      { path: `${theirs}/jit/roles`, body: { organizationRoleIds: [b.organizationRole] } },
      { path: `${ours}/jit/roles`, body: { organizationRoleIds: [a.organizationRole] } },
    ],
    'PUT /api/organizations/:id/jit/roles': [
      { path: `${theirs}/jit/roles`, body: { organizationRoleIds: [] } },
      { path: `${ours}/jit/roles`, body: { organizationRoleIds: [a.organizationRole] } },
    ],
    'DELETE /api/organizations/:id/jit/roles/:organizationRoleId': [
      { path: `${theirs}/jit/roles/${a.organizationRole}` },
      { path: `${ours}/jit/roles/${a.organizationRole}` },
    ],
    'GET /api/organizations/:id/jit/sso-connectors': [{ path: `${theirs}/jit/sso-connectors` }],
    'POST /api/organizations/:id/jit/sso-connectors': [
      { path: `${theirs}/jit/sso-connectors`, body: { ssoConnectorIds: [b.connector] } },
      { path: `${ours}/jit/sso-connectors`, body: { ssoConnectorIds: [a.connector] } },
    ],
    'PUT /api/organizations/:id/jit/sso-connectors': [
      { path: `${theirs}/jit/sso-connectors`, body: { ssoConnectorIds: [] } },
      { path: `${ours}/jit/sso-connectors`, body: { ssoConnectorIds: [a.connector] } },
    ],
    'DELETE /api/organizations/:id/jit/sso-connectors/:ssoConnectorId': [
      { path: `${theirs}/jit/sso-connectors/${a.connector}` },
      { path: `${ours}/jit/sso-connectors/${a.connector}` },
    ],
    'PATCH /api/resources/:id/is-default': [
      { path: `/api/resources/${a.resource}/is-default`, body: { isDefault: true } },
    ],
  };
};
