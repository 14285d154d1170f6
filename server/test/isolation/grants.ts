/** Rows of tenants' isolation for subject tokens and for clients that nobody registers by hand. */
type Attempt = { path: string; body?: unknown; expect?: 'harmless' };
type Own = (path: string, body?: unknown) => Attempt[];
type Theirs = { user: string; scope: string; organizationScope: string };

const ROOT = '/api/configs/dynamic-client-registration';
const SCOPES = '/api/cimd/user-consent-scopes';

export const grantsAttempts = (own: Own, a: Theirs): Record<string, Attempt[]> => ({
  'POST /api/subject-tokens': [{ path: '/api/subject-tokens', body: { userId: a.user } }],
  'GET /api/configs/cimd': own('/api/configs/cimd'),
  'PATCH /api/configs/cimd': own('/api/configs/cimd', { enabled: true }),
  'GET /api/cimd/user-consent-scopes': own(SCOPES),
  'POST /api/cimd/user-consent-scopes': [
    { path: SCOPES, body: { organizationScopes: [a.organizationScope] } },
    { path: SCOPES, body: { resourceScopes: [a.scope] } },
    { path: SCOPES, body: { organizationResourceScopes: [a.scope] } },
  ],
  'DELETE /api/cimd/user-consent-scopes/:scopeType/:scopeId': [
    { path: `${SCOPES}/organization-scopes/${a.organizationScope}` },
    { path: `${SCOPES}/resource-scopes/${a.scope}` },
  ],
  [`GET ${ROOT}`]: own(ROOT),
  [`PATCH ${ROOT}`]: [
    ...own(ROOT, { enabled: true }),
    { path: ROOT, body: { allowedScopes: { resourceScopes: [a.scope] } } },
  ],
  [`POST ${ROOT}/initial-access-tokens`]: own(`${ROOT}/initial-access-tokens`, { name: 'Own' }),
  [`DELETE ${ROOT}/initial-access-tokens/:id`]: [{ path: `${ROOT}/initial-access-tokens/nothing` }],
});
