/** Administrators, their roles and invitations, tenants: the Management API of tenant `admin`. */
import { PASSWORD } from '../sign-in.ts';
import type { Rows, Stage } from './stage.ts';

const here = { tenantId: 'admin' };
/** These are at home on tenant `admin` alone. */
const elsewhere = { 404: () => ({ tenantId: 'default' }) };
const reader = { tenantId: 'default', role: 'read-only' };

export const makeAdministrator = async (stage: Stage, tenants: unknown[] = [reader]): Promise<string> => {
  const body = { username: stage.unique('admin'), password: PASSWORD, tenants };
  return (await stage.need('POST', '/api/administrators', body, 'admin')).id;
};
const makeRole = async (stage: Stage): Promise<string> =>
  (
    await stage.need(
      'POST',
      '/api/administrator-roles',
      { name: stage.unique('role'), scopes: ['users:read'] },
      'admin',
    )
  ).id;
const makeInvitation = async (stage: Stage): Promise<string> =>
  (await stage.need('POST', '/api/administrator-invitations', { tenants: [reader] }, 'admin')).id;
const makeTenant = async (stage: Stage): Promise<string> => {
  const body = { name: 'Acme', origin: `https://${stage.unique('t').replace('_', '-')}.example` };
  return (await stage.need('POST', '/api/tenants', body, 'admin')).id;
};
/** The one owner of tenant `admin` there is. */
const lastOwner = async (stage: Stage): Promise<string> => {
  const { queries } = stage.app.platform.db;
  const owners = await queries
    .selectFrom('tenantAdministrators')
    .select('userId')
    .where('tenantId', '=', 'admin')
    .where('role', '=', 'owner')
    .execute();
  return owners[0]?.userId ?? makeAdministrator(stage, [{ tenantId: 'admin', role: 'owner' }]);
};

export const administrationRows: Rows = {
  'GET /api/administrators': { good: () => here, refused: elsewhere },
  'POST /api/administrators': {
    good: (stage) => ({
      ...here,
      body: { username: stage.unique('admin'), password: PASSWORD, tenants: [reader] },
    }),
    refused: {
      ...elsewhere,
      422: (_stage, { body }) => ({
        body: { ...(body as object), tenants: [{ ...reader, role: 'nothing' }] },
      }),
    },
  },
  'PUT /api/administrators/:id/tenants/:tenantId': {
    good: async (stage) => ({
      ...here,
      params: { id: await makeAdministrator(stage), tenantId: 'default' },
      body: { role: 'admin' },
    }),
    refused: {
      404: (_stage, { params }) => ({ params: { ...params, id: 'nothing' } }),
      422: async (stage) => ({ params: { id: await lastOwner(stage), tenantId: 'admin' } }),
    },
  },
  'DELETE /api/administrators/:id/tenants/:tenantId': {
    good: async (stage) => ({
      ...here,
      params: { id: await makeAdministrator(stage), tenantId: 'default' },
    }),
    refused: { 422: async (stage) => ({ params: { id: await lastOwner(stage), tenantId: 'admin' } }) },
    again: 404,
  },
  'DELETE /api/administrators/:id': {
    good: async (stage) => ({ ...here, params: { id: await makeAdministrator(stage) } }),
    refused: { 422: async (stage) => ({ params: { id: await lastOwner(stage) } }) },
    again: 404,
  },
  'GET /api/administrator-invitations': { good: () => here, refused: elsewhere },
  'POST /api/administrator-invitations': {
    good: () => ({ ...here, body: { name: 'Hanako', tenants: [reader] } }),
    refused: { ...elsewhere, 422: () => ({ body: { tenants: [{ ...reader, tenantId: 'nothing' }] } }) },
  },
  'DELETE /api/administrator-invitations/:id': {
    good: async (stage) => ({ ...here, params: { id: await makeInvitation(stage) } }),
    again: 404,
  },
  'GET /api/administrator-roles': { good: () => here, refused: elsewhere },
  'POST /api/administrator-roles': {
    good: (stage) => ({ ...here, body: { name: stage.unique('role'), scopes: ['users:read'] } }),
    refused: {
      ...elsewhere,
      422: async (stage) => {
        const name = stage.unique('taken');
        await stage.need('POST', '/api/administrator-roles', { name, scopes: ['users:read'] }, 'admin');
        return { body: { name, scopes: ['users:read'] } };
      },
    },
  },
  'GET /api/administrator-roles/:id': { good: () => ({ ...here, params: { id: 'owner' } }) },
  'PATCH /api/administrator-roles/:id': {
    good: async (stage) => ({
      ...here,
      params: { id: await makeRole(stage) },
      body: { description: 'Reads' },
    }),
    refused: {
      422: async (stage) => {
        const id = await makeRole(stage);
        const { name } = await stage.need('GET', `/api/administrator-roles/${id}`, undefined, 'admin');
        return { body: { name } };
      },
    },
  },
  'DELETE /api/administrator-roles/:id': {
    good: async (stage) => ({ ...here, params: { id: await makeRole(stage) } }),
    refused: {
      409: async (stage) => {
        const id = await makeRole(stage);
        await makeAdministrator(stage, [{ tenantId: 'default', role: id }]);
        return { params: { id } };
      },
    },
    again: 404,
  },
  'GET /api/tenants': { good: () => here, refused: elsewhere },
  'POST /api/tenants': {
    good: (stage) => ({
      ...here,
      body: { name: 'Acme', origin: `https://${stage.unique('t').replace('_', '-')}.example` },
    }),
    refused: { ...elsewhere, 422: (stage) => ({ body: { name: 'Twice', origin: stage.app.origin } }) },
  },
  'GET /api/tenants/:id': { good: () => ({ ...here, params: { id: 'default' } }) },
  'PATCH /api/tenants/:id': {
    good: async (stage) => ({ ...here, params: { id: await makeTenant(stage) }, body: { name: 'Renamed' } }),
    refused: { 422: (stage) => ({ body: { origin: stage.app.origin } }) },
  },
  'GET /api/.well-known/management.openapi.json': { good: () => ({}) },
  'GET /api/.well-known/experience.openapi.json': { good: () => ({}) },
  'GET /api/.well-known/user.openapi.json': { good: () => ({}) },
};
