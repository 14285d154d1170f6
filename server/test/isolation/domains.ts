/** Rows of tenants' isolation for custom domains. */
type Call = (method: string, path: string, body?: unknown) => Promise<{ id: string }>;
type Attempt = { path: string; body?: unknown; expect?: 'harmless' };
type Ids = { domain: string };

/** Gives a tenant a custom domain with a file. */
export const fillDomains = async (call: Call, tenantId: string): Promise<Ids> => {
  const { id } = await call('POST', '/api/domains', { domain: `login-of-${tenantId}.example` });
  const verificationFiles = { 'security.txt': `File of ${tenantId}` };
  await call('PUT', `/api/domains/${id}/verification-files`, { verificationFiles });
  return { domain: id };
};

export const domainsAttempts = (a: Ids): Record<string, Attempt[]> => {
  const own = (path: string, body?: unknown): Attempt[] => [{ path, body, expect: 'harmless' }];
  const theirs = `/api/domains/${a.domain}`;
  return {
    'GET /api/domains': own('/api/domains'),
    // Claiming the same name is allowed; what the other tenant has to prove is not told.
    'POST /api/domains': own('/api/domains', { domain: 'login-of-default.example' }),
    'POST /api/domains/cleanup': own('/api/domains/cleanup', { staleDays: 0 }),
    'GET /api/domains/:id': [{ path: theirs }],
    'DELETE /api/domains/:id': [{ path: theirs }],
    'GET /api/domains/:id/verification-files': [{ path: `${theirs}/verification-files` }],
    'PUT /api/domains/:id/verification-files': [
      { path: `${theirs}/verification-files`, body: { verificationFiles: {} } },
    ],
  };
};
