import { z } from 'zod';
import { CONNECTORS, findConnector } from '../connectors/index.ts';
import { idSchema, pageOf, pagingSchema, route } from '../http/index.ts';
import type { Context } from '../platform.ts';
import { discoveryOf, whyUnavailable } from './availability.ts';
import { redirectUriOf, servicesOf } from './sign-in.ts';
import { signingKeyRoutes } from './signing-keys.routes.ts';
import {
  type ConnectorRow,
  countUsersOfDomains,
  getConnectorRow,
  listConnectorRows,
} from './sso-connectors.store.ts';
import { changeConnector, createConnector, deleteConnector, SECRET_MASK } from './sso-connectors.ts';

const object = z.record(z.string().max(128), z.unknown());
const logo = z
  .string()
  .max(60_000)
  .refine(
    (value) =>
      value === '' ||
      /^https:\/\/[^\s"'<>]+$/.test(value) ||
      /^data:image\/(png|jpeg|webp|svg\+xml)[;,]/.test(value),
    'must be an https address or a data URI of an image',
  );
const branding = z.strictObject({
  displayName: z.string().trim().max(128).optional(),
  logo: logo.optional(),
  darkLogo: logo.optional(),
});
const connectorName = z.string().trim().min(1).max(128);

const changeable = {
  config: object.optional(),
  domains: z.array(z.string().max(253)).max(200).optional(),
  branding: branding.optional(),
  syncProfile: z.boolean().optional(),
  enableTokenStorage: z.boolean().optional(),
};

const connectorSchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  providerName: z.string(),
  connectorName: z.string(),
  /** The client secret, where one is stored, is a mask; sent back, it keeps the stored one. */
  config: object,
  domains: z.array(z.string()),
  branding: z.object({
    displayName: z.string().optional(),
    logo: z.string().optional(),
    darkLogo: z.string().optional(),
  }),
  syncProfile: z.boolean(),
  enableTokenStorage: z.boolean(),
  createdAt: z.number(),
  name: z.string(),
  providerType: z.enum(['oidc', 'saml']),
  providerLogo: z.string(),
  providerLogoDark: z.string(),
  /** What the provider said of itself at the last save, and what to enter there. */
  providerConfig: z.object({
    issuer: z.string().optional(),
    redirectUri: z.string(),
    javaScriptOrigin: z.string(),
    authorizationEndpoint: z.string().optional(),
    tokenEndpoint: z.string().optional(),
    userinfoEndpoint: z.string().nullable().optional(),
    jwksUri: z.string().optional(),
    /** Hosts that were confirmed by saving; the connector stops when the provider names another. */
    hosts: z.array(z.string()).optional(),
    checkedAt: z.number().optional(),
  }),
  /** Whether users can go through it now; otherwise why not. */
  isAvailable: z.boolean(),
  unavailableReason: z.string().nullable(),
});

const present = (context: Context, row: ConnectorRow): z.infer<typeof connectorSchema> => {
  const connector = findConnector(row.providerName);
  const discovery = discoveryOf(row);
  const reason = whyUnavailable(row);
  const issuer = connector?.issuer(row.config, servicesOf(context.platform));
  return {
    tenantId: row.tenantId,
    id: row.id,
    providerName: row.providerName,
    connectorName: row.connectorName,
    config: { ...row.config, ...(row.sealedSecret === null ? {} : { clientSecret: SECRET_MASK }) },
    domains: row.domains,
    branding: row.branding,
    syncProfile: row.syncProfile,
    enableTokenStorage: row.enableTokenStorage,
    createdAt: row.createdAt,
    name: connector?.name ?? row.providerName,
    providerType: 'oidc',
    providerLogo: connector?.logo ?? '',
    providerLogoDark: connector?.logoDark ?? '',
    providerConfig: {
      ...(issuer === undefined ? {} : { issuer }),
      redirectUri: redirectUriOf(context.tenant, row.id),
      javaScriptOrigin: context.tenant.origin,
      ...(discovery.status === 'ready'
        ? { ...discovery.provider, hosts: [...discovery.provider.hosts] }
        : {}),
      ...(discovery.status === 'incomplete' ? {} : { checkedAt: discovery.checkedAt }),
    },
    isAvailable: reason === undefined,
    unavailableReason: reason ?? null,
  };
};

const params = z.object({ id: idSchema });

const providerSchema = z.object({
  providerName: z.string(),
  providerType: z.enum(['oidc', 'saml']),
  logo: z.string(),
  logoDark: z.string(),
  description: z.string(),
  name: z.string(),
  /** JSON Schema of the settings, without the client secret. */
  configSchema: object,
});

export const ssoConnectorRoutes = [
  route(
    'GET /api/sso-connector-providers',
    {
      summary: 'List the kinds of enterprise connectors',
      scope: 'management',
      response: z.array(providerSchema),
    },
    () =>
      CONNECTORS.map(({ providerName, providerType, logo, logoDark, description, name, config }) => ({
        providerName,
        providerType,
        logo,
        logoDark,
        description,
        name,
        configSchema: z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' }) as Record<
          string,
          unknown
        >,
      })),
  ),
  route(
    'GET /api/sso-connector-reach',
    {
      summary: 'Count the users whose address leads to an available connector',
      scope: 'management',
      response: z.object({ userCount: z.number(), domains: z.array(z.string()) }),
    },
    async ({ context }) => {
      const db = context.platform.db.queries;
      const { rows } = await listConnectorRows(db, context.tenant.id, { limit: 500, offset: 0 });
      const available = rows.filter((row) => whyUnavailable(row) === undefined);
      const domains = [...new Set(available.flatMap((row) => row.domains))].sort();
      return { userCount: await countUsersOfDomains(db, context.tenant.id, domains), domains };
    },
  ),
  route(
    'GET /api/sso-connectors',
    {
      summary: 'List enterprise connectors',
      scope: 'management',
      query: pagingSchema,
      response: z.array(connectorSchema),
    },
    async ({ context, query, reply }) => {
      const { rows, total } = await listConnectorRows(
        context.platform.db.queries,
        context.tenant.id,
        pageOf(query),
      );
      reply.paged(total);
      return rows.map((row) => present(context, row));
    },
  ),
  route(
    'POST /api/sso-connectors',
    {
      summary: 'Add an enterprise connector',
      scope: 'management',
      body: z.strictObject({ ...changeable, providerName: z.string().min(1).max(128), connectorName }),
      response: connectorSchema,
      errors: [409, 422],
    },
    async ({ context, body }) => present(context, await createConnector(context, body)),
  ),
  route(
    'GET /api/sso-connectors/:id',
    {
      summary: 'Get an enterprise connector',
      scope: 'management',
      params,
      response: connectorSchema,
      errors: [404],
    },
    async ({ context, params: { id } }) =>
      present(context, await getConnectorRow(context.platform.db.queries, context.tenant.id, id)),
  ),
  route(
    'PATCH /api/sso-connectors/:id',
    {
      summary: 'Change an enterprise connector',
      scope: 'management',
      params,
      body: z.strictObject({ ...changeable, connectorName: connectorName.optional() }),
      response: connectorSchema,
      errors: [404, 409, 422],
    },
    async ({ context, params: { id }, body }) => present(context, await changeConnector(context, id, body)),
  ),
  route(
    'DELETE /api/sso-connectors/:id',
    { summary: 'Remove an enterprise connector', scope: 'management', params, errors: [404] },
    ({ context, params: { id } }) => deleteConnector(context, id),
  ),
  ...signingKeyRoutes,
];
