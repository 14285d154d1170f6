/** Rows of tenants' isolation for the keys that enterprise connectors sign with. */

type Call = (method: string, path: string, body?: unknown) => Promise<{ id: string }>;
type Ids = { connector: string; signingKey: string };
type Attempt = { path: string; body?: unknown };

/** Gives a connector a key, made inactive. */
export const fillSigningKeys = async (call: Call, connector: string): Promise<Pick<Ids, 'signingKey'>> => ({
  signingKey: (await call('POST', `/api/sso-connectors/${connector}/signing-keys`, { active: false })).id,
});

export const signingKeysAttempts = (a: Ids, b: Ids): Record<string, Attempt[]> => {
  const [theirs, ours] = [a, b].map(({ connector }) => `/api/sso-connectors/${connector}/signing-keys`);
  return {
    'GET /api/sso-connectors/:id/signing-keys': [{ path: `${theirs}` }],
    'POST /api/sso-connectors/:id/signing-keys': [{ path: `${theirs}`, body: { active: true } }],
    'PATCH /api/sso-connectors/:id/signing-keys/:keyId': [
      { path: `${theirs}/${a.signingKey}`, body: { active: true } },
      { path: `${ours}/${a.signingKey}`, body: { active: true } },
    ],
    'DELETE /api/sso-connectors/:id/signing-keys/:keyId': [
      { path: `${theirs}/${a.signingKey}` },
      { path: `${ours}/${a.signingKey}` },
    ],
  };
};
