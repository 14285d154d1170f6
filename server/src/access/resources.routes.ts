/** API resources and permissions on the Management API. */
import { z } from 'zod';
import {
  flag,
  idSchema,
  pageOf,
  pagingSchema,
  readTextSearch,
  refuseOtherTenant,
  route,
  tenantIdInput,
} from '../http/index.ts';
import { NAMING } from '../lib/text-search.ts';
import {
  getResource,
  listResources,
  listScopes,
  listScopesOfResources,
  type Resource,
} from './resources.store.ts';
import {
  changeResource,
  changeScope,
  createResource,
  createScope,
  deleteResource,
  deleteScope,
  setDefaultResource,
} from './resources.ts';

export const scopeSchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  resourceId: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  createdAt: z.number(),
});

export const resourceSchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  name: z.string(),
  indicator: z.string(),
  isDefault: z.boolean(),
  /** Seconds an access token for it is good for. */
  accessTokenTtl: z.number(),
  scopes: z.array(scopeSchema).optional(),
});

/** The wire form of a resource's row. */
export const presentResource = (resource: Resource): z.infer<typeof resourceSchema> => ({
  tenantId: resource.tenantId,
  id: resource.id,
  name: resource.name,
  indicator: resource.indicator,
  isDefault: resource.isDefault,
  accessTokenTtl: resource.accessTokenTtl,
});

const name = z.string().trim().min(1).max(256);
/** RFC 8707 §2: an absolute URI without a fragment. */
const indicator = z
  .string()
  .max(2048)
  .refine(
    (text) => URL.canParse(text) && !/[\s#*\\]/.test(text) && /^[\x21-\x7e]+$/.test(text),
    'must be an absolute URI without a fragment',
  )
  // An API of that name would give organization tokens to people who are no members.
  .refine((text) => !/^urn:logto:/i.test(text), 'must not begin with urn:logto:, which is reserved');
const accessTokenTtl = z.number().int().min(60).max(86_400);
/** RFC 6749 §3.3: what a scope may be made of, so that a list of them can be told apart again. */
const scopeName = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must not contain spaces, quotes or backslashes');
const description = z.string().max(512).nullable();
const byId = z.object({ id: idSchema });
const byResource = z.object({ resourceId: idSchema });
const byScope = z.object({ resourceId: idSchema, scopeId: idSchema });

const coreRoutes = [
  route(
    'GET /api/resources',
    {
      summary: 'List API resources',
      scope: 'management',
      query: pagingSchema.extend({ includeScopes: flag }),
      response: z.array(resourceSchema),
      errors: [400],
    },
    async ({ context: { platform, tenant }, query, reply }) => {
      const { rows, total } = await listResources(platform.db.queries, tenant.id, pageOf(query));
      reply.paged(total);
      if (!query.includeScopes) return rows.map(presentResource);
      const ids = rows.map(({ id }) => id);
      const scopes = await listScopesOfResources(platform.db.queries, tenant.id, ids);
      return rows.map((row) => ({
        ...presentResource(row),
        scopes: scopes.filter(({ resourceId }) => resourceId === row.id),
      }));
    },
  ),
  route(
    'POST /api/resources',
    {
      summary: 'Create an API resource',
      scope: 'management',
      body: z.strictObject({
        tenantId: tenantIdInput.optional(),
        name,
        indicator,
        accessTokenTtl: accessTokenTtl.optional(),
      }),
      response: resourceSchema,
      status: 201,
      errors: [400, 422],
    },
    async ({ context, body: { tenantId, ...input } }) => {
      refuseOtherTenant(context, tenantId);
      return { ...presentResource(await createResource(context, input)), scopes: [] };
    },
  ),
  route(
    'GET /api/resources/:id',
    {
      summary: 'Get an API resource',
      scope: 'management',
      params: byId,
      response: resourceSchema,
      errors: [404],
    },
    async ({ context: { platform, tenant }, params }) =>
      presentResource(await getResource(platform.db.queries, tenant.id, params.id)),
  ),
  route(
    'PATCH /api/resources/:id',
    {
      summary: 'Change an API resource',
      scope: 'management',
      params: byId,
      body: z.strictObject({
        tenantId: tenantIdInput.optional(),
        name: name.optional(),
        accessTokenTtl: accessTokenTtl.optional(),
      }),
      response: resourceSchema,
      errors: [400, 404],
    },
    async ({ context, params, body: { tenantId, ...patch } }) => {
      refuseOtherTenant(context, tenantId);
      return presentResource(await changeResource(context, params.id, patch));
    },
  ),
  route(
    'PATCH /api/resources/:id/is-default',
    {
      summary: 'Make an API resource the default one, or no longer; at most one is',
      scope: 'management',
      params: byId,
      body: z.strictObject({ isDefault: z.boolean() }),
      response: resourceSchema,
      errors: [400, 404],
    },
    async ({ context, params, body }) =>
      presentResource(await setDefaultResource(context, params.id, body.isDefault)),
  ),
  route(
    'DELETE /api/resources/:id',
    { summary: 'Delete an API resource', scope: 'management', params: byId, errors: [404] },
    ({ context, params }) => deleteResource(context, params.id),
  ),
];

const scopeRoutes = [
  route(
    'GET /api/resources/:resourceId/scopes',
    {
      summary: 'List the permissions of an API resource',
      scope: 'management',
      params: byResource,
      query: pagingSchema.extend({ search: z.string().max(256).optional() }),
      response: z.array(scopeSchema),
      errors: [400, 404],
    },
    async ({ context: { platform, tenant }, params, query, incoming, reply }) => {
      await getResource(platform.db.queries, tenant.id, params.resourceId);
      const { rows, total } = await listScopes(platform.db.queries, tenant.id, params.resourceId, {
        ...pageOf(query),
        search: readTextSearch(incoming.query, NAMING),
      });
      reply.paged(total);
      return rows;
    },
  ),
  route(
    'POST /api/resources/:resourceId/scopes',
    {
      summary: 'Create a permission',
      scope: 'management',
      params: byResource,
      body: z.strictObject({ name: scopeName, description: description.optional() }),
      response: scopeSchema,
      status: 201,
      errors: [400, 404, 422],
    },
    ({ context, params, body }) => createScope(context, params.resourceId, body),
  ),
  route(
    'PATCH /api/resources/:resourceId/scopes/:scopeId',
    {
      summary: 'Change a permission',
      scope: 'management',
      params: byScope,
      body: z.strictObject({ name: scopeName.optional(), description: description.optional() }),
      response: scopeSchema,
      errors: [400, 404, 422],
    },
    ({ context, params, body }) => changeScope(context, params.resourceId, params.scopeId, body),
  ),
  route(
    'DELETE /api/resources/:resourceId/scopes/:scopeId',
    { summary: 'Delete a permission', scope: 'management', params: byScope, errors: [404] },
    ({ context, params }) => deleteScope(context, params.resourceId, params.scopeId),
  ),
];

export const resourcesRoutes = [...coreRoutes, ...scopeRoutes];
