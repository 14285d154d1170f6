/** Rows of tenants' isolation for phrases, profile fields, assets, domains and the smaller settings of the pages. */
type Attempt = { path: string; body?: unknown; expect?: 'harmless' };
type Own = (path: string, body?: unknown) => Attempt[];

const FIELDS = '/api/custom-profile-fields';
const theirs = { name: 'theirs', type: 'Text', required: false };
const captcha = { config: { type: 'Turnstile', siteKey: 'a', secretKey: 'b' } };
const FRENCH = '/api/custom-phrases/fr';

/** Beginning with what the caller's tenant does not have. */
export const experienceAttempts = (own: Own): Record<string, Attempt[]> => ({
  'GET /api/custom-phrases/:languageTag': [{ path: FRENCH }],
  'DELETE /api/custom-phrases/:languageTag': [{ path: FRENCH }],
  'GET /api/custom-profile-fields/:name': [{ path: `${FIELDS}/theirs` }],
  'PUT /api/custom-profile-fields/:name': [
    { path: `${FIELDS}/theirs`, body: { type: 'Text', required: true } },
  ],
  'DELETE /api/custom-profile-fields/:name': [{ path: `${FIELDS}/theirs` }],
  'POST /api/custom-profile-fields/properties/sie-order': [
    { path: `${FIELDS}/properties/sie-order`, body: { order: [{ name: 'theirs', sieOrder: 5 }] } },
  ],
  'GET /api/captcha-provider': [{ path: '/api/captcha-provider' }],
  'DELETE /api/captcha-provider': [{ path: '/api/captcha-provider' }],
  'PUT /api/captcha-provider': own('/api/captcha-provider', captcha),
  'GET /api/account-center': own('/api/account-center'),
  'PATCH /api/account-center': own('/api/account-center', { customCss: null }),
  'GET /api/configs/admin-console': own('/api/configs/admin-console'),
  'PATCH /api/configs/admin-console': own('/api/configs/admin-console', { organizationCreated: true }),
  'GET /api/systems/application': own('/api/systems/application'),
  'GET /api/user-assets/service-status': own('/api/user-assets/service-status'),
  'POST /api/user-assets': [{ path: '/api/user-assets', body: {} }],
  'POST /api/sign-in-exp/default/custom-ui-assets': [
    { path: '/api/sign-in-exp/default/custom-ui-assets', body: {} },
  ],
  'GET /api/custom-profile-fields': own(FIELDS),
  'POST /api/custom-profile-fields': own(FIELDS, { ...theirs, name: 'mine' }),
  'POST /api/custom-profile-fields/batch': own(`${FIELDS}/batch`, [{ ...theirs, name: 'more' }]),
  'GET /api/sign-in-exp/username-policy/case-sensitivity-conflicts': own(
    '/api/sign-in-exp/username-policy/case-sensitivity-conflicts',
  ),
  'GET /api/custom-phrases': own('/api/custom-phrases'),
  'PUT /api/custom-phrases/:languageTag': own('/api/custom-phrases/de', { 'signIn.button': 'Anmelden' }),
});

/** Gives a tenant some of each. */
export const fillExperience = async (
  call: (method: string, path: string, body?: unknown) => Promise<unknown>,
): Promise<void> => {
  await call('PUT', '/api/captcha-provider', captcha);
  await call('POST', FIELDS, theirs);
  await call('PUT', FRENCH, { 'signIn.button': 'Se connecter' });
};
