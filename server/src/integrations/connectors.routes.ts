import { z } from 'zod';
import { listFactories } from '../connectors/index.ts';
import { idSchema, route } from '../http/index.ts';
import { getConnectorRow, listConnectorRows } from './connectors.store.ts';
import { changeConnector, createConnector, deleteConnector, findFactory } from './connectors.ts';
import { refuse } from './errors.ts';
import { departToSocial } from './social.ts';
import { connectorSchema, factorySchema, presentConnector, presentFactory } from './wire.ts';

const logo = z
  .string()
  .max(60_000)
  .regex(
    /^(https:\/\/[^\s"'<>]+|data:image\/(png|jpeg|webp|svg\+xml)[;,].*)$/s,
    'must be an https address or a data URI of an image',
  );
const changeable = {
  config: z.record(z.string().max(128), z.unknown()).optional(),
  metadata: z
    .strictObject({
      target: z
        .string()
        .regex(/^[a-z0-9][a-z0-9_-]{0,127}$/, 'must be lower-case letters, digits, - and _')
        .optional(),
      name: z
        .record(z.string().min(1).max(16), z.string().trim().min(1).max(128))
        .refine((texts) => texts.en !== undefined, 'must have a text `en`')
        .optional(),
      logo: logo.optional(),
      logoDark: logo.nullable().optional(),
    })
    .optional(),
  syncProfile: z.boolean().optional(),
  enableTokenStorage: z.boolean().optional(),
};
const params = z.object({ id: idSchema });

export const connectorRoutes = [
  route(
    'GET /api/connector-factories',
    {
      summary: 'List the kinds of connectors for e-mail, SMS and social sign-in',
      scope: 'management',
      response: z.array(factorySchema),
    },
    ({ context }) => listFactories(context.platform.config).map(presentFactory),
  ),
  route(
    'GET /api/connector-factories/:id',
    {
      summary: 'Get a kind of connector',
      scope: 'management',
      params,
      response: factorySchema,
      errors: [404],
    },
    ({ context, params: { id } }) => {
      const factory = findFactory(context.platform, id);
      if (!factory) throw refuse('connector.factory_not_found', { id });
      return presentFactory(factory);
    },
  ),
  route(
    'GET /api/connectors',
    {
      summary: 'List connectors for e-mail, SMS and social sign-in',
      scope: 'management',
      query: z.object({ target: z.string().max(128).optional() }),
      response: z.array(connectorSchema),
    },
    async ({ context: { platform, tenant }, query }) => {
      const rows = await listConnectorRows(platform.db.queries, tenant.id, query);
      return rows.map((row) => presentConnector(platform, row));
    },
  ),
  route(
    'POST /api/connectors',
    {
      summary: 'Add a connector; one for e-mail or SMS takes the place of the one before',
      scope: 'management',
      body: z.strictObject({
        ...changeable,
        connectorId: z.string().min(1).max(128),
        id: idSchema.optional(),
      }),
      response: connectorSchema,
      errors: [422, 502],
    },
    async ({ context, body }) => presentConnector(context.platform, await createConnector(context, body)),
  ),
  route(
    'GET /api/connectors/:id',
    {
      summary: 'Get a connector',
      scope: 'management',
      params,
      response: connectorSchema,
      errors: [404],
    },
    async ({ context: { platform, tenant }, params: { id } }) =>
      presentConnector(platform, await getConnectorRow(platform.db.queries, tenant.id, id)),
  ),
  route(
    'PATCH /api/connectors/:id',
    {
      summary: 'Change a connector',
      scope: 'management',
      params,
      body: z.strictObject(changeable),
      response: connectorSchema,
      errors: [404, 422, 502],
    },
    async ({ context, params: { id }, body }) =>
      presentConnector(context.platform, await changeConnector(context, id, body)),
  ),
  route(
    'DELETE /api/connectors/:id',
    { summary: 'Remove a connector', scope: 'management', params, errors: [404] },
    ({ context, params: { id } }) => deleteConnector(context, id),
  ),
  route(
    'POST /api/connectors/:id/authorization-uri',
    {
      summary: 'Where to send a browser to link a social account',
      scope: 'management',
      params,
      body: z.strictObject({ state: z.string().min(1).max(512), redirectUri: z.string().min(1).max(2048) }),
      response: z.object({ redirectTo: z.string(), redirectUri: z.string() }),
      errors: [404, 502],
    },
    async ({ context, params: { id }, body }) => ({
      redirectTo: await departToSocial(context, id, body),
      redirectUri: body.redirectUri,
    }),
  ),
];
