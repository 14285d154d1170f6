/** The OpenAPI 3.1 documents of the JSON API, derived from the routes, and the routes that need no capability. */
import { z } from 'zod';
import type { Context, Tenant } from '../platform.ts';
import { taggedReaders } from './entity-tag.ts';
import { MANAGEMENT_SCOPES, managementScopeOf } from './management.ts';
import { type AnyRoute, route, type Scope, successStatuses } from './route.ts';
import { sectionOf, sectionsOf } from './sections.ts';

type Json = Record<string, unknown>;

/** One file as the part `file`. */
const UPLOAD = {
  requestBody: {
    required: true,
    content: {
      'multipart/form-data': {
        schema: {
          type: 'object',
          required: ['file'],
          properties: { file: { type: 'string', format: 'binary' } },
        },
      },
    },
  },
};

const SCOPE_REFUSALS: Record<Scope, readonly number[]> = {
  public: [],
  interaction: [400, 403, 429],
  management: [401, 403],
  'management:secrets': [401, 403],
  account: [401, 403],
  'account:identities': [401, 403],
  'account:sessions': [401, 403],
  console: [401, 403, 404],
};

/** A token that was got elsewhere can be pasted wherever a flow of ours would get one. */
const PASTED = { token: [] };

const SECURITY: Record<Exclude<Scope, 'management' | 'management:secrets'>, readonly Json[]> = {
  public: [],
  interaction: [{ interaction: [] }],
  account: [{ account: [] }, PASTED],
  'account:identities': [{ account: ['identities'] }, PASTED],
  'account:sessions': [{ account: ['urn:logto:scope:sessions'] }, PASTED],
  console: [{ console: [] }],
};

/** What a scope of the Management API lets somebody do suffices, and so does `all`. */
const securityOf = (operation: string, scope: Scope): readonly Json[] => {
  if (scope !== 'management' && scope !== 'management:secrets') return SECURITY[scope];
  return [{ management: [managementScopeOf(operation, scope)] }, { management: ['all'] }, PASTED];
};

const DONE: Record<number, string> = { 201: 'Created', 204: 'Done, with nothing to tell' };

const REASONS: Record<number, string> = {
  400: 'The request is not valid',
  401: 'No valid credentials',
  403: 'Not allowed',
  404: 'Not found',
  409: 'In conflict with something that exists, or with the same request under way',
  410: 'No longer good',
  412: 'Changed since it was read',
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

type Tagged = ReturnType<typeof taggedReaders>;

const IDEMPOTENCY_KEY: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Sent again within 24 hours, the request is carried out once and answered the same',
  schema: { type: 'string', maxLength: 255 },
};
const IF_MATCH: Json = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'The ETag that GET answered: 412 when it was changed since',
  schema: { type: 'string' },
};
const ETAG: Json = { ETag: { description: 'For If-Match', schema: { type: 'string' } } };

/** What stands around every operation of the Management API (see Hooks.safeguard): headers, and how they refuse. */
const safeguardsOf = ({ operation, specification: { scope } }: AnyRoute, tagged: Tagged) => {
  const [method = '', path = ''] = operation.split(' ');
  const none = { parameters: [] as Json[], refusals: [] as number[], headers: {} as Json };
  if (!scope.startsWith('management')) return none;
  if (method === 'POST') return { ...none, parameters: [IDEMPOTENCY_KEY], refusals: [400, 409, 422] };
  if (!tagged.has(path)) return none;
  if (method === 'GET') return { ...none, headers: ETAG };
  return { ...none, parameters: [IF_MATCH], refusals: [412] };
};

const operationOf = (found: AnyRoute, path: string, tagged: Tagged): Json => {
  const { operation, specification } = found;
  const safeguards = safeguardsOf(found, tagged);
  const { summary, scope, params, query, body, response, streams, errors = [] } = specification;
  const refusals = new Set([
    ...SCOPE_REFUSALS[scope],
    ...safeguards.refusals,
    ...errors,
    ...(params || query || body ? [400] : []),
    ...(body ? [413, 415] : []),
  ]);
  return {
    operationId: operation.replace(/[^a-z]+/gi, '_'),
    summary,
    tags: [sectionOf(path).name],
    security: securityOf(operation, scope),
    parameters: [...parametersOf(params, 'path'), ...parametersOf(query, 'query'), ...safeguards.parameters],
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(body, 'input') } },
          },
        }
      : {}),
    ...(specification.uploads ? UPLOAD : {}),
    responses: {
      ...Object.fromEntries(
        successStatuses(found).map((status) => [
          status,
          {
            description: DONE[status] ?? 'Done',
            ...(Object.keys(safeguards.headers).length > 0 ? { headers: safeguards.headers } : {}),
            ...(response && status !== 204
              ? { content: { 'application/json': { schema: jsonSchema(response, 'output') } } }
              : {}),
            ...(streams ? { content: { [streams]: { schema: { type: 'string' } } } } : {}),
          },
        ]),
      ),
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
  const tagged = taggedReaders(routes);
  for (const found of routes) {
    const [method = '', path = ''] = found.operation.split(' ');
    const pattern = path.replace(/:(\w+)/g, '{$1}');
    paths[pattern] = { ...paths[pattern], [method.toLowerCase()]: operationOf(found, path, tagged) };
  }
  return paths;
};

type About = { title: string; description: string };

const documentOf = (
  paths: Record<string, Json>,
  about: About,
  tenant: Tenant,
  version: string,
): Json & { openapi: string; paths: Record<string, Json> } => ({
  openapi: '3.1.0',
  info: { ...about, version },
  servers: [{ url: tenant.origin }],
  tags: sectionsOf(Object.keys(paths)),
  paths,
  components: {
    securitySchemes: {
      management: {
        type: 'oauth2',
        description: 'A machine-to-machine application with a role on the Management API',
        flows: {
          clientCredentials: {
            tokenUrl: `${tenant.issuer}/token`,
            scopes: Object.fromEntries(MANAGEMENT_SCOPES.map(({ name, description }) => [name, description])),
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
            scopes: {
              identities: 'Linked identities and their tokens',
              'urn:logto:scope:sessions': 'Where the user is signed in, and what applications were given',
            },
          },
        },
      },
      token: { type: 'http', scheme: 'bearer', description: 'An access token that you have' },
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

const EVERYTHING: About = { title: 'Genkan API', description: 'Every operation of the JSON API.' };

/** The documents by audience: which routes each describes. */
const AUDIENCES: Record<string, About & { covers: (scope: Scope, path: string) => boolean }> = {
  management: {
    title: 'Genkan Management API',
    description:
      'For machines and administrators: users, applications, organizations and everything else that a tenant has. Get a token with client credentials for the API resource of the tenant; each operation names the scope it needs.',
    covers: (scope) => scope.startsWith('management'),
  },
  experience: {
    title: 'Genkan Experience API',
    description:
      'For sign-in pages: what a browser calls while somebody signs in or signs up. The cookie of the sign-in under way tells whose it is.',
    covers: (scope, path) =>
      scope === 'interaction' || (scope === 'public' && /^\/api\/(experience|\.well-known)\//.test(path)),
  },
  user: {
    title: 'Genkan Account API',
    description: 'For signed-in users: their own account, called with the access token for userinfo.',
    covers: (scope) => scope.startsWith('account'),
  },
};

const documentSchema = z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) });

/**
 * `GET /api/status`, `GET /api/swagger.json`, which describes `listed` and themselves, and a document for each audience.
 */
export const documentRoutes = (listed: readonly AnyRoute[]) => {
  const made = new Map<string, Record<string, Json>>();
  const describe = (name: string, about: About, { platform, tenant }: Context) => {
    const audience = AUDIENCES[name];
    let paths = made.get(name);
    if (!paths) {
      const every = [...listed, ...own];
      paths = openApiPaths(
        audience
          ? every.filter(({ operation, specification }) =>
              audience.covers(specification.scope, operation.split(' ')[1] ?? ''),
            )
          : every,
      );
      made.set(name, paths);
    }
    return documentOf(paths, about, tenant, platform.config.version);
  };
  const forAudience = (name: string, context: Context) => {
    const { title = '', description = '' } = AUDIENCES[name] ?? {};
    return describe(name, { title, description }, context);
  };
  const own = [
    route('GET /api/status', { summary: 'Whether the server answers', scope: 'public' }, () => undefined),
    route(
      'GET /api/swagger.json',
      { summary: 'This document', scope: 'public', response: documentSchema },
      ({ context }) => describe('everything', EVERYTHING, context),
    ),
    route(
      'GET /api/.well-known/management.openapi.json',
      { summary: 'Describe the Management API', scope: 'public', response: documentSchema },
      ({ context }) => forAudience('management', context),
    ),
    route(
      'GET /api/.well-known/experience.openapi.json',
      { summary: 'Describe the API of the sign-in pages', scope: 'public', response: documentSchema },
      ({ context }) => forAudience('experience', context),
    ),
    route(
      'GET /api/.well-known/user.openapi.json',
      {
        summary: 'Describe the API of the signed-in user’s account',
        scope: 'public',
        response: documentSchema,
      },
      ({ context }) => forAudience('user', context),
    ),
  ];
  return own;
};
