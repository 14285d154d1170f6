/**
 * Administrators and tenants belong to the installation, and only tenant `admin` has them: with its token these are the
 * caller's own. Tenant `default` has none of these addresses.
 */
import { createToken } from '../../src/lib/ids.ts';

type Attempt = { path: string; body?: unknown; expect?: 'harmless' };

export const administrationAttempts = (user: string): Record<string, Attempt[]> => {
  const own = (path: string, body?: unknown): Attempt[] => [{ path, body, expect: 'harmless' }];
  const tenants = [{ tenantId: 'admin', role: 'read-only' }];
  return {
    'GET /api/administrators': own('/api/administrators'),
    'POST /api/administrators': own('/api/administrators', {
      username: 'second_administrator',
      password: createToken(),
      tenants,
    }),
    'PUT /api/administrators/:id/tenants/:tenantId': [
      { path: `/api/administrators/${user}/tenants/admin`, body: { role: 'read-only' } },
    ],
    'DELETE /api/administrators/:id/tenants/:tenantId': [
      { path: `/api/administrators/${user}/tenants/default` },
    ],
    'DELETE /api/administrators/:id': [{ path: `/api/administrators/${user}` }],
    'GET /api/administrator-invitations': own('/api/administrator-invitations'),
    'POST /api/administrator-invitations': own('/api/administrator-invitations', { tenants }),
    'DELETE /api/administrator-invitations/:id': [{ path: '/api/administrator-invitations/nothing' }],
    'GET /api/administrator-roles': own('/api/administrator-roles'),
    'POST /api/administrator-roles': own('/api/administrator-roles', { name: 'R', scopes: ['users:read'] }),
    'GET /api/administrator-roles/:id': own('/api/administrator-roles/owner'),
    'PATCH /api/administrator-roles/:id': [
      { path: '/api/administrator-roles/owner', body: { name: 'Mine' } },
    ],
    'DELETE /api/administrator-roles/:id': [{ path: '/api/administrator-roles/owner' }],
    'GET /api/tenants': own('/api/tenants'),
    'POST /api/tenants': own('/api/tenants', { name: 'New', origin: 'https://new-tenant.example' }),
    'GET /api/tenants/:id': [{ path: '/api/tenants/nothing' }],
    'PATCH /api/tenants/:id': [{ path: '/api/tenants/nothing', body: { name: 'Renamed' } }],
  };
};
