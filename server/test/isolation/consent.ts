/** Rows of tenants' isolation for consent, access control, the life of sessions and grants. */
type Attempt = { path: string; body?: unknown; expect?: 'harmless' };
type Own = (path: string, body?: unknown) => Attempt[];
type Theirs = { application: string; user: string; scope: string; organization: string };

const NOBODY = { userIds: [], userRoleIds: [], organizationIds: [], organizationRoleRules: [] };

export const consentAttempts = (own: Own, a: Theirs, b: Theirs): Record<string, Attempt[]> => {
  const scopes = (id: string) => `/api/applications/${id}/user-consent-scopes`;
  const control = (id: string) => `/api/applications/${id}/access-control`;
  const shared = (application: string, user: string) =>
    `/api/applications/${application}/users/${user}/consent-organizations`;
  const organizations = { organizationIds: [a.organization] };
  const sharing = [
    { path: shared(a.application, a.user), body: organizations },
    { path: shared(b.application, a.user), body: organizations },
    { path: shared(b.application, b.user), body: organizations },
  ];
  const pages = (id: string) => `/api/applications/${id}/sign-in-experience`;
  return {
    'DELETE /api/applications/:id/legacy-secret': [
      { path: `/api/applications/${a.application}/legacy-secret` },
    ],
    'GET /api/applications/:applicationId/sign-in-experience': [{ path: pages(a.application) }],
    'PUT /api/applications/:applicationId/sign-in-experience': [
      { path: pages(a.application), body: { termsOfUseUrl: null, privacyPolicyUrl: null } },
    ],
    'GET /api/applications/:id/users/:userId/consent-organizations': [
      { path: shared(a.application, a.user) },
      { path: shared(b.application, a.user) },
    ],
    'POST /api/applications/:id/users/:userId/consent-organizations': sharing,
    'PUT /api/applications/:id/users/:userId/consent-organizations': sharing,
    'DELETE /api/applications/:id/users/:userId/consent-organizations/:organizationId': [
      { path: `${shared(a.application, a.user)}/${a.organization}` },
    ],
    'GET /api/applications/:applicationId/user-consent-scopes': [{ path: scopes(a.application) }],
    'POST /api/applications/:applicationId/user-consent-scopes': [
      { path: scopes(a.application), body: { resourceScopes: [b.scope] } },
      { path: scopes(b.application), body: { resourceScopes: [a.scope] } },
    ],
    'DELETE /api/applications/:applicationId/user-consent-scopes/:scopeType/:scopeId': [
      { path: `${scopes(a.application)}/resource-scopes/${a.scope}` },
    ],
    'GET /api/applications/:applicationId/access-control': [{ path: control(a.application) }],
    'PUT /api/applications/:applicationId/access-control': [
      { path: control(a.application), body: NOBODY },
      { path: control(b.application), body: { ...NOBODY, userIds: [a.user] } },
    ],
    'GET /api/configs/oidc/session': own('/api/configs/oidc/session'),
    'PATCH /api/configs/oidc/session': own('/api/configs/oidc/session', { ttl: 3600 }),
    'GET /api/users/:userId/grants': [{ path: `/api/users/${a.user}/grants` }],
    'DELETE /api/users/:userId/grants/:grantId': [{ path: `/api/users/${a.user}/grants/nothing` }],
  };
};
