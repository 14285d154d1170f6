/** Rows of tenants' isolation for webhooks and for what leaves with the audit trail. */

type Call = (method: string, path: string, body?: unknown) => Promise<{ id: string }>;
type Attempt = { path: string; body?: unknown; expect?: 'harmless' };

/** Nobody listens there, and it may be called. */
const CLOSED = 'https://127.0.0.1:1/';
const hook = { events: ['Scope.Deleted'], config: { url: CLOSED } };
const SINK = '/api/configs/audit-sink';

/** Gives a tenant a webhook that nothing in the test sets off. */
export const fillWebhooks = async (call: Call): Promise<{ hook: string }> => ({
  hook: (await call('POST', '/api/hooks', hook)).id,
});

export const webhooksAttempts = (a: { hook: string; user: string }): Record<string, Attempt[]> => {
  const theirs = `/api/hooks/${a.hook}`;
  return {
    'GET /api/hooks': [{ path: '/api/hooks', expect: 'harmless' }],
    'POST /api/hooks': [{ path: '/api/hooks', body: { ...hook, enabled: false }, expect: 'harmless' }],
    'GET /api/hooks/:id': [{ path: theirs }],
    'PATCH /api/hooks/:id': [{ path: theirs, body: { enabled: false } }],
    'DELETE /api/hooks/:id': [{ path: theirs }],
    'PATCH /api/hooks/:id/signing-key': [{ path: `${theirs}/signing-key` }],
    'GET /api/hooks/:id/recent-logs': [{ path: `${theirs}/recent-logs` }],
    'POST /api/hooks/:id/test': [{ path: `${theirs}/test`, body: hook }],
    'GET /api/logs/export': [
      { path: '/api/logs/export', expect: 'harmless' },
      { path: `/api/logs/export?userId=${a.user}`, expect: 'harmless' },
    ],
    'GET /api/configs/audit-sink': [{ path: SINK }],
    'PUT /api/configs/audit-sink': [{ path: SINK, body: { type: 'http', url: CLOSED }, expect: 'harmless' }],
    'POST /api/configs/audit-sink/test': [{ path: `${SINK}/test` }],
    'DELETE /api/configs/audit-sink': [{ path: SINK, expect: 'harmless' }],
  };
};
