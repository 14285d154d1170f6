/** Rows of tenants' isolation for scripts and the claims of ID tokens: a tenant has one of each, its own. */
type Attempt = { path: string; body?: unknown; expect?: 'harmless' };
type Own = (path: string, body?: unknown) => Attempt[];

const CLAIMS = '/api/configs/jwt-customizer/client-credentials';
const ACTION = '/api/configs/actions/action.postSignIn';
const claims = { script: 'const getCustomJwtClaims = () => ({})' };
const action = { script: 'const postSignIn = () => null' };

/** Beginning with what the caller's tenant does not have yet; the tenant `default` has scripts of its own. */
export const scriptingAttempts = (own: Own): Record<string, Attempt[]> => ({
  'GET /api/configs/jwt-customizer/:tokenTypePath': [{ path: CLAIMS }],
  'PATCH /api/configs/jwt-customizer/:tokenTypePath': [{ path: CLAIMS, body: claims }],
  'DELETE /api/configs/jwt-customizer/:tokenTypePath': [{ path: CLAIMS }],
  'GET /api/configs/jwt-customizer': own('/api/configs/jwt-customizer'),
  'POST /api/configs/jwt-customizer/test': own('/api/configs/jwt-customizer/test', {
    ...claims,
    tokenType: 'client-credentials',
    token: {},
    context: {},
  }),
  'PUT /api/configs/jwt-customizer/:tokenTypePath': own(CLAIMS, claims),
  'GET /api/configs/actions/:actionType': [{ path: ACTION }],
  'PATCH /api/configs/actions/:actionType': [{ path: ACTION, body: action }],
  'DELETE /api/configs/actions/:actionType': [{ path: ACTION }],
  'GET /api/configs/actions': own('/api/configs/actions'),
  'POST /api/configs/actions/test': own('/api/configs/actions/test', {
    ...action,
    actionType: 'action.postSignIn',
    event: {},
  }),
  'PUT /api/configs/actions/:actionType': own(ACTION, action),
  'GET /api/configs/scripting': own('/api/configs/scripting'),
  'PATCH /api/configs/scripting': own('/api/configs/scripting', { allowedHosts: [] }),
  'GET /api/configs/id-token': own('/api/configs/id-token'),
  'PUT /api/configs/id-token': own('/api/configs/id-token', { enabledExtendedClaims: ['roles'] }),
});

/** Gives a tenant a script of each kind. */
export const fillScripts = async (
  call: (method: string, path: string, body?: unknown) => Promise<unknown>,
): Promise<void> => {
  await call('PUT', CLAIMS, claims);
  await call('PUT', ACTION, action);
};
