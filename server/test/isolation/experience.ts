/** Rows of tenants' isolation for phrases, profile fields, assets, domains and the smaller settings of the pages. */
type Attempt = { path: string; body?: unknown; expect?: 'harmless' };
type Own = (path: string, body?: unknown) => Attempt[];

const FRENCH = '/api/custom-phrases/fr';

/** Beginning with what the caller's tenant does not have. */
export const experienceAttempts = (own: Own): Record<string, Attempt[]> => ({
  'GET /api/custom-phrases/:languageTag': [{ path: FRENCH }],
  'DELETE /api/custom-phrases/:languageTag': [{ path: FRENCH }],
  'GET /api/custom-phrases': own('/api/custom-phrases'),
  'PUT /api/custom-phrases/:languageTag': own('/api/custom-phrases/de', { 'signIn.button': 'Anmelden' }),
});

/** Gives a tenant some of each. */
export const fillExperience = async (
  call: (method: string, path: string, body?: unknown) => Promise<unknown>,
): Promise<void> => {
  await call('PUT', FRENCH, { 'signIn.button': 'Se connecter' });
};
