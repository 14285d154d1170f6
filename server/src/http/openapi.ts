/** The OpenAPI 3.1 document of the JSON API, derived from the routes, and the two routes that need no capability. */
import { z } from 'zod';
import type { Tenant } from '../platform.ts';
import { type AnyRoute, route, type Scope } from './route.ts';

type Json = Record<string, unknown>;

const SCOPE_REFUSALS: Record<Scope, readonly number[]> = {
  public: [],
  interaction: [400, 403],
  management: [401, 403],
  'management:secrets': [401, 403],
  account: [401, 403],
  'account:identities': [401, 403],
  console: [401, 403, 404],
};

const SECURITY: Record<Scope, readonly Json[]> = {
  public: [],
  interaction: [{ interaction: [] }],
  management: [{ management: ['all'] }],
  'management:secrets': [{ management: ['all'] }],
  account: [{ account: [] }],
  'account:identities': [{ account: ['identities'] }],
  console: [{ console: [] }],
};

const REASONS: Record<number, string> = {
  400: 'The request is not valid',
  401: 'No valid credentials',
  403: 'Not allowed',
  404: 'Not found',
  409: 'In conflict with something that exists',
  410: 'No longer good',
  413: 'The request body is too large',
  415: 'The request body is not JSON',
  422: 'Understood and refused',
  429: 'Too many requests',
  502: 'Another server answered wrongly',
  503: 'Not available now',
};

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  }) as Json;
  return rest;
};

const parametersOf = (schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] => {
  if (!schema) return [];
  const { properties, required } = jsonSchema(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties ?? {}).map(([name, member]) => ({
    name,
    in: place,
    required: place === 'path' || (required ?? []).includes(name),
    schema: member,
  }));
};

const operationOf = ({ operation, specification }: AnyRoute, path: string): Json => {
  const { summary, scope, tag, params, query, body, response, streams, errors = [] } = specification;
  const status = specification.status ?? (response || streams ? 200 : 204);
  const refusals = new Set([
    ...SCOPE_REFUSALS[scope],
    ...errors,
    ...(params || query || body ? [400] : []),
    ...(body ? [413, 415] : []),
  ]);
  return {
    operationId: operation.replace(/[^a-z]+/gi, '_'),
    summary,
    tags: [tag ?? path.split('/')[2] ?? 'api'],
    security: SECURITY[scope],
    parameters: [...parametersOf(params, 'path'), ...parametersOf(query, 'query')],
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(body, 'input') } },
          },
        }
      : {}),
    responses: {
      [status]: {
        description: 'Done',
        ...(response ? { content: { 'application/json': { schema: jsonSchema(response, 'output') } } } : {}),
        ...(streams ? { content: { [streams]: { schema: { type: 'string' } } } } : {}),
      },
      ...Object.fromEntries(
        [...refusals].sort().map((refusal) => [
          refusal,
          {
            description: REASONS[refusal] ?? 'Refused',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } },
          },
        ]),
      ),
    },
  };
};

/** Paths of a list of routes, with `:name` written as `{name}`. */
const openApiPaths = (routes: readonly AnyRoute[]): Record<string, Json> => {
  const paths: Record<string, Json> = {};
  for (const found of routes) {
    const [method = '', path = ''] = found.operation.split(' ');
    const pattern = path.replace(/:(\w+)/g, '{$1}');
    paths[pattern] = { ...paths[pattern], [method.toLowerCase()]: operationOf(found, path) };
  }
  return paths;
};

const documentOf = (paths: Record<string, Json>, tenant: Tenant, version: string): Json => ({
  openapi: '3.1.0',
  info: { title: 'Genkan API', version },
  servers: [{ url: tenant.origin }],
  paths,
  components: {
    securitySchemes: {
      management: {
        type: 'oauth2',
        description: 'A machine-to-machine application with a role on the Management API',
        flows: {
          clientCredentials: {
            tokenUrl: `${tenant.issuer}/token`,
            scopes: { all: 'Everything the Management API can do' },
          },
        },
      },
      account: {
        type: 'oauth2',
        description: 'A user, with the access token for userinfo',
        flows: {
          authorizationCode: {
            authorizationUrl: `${tenant.issuer}/auth`,
            tokenUrl: `${tenant.issuer}/token`,
            scopes: { identities: 'Linked identities and their tokens' },
          },
        },
      },
      interaction: {
        type: 'apiKey',
        in: 'cookie',
        name: 'genkan-interaction',
        description: 'The browser of a sign-in under way',
      },
      console: {
        type: 'apiKey',
        in: 'cookie',
        name: 'genkan-session',
        description: 'An administrator’s browser session on the console’s origin',
      },
    },
    schemas: {
      Refusal: {
        type: 'object',
        required: ['code', 'message'],
        properties: { code: { type: 'string' }, message: { type: 'string' }, data: {} },
      },
    },
  },
});

/** `GET /api/status` and `GET /api/swagger.json`, which describes `listed` and themselves. */
export const documentRoutes = (listed: readonly AnyRoute[]) => {
  let paths: Record<string, Json> | undefined;
  const own = [
    route('GET /api/status', { summary: 'Whether the server answers', scope: 'public' }, () => undefined),
    route(
      'GET /api/swagger.json',
      {
        summary: 'This document',
        scope: 'public',
        response: z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) }),
      },
      ({ context: { platform, tenant } }) => {
        paths ??= openApiPaths([...listed, ...own]);
        const { openapi, ...rest } = documentOf(paths, tenant, platform.config.version);
        return { openapi: String(openapi), paths, ...rest };
      },
    ),
  ];
  return own;
};
