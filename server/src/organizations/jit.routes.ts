/** Just-in-time provisioning of an organization, on the Management API. */
import { z } from 'zod';
import { idList, someIds } from '../access/index.ts';
import { idSchema, pageOf, pagingSchema, route } from '../http/index.ts';
import { listJitConnectors, listJitDomains, listJitRoles } from './jit.store.ts';
import { JIT_CONNECTORS, JIT_DOMAINS, JIT_ROLES, putJit, putJitDomain, takeJit } from './jit.ts';
import { getOrganization } from './organizations.store.ts';
import { organizationRoleSchema } from './wire.ts';

const byId = z.object({ id: idSchema });
const emailDomain = z.string().min(1).max(253);
const domainSchema = z.object({
  tenantId: z.string(),
  organizationId: z.string(),
  emailDomain: z.string(),
});
/** A connector as provisioning shows it; its secrets are not part of `config`. */
const connectorSchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  providerName: z.string(),
  connectorName: z.string(),
  config: z.record(z.string(), z.unknown()),
  domains: z.array(z.string()),
  branding: z.object({
    displayName: z.string().optional(),
    logo: z.string().optional(),
    darkLogo: z.string().optional(),
  }),
  syncProfile: z.boolean(),
  enableTokenStorage: z.boolean(),
  createdAt: z.number(),
});

const domainRoutes = [
  route(
    'GET /api/organizations/:id/jit/email-domains',
    {
      summary: 'List the e-mail domains that make members',
      scope: 'management',
      params: byId,
      query: pagingSchema,
      response: z.array(domainSchema),
      errors: [400, 404],
    },
    async ({ context: { platform, tenant }, params, query, reply }) => {
      await getOrganization(platform.db.queries, tenant.id, params.id);
      const { rows, total } = await listJitDomains(platform.db.queries, tenant.id, params.id, pageOf(query));
      reply.paged(total);
      return rows;
    },
  ),
  route(
    'POST /api/organizations/:id/jit/email-domains',
    {
      summary: 'Add an e-mail domain',
      scope: 'management',
      params: byId,
      body: z.strictObject({ emailDomain }),
      response: domainSchema,
      status: 201,
      errors: [400, 404, 422],
    },
    async ({ context, params: { id }, body }) => ({
      tenantId: context.tenant.id,
      organizationId: id,
      emailDomain: await putJitDomain(context, id, body.emailDomain),
    }),
  ),
  route(
    'PUT /api/organizations/:id/jit/email-domains',
    {
      summary: 'Set the e-mail domains',
      scope: 'management',
      params: byId,
      body: z.strictObject({ emailDomains: z.array(emailDomain).max(500) }),
      errors: [400, 404, 422],
    },
    ({ context, params, body }) =>
      putJit(context, JIT_DOMAINS, params.id, body.emailDomains, { replace: true }),
  ),
  route(
    'DELETE /api/organizations/:id/jit/email-domains/:emailDomain',
    {
      summary: 'Remove an e-mail domain',
      scope: 'management',
      params: byId.extend({ emailDomain: idSchema }),
      errors: [404],
    },
    ({ context, params }) => takeJit(context, JIT_DOMAINS, params.id, params.emailDomain.toLowerCase()),
  ),
];

const roleRoutes = [
  route(
    'GET /api/organizations/:id/jit/roles',
    {
      summary: 'List the roles of members who come by provisioning',
      scope: 'management',
      params: byId,
      query: pagingSchema,
      response: z.array(organizationRoleSchema),
      errors: [400, 404],
    },
    async ({ context: { platform, tenant }, params, query, reply }) => {
      await getOrganization(platform.db.queries, tenant.id, params.id);
      const { rows, total } = await listJitRoles(platform.db.queries, tenant.id, params.id, pageOf(query));
      reply.paged(total);
      return rows;
    },
  ),
  route(
    'POST /api/organizations/:id/jit/roles',
    {
      summary: 'Add roles for provisioning',
      scope: 'management',
      params: byId,
      body: z.strictObject({ organizationRoleIds: someIds }),
      status: 201,
      errors: [400, 404, 422],
    },
    ({ context, params, body }) => putJit(context, JIT_ROLES, params.id, body.organizationRoleIds),
  ),
  route(
    'PUT /api/organizations/:id/jit/roles',
    {
      summary: 'Set the roles for provisioning',
      scope: 'management',
      params: byId,
      body: z.strictObject({ organizationRoleIds: idList }),
      errors: [400, 404, 422],
    },
    ({ context, params, body }) =>
      putJit(context, JIT_ROLES, params.id, body.organizationRoleIds, { replace: true }),
  ),
  route(
    'DELETE /api/organizations/:id/jit/roles/:organizationRoleId',
    {
      summary: 'Remove a role from provisioning',
      scope: 'management',
      params: byId.extend({ organizationRoleId: idSchema }),
      errors: [404],
    },
    ({ context, params }) => takeJit(context, JIT_ROLES, params.id, params.organizationRoleId),
  ),
];

const connectorRoutes = [
  route(
    'GET /api/organizations/:id/jit/sso-connectors',
    {
      summary: 'List the enterprise connectors that make members',
      scope: 'management',
      params: byId,
      query: pagingSchema,
      response: z.array(connectorSchema),
      errors: [400, 404],
    },
    async ({ context: { platform, tenant }, params, query, reply }) => {
      await getOrganization(platform.db.queries, tenant.id, params.id);
      const { rows, total } = await listJitConnectors(
        platform.db.queries,
        tenant.id,
        params.id,
        pageOf(query),
      );
      reply.paged(total);
      return rows.map((row) => ({
        tenantId: row.tenantId,
        id: row.id,
        providerName: row.providerName,
        connectorName: row.connectorName,
        config: row.config,
        domains: row.domains,
        branding: row.branding,
        syncProfile: row.syncProfile,
        enableTokenStorage: row.enableTokenStorage,
        createdAt: row.createdAt,
      }));
    },
  ),
  route(
    'POST /api/organizations/:id/jit/sso-connectors',
    {
      summary: 'Add enterprise connectors',
      scope: 'management',
      params: byId,
      body: z.strictObject({ ssoConnectorIds: someIds }),
      status: 201,
      errors: [400, 404, 422],
    },
    ({ context, params, body }) => putJit(context, JIT_CONNECTORS, params.id, body.ssoConnectorIds),
  ),
  route(
    'PUT /api/organizations/:id/jit/sso-connectors',
    {
      summary: 'Set the enterprise connectors',
      scope: 'management',
      params: byId,
      body: z.strictObject({ ssoConnectorIds: idList }),
      errors: [400, 404, 422],
    },
    ({ context, params, body }) =>
      putJit(context, JIT_CONNECTORS, params.id, body.ssoConnectorIds, { replace: true }),
  ),
  route(
    'DELETE /api/organizations/:id/jit/sso-connectors/:ssoConnectorId',
    {
      summary: 'Remove an enterprise connector',
      scope: 'management',
      params: byId.extend({ ssoConnectorId: idSchema }),
      errors: [404],
    },
    ({ context, params }) => takeJit(context, JIT_CONNECTORS, params.id, params.ssoConnectorId),
  ),
];

export const jitRoutes = [...domainRoutes, ...roleRoutes, ...connectorRoutes];
