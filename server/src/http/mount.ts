/**
 * Routes and endpoints on the web framework: tenant by origin, actor by scope, validation, the error shape, and
 * one hook for refusals. The only file besides serve.ts that knows Hono.
 */
import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context as HonoContext } from 'hono';
import { Refusal } from '../lib/errors.ts';
import { createId } from '../lib/ids.ts';
import type { Actor, Context, Platform, Tenant } from '../platform.ts';
import { type CookieKeys, carriesOurCookie, sealCookie, takeCookies, withCookies } from './cookies.ts';
import { currentTag, taggedReaders, tagOf } from './entity-tag.ts';
import { refuse } from './errors.ts';
import { createIncoming, type Endpoint, type Incoming, LONG_BODY_LIMIT } from './incoming.ts';
import { managementScopeOf, requireManagementScope } from './management.ts';
import { methodsAt } from './methods.ts';
import { clientAddress, requestHost } from './proxy.ts';
import { type AnyRoute, type Reply, type Scope, successStatuses, validate } from './route.ts';

/** A change by the Management API that is about to be carried out. */
export type Change = {
  readonly context: Context;
  readonly incoming: Incoming;
  /** ETag of what is changed, as a context sees it; undefined where the address has none. */
  readonly current: ((context: Context) => Promise<string>) | undefined;
};

/** What the composition root supplies. */
export type Hooks = {
  /** Carries a change out with what stands around it: repeats answered once, conditions in its transaction. */
  safeguard: (change: Change, run: () => Promise<Response>) => Promise<Response>;
  /** The tenant served at an origin's host (`host:port`), or undefined. */
  findTenant: (host: string) => Promise<Tenant | undefined>;
  /** Who asks, for a route of this scope. Throws a Refusal when nobody who may. */
  authenticate: (scope: Scope, incoming: Incoming, context: Context) => Promise<Actor>;
  /** The keys that authenticate a tenant's cookies. */
  cookieKeys: (tenant: Tenant) => Promise<CookieKeys>;
  /** Whether the database answers, within two seconds. */
  ready: () => Promise<boolean>;
  /** What proves to ourselves that a host is served here; undefined for what is no question of ours. */
  proveHost: (host: string, nonce: string) => string | undefined;
  /**
   * Which tenant's Management API an administrator's browser may call through the console, and as whom. Throws a
   * Refusal for everybody else.
   */
  delegate: (
    incoming: Incoming,
    context: Context,
    tenantId: string,
  ) => Promise<{ tenant: Tenant; actor: Actor }>;
  /** Called for every refusal of a route or endpoint, after the handler's own transaction is gone. */
  refused: (context: Context, operation: string, refusal: Refusal) => Promise<void>;
};

/** Set by the console's front door, which has found tenant and administrator; `path` is the API's own. */
type Delegation = { tenant: Tenant; actor: Actor; path: string };
type Bindings = Partial<HttpBindings> & { delegation?: Delegation };
type Env = { Bindings: Bindings };
export type App = Hono<Env>;

/** Where the console reaches the Management APIs of tenants: the rest of the path follows `/api/` there. */
const DELEGATED = '/console/api/tenants/:tenantId/*';
/** Below it this server is asked for itself, at hosts that are no tenant's yet; a random value follows. */
export const DOMAIN_CHALLENGE = '/.well-known/genkan-challenge/';
const delegatedPath = (path: string): string => `/api/${path.split('/').slice(5).join('/')}`;

const pathAndSearch = (url: string): [string, string] => {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  const question = url.indexOf('?', start);
  return question < 0 ? [url.slice(start), ''] : [url.slice(start, question), url.slice(question + 1)];
};

/** The path to route by. Leading slashes are collapsed: SDKs concatenate an endpoint that ends in `/`. */
const pathOf = (url: string, env: Bindings | undefined): string =>
  env?.delegation?.path ?? pathAndSearch(url)[0].replace(/^\/{2,}/, '/');

/** OAuth clients read `error` and `error_description`, also when the server itself has failed. */
const protocolMembers = (refusal: Refusal, operation: string | undefined): Record<string, string> => {
  if (!operation?.includes(' /oidc/')) return {};
  const failure = refusal.status === 503 ? 'temporarily_unavailable' : 'server_error';
  const error = refusal.status >= 500 ? failure : 'invalid_request';
  return { error, error_description: refusal.message };
};

/** The error body of the JSON API; for an operation under `/oidc` also what OAuth clients read. */
const errorResponse = (refusal: Refusal, operation?: string): Response =>
  new Response(
    JSON.stringify({
      ...protocolMembers(refusal, operation),
      code: refusal.code,
      message: refusal.message,
      ...(refusal.data === undefined ? {} : { data: refusal.data }),
    }),
    {
      status: refusal.status,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...refusal.headers },
    },
  );

const queryObject = (query: URLSearchParams): Record<string, string | string[]> => {
  const values: Record<string, string | string[]> = Object.create(null);
  for (const [rawName, value] of query) {
    // The published Management API client sends object parameters as `search_params[search]`.
    const name = /^search_params\[([\w.]+)\]$/.exec(rawName)?.[1] ?? rawName;
    const known = values[name];
    if (known === undefined) values[name] = value;
    else values[name] = Array.isArray(known) ? [...known, value] : [known, value];
  }
  return values;
};

const parseJson = async (incoming: Incoming): Promise<unknown> => {
  const type = incoming.header('content-type') ?? '';
  const text = await incoming.text();
  if (text === '') return undefined;
  if (!/^application\/(\w+\+)?json\b/i.test(type)) {
    throw refuse('request.unsupported_media_type', { expected: 'application/json' });
  }
  try {
    return JSON.parse(text);
  } catch {
    throw refuse('guard.invalid_input', { type: 'body', reason: 'the body is not JSON' });
  }
};

const pageLink = (origin: string, incoming: Incoming, page: number, rel: string): string => {
  const query = new URLSearchParams(incoming.query);
  query.set('page', String(page));
  return `<${origin}${incoming.path}?${query}>; rel="${rel}"`;
};

const createReply = (incoming: Incoming, origin: string): Reply => {
  let streamed: Reply['streamed'];
  const reply: Reply = {
    get streamed() {
      return streamed;
    },
    stream: (contentType, pieces) => {
      streamed = { contentType, pieces };
    },
    status: undefined,
    headers: [],
    cookies: [],
    paged: (total) => {
      const page = Number(incoming.query.get('page') ?? 1);
      const size = Number(incoming.query.get('page_size') ?? 20);
      const last = Math.max(1, Math.ceil(total / size));
      const link = (to: number, rel: string) => pageLink(origin, incoming, to, rel);
      const links = [link(1, 'first'), link(last, 'last')];
      if (page > 1) links.push(link(page - 1, 'prev'));
      if (page < last) links.push(link(page + 1, 'next'));
      reply.headers.push(['Total-Number', String(total)], ['Link', links.join(', ')]);
    },
  };
  return reply;
};

/** Reads the next piece when the client has taken the last one; a client that goes away ends the reading. */
const bytesOf = (pieces: AsyncIterable<string>): ReadableStream<Uint8Array> => {
  const iterator = pieces[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      await iterator.return?.();
    },
  });
};

const answer = (found: AnyRoute, value: unknown, reply: Reply, isTagged: boolean): Response => {
  const statuses = successStatuses(found);
  const status = reply.status ?? statuses[0];
  if (!statuses.some((known) => known === status))
    throw new Error(`${found.operation} has no status ${status}`);
  const headers: Record<string, string> = { 'cache-control': 'no-store' };
  for (const [name, header] of reply.headers) headers[name.toLowerCase()] = header;
  if (status === 204) return withCookies(new Response(null, { status, headers }), reply.cookies);
  if (reply.streamed) {
    headers['content-type'] = reply.streamed.contentType;
    return new Response(bytesOf(reply.streamed.pieces), { status, headers });
  }
  headers['content-type'] = 'application/json';
  // Clients parse every answer but 204 as JSON, so an empty body would throw there.
  const text = JSON.stringify(value ?? {});
  if (isTagged && status === 200) headers.etag = tagOf(text);
  return withCookies(new Response(text, { status, headers }), reply.cookies);
};

const runRoute = async (
  found: AnyRoute,
  incoming: Incoming,
  context: Context,
  isTagged = false,
): Promise<Response> => {
  const { params, query, body, response } = found.specification;
  const reply = createReply(incoming, context.tenant.origin);
  const value = await found.handle({
    context,
    incoming,
    reply,
    params: params ? validate(params, incoming.params, 'params') : {},
    query: query ? validate(query, queryObject(incoming.query), 'query') : {},
    body: body ? validate(body, await parseJson(incoming), 'body') : undefined,
  });
  if (response && context.platform.config.checkResponses)
    response.parse(JSON.parse(JSON.stringify(value ?? {})));
  return answer(found, value, reply, isTagged);
};

const STRICT_TRANSPORT = ['strict-transport-security', 'max-age=31536000'] as const;

/**
 * Browsers that have been here over https come back over nothing else (RFC 6797). Said on the socket's own answer where
 * there is one: a Response whose headers are touched is written more slowly.
 */
const onSecureOrigin = (response: Response, context: Context | undefined, env: Bindings): Response => {
  if (!context?.tenant.origin.startsWith('https:')) return response;
  if (env.outgoing) env.outgoing.setHeader(...STRICT_TRANSPORT);
  else response.headers.set(...STRICT_TRANSPORT);
  return response;
};

/** Who asks what of whom, before anything was authenticated. Throws `tenant.not_found`. */
const contextOf = async (platform: Platform, hooks: Hooks, c: HonoContext<Env>): Promise<Context> => {
  const from = {
    ip: clientAddress(
      platform.config.trustProxy,
      c.env.incoming?.socket?.remoteAddress,
      c.req.header('x-forwarded-for'),
    ),
    userAgent: c.req.header('user-agent')?.slice(0, 512) ?? null,
    requestId: createId(12),
  };
  if (c.env.delegation) {
    const { tenant, actor } = c.env.delegation;
    return { platform, from, tenant, actor };
  }
  const host = requestHost(c.req.raw.headers);
  const tenant = await hooks.findTenant(host);
  if (!tenant) throw refuse('tenant.not_found', { origin: host });
  return { platform, tenant, actor: { type: 'anonymous' }, from };
};

/** What stands around every handler: the context before it, the error shape and the refusal's trace after it. */
const createFrame = (platform: Platform, hooks: Hooks) => {
  const fail = async (error: unknown, context: Context | undefined, operation: string): Promise<Response> => {
    if (error instanceof Refusal) {
      if (context) await hooks.refused(context, operation, error);
      return errorResponse(error, operation);
    }
    const requestId = context?.from.requestId ?? createId(12);
    platform.log.error({ err: error, operation, requestId }, 'request failed');
    const unavailable = isUnavailable(error);
    return errorResponse(
      unavailable
        ? refuse('server.unavailable', undefined, { headers: { 'retry-after': '1' } })
        : refuse('server.internal', { requestId }),
      operation,
    );
  };

  const handler =
    (
      operation: string,
      run: (incoming: Incoming, context: Context, c: HonoContext<Env>) => Promise<Response> | Response,
      limits: { bodyLimit?: number | undefined; uploadLimit?: number | undefined } = {},
    ) =>
    async (c: HonoContext<Env>): Promise<Response> => {
      let context: Context | undefined;
      try {
        context = await contextOf(platform, hooks, c);
        const { tenant } = context;
        const hasCookie = carriesOurCookie(c.req.raw.headers.get('cookie'));
        const facts = {
          path: pathOf(c.req.url, c.env),
          search: pathAndSearch(c.req.url)[1],
          params: c.req.param() as Record<string, string>,
          ...limits,
          cookieKeys: hasCookie ? await hooks.cookieKeys(tenant) : undefined,
        };
        const response = await run(createIncoming(c.req.raw, facts), context, c);
        const cookies = takeCookies(response);
        if (cookies.length > 0) {
          const keys = await hooks.cookieKeys(tenant);
          for (const cookie of cookies) response.headers.append('set-cookie', sealCookie(keys, cookie));
        }
        return onSecureOrigin(response, context, c.env);
      } catch (error) {
        return onSecureOrigin(await fail(error, context, operation), context, c.env);
      }
    };

  return { fail, handler };
};

/** An administrator who came through the console is known already, but only the Management API is theirs there. */
const actorOf = (
  hooks: Hooks,
  scope: Scope,
  incoming: Incoming,
  context: Context,
): Promise<Actor> | Actor => {
  if (context.actor.type === 'anonymous') return hooks.authenticate(scope, incoming, context);
  if (scope === 'management' || scope === 'management:secrets' || scope === 'public') return context.actor;
  throw refuse('request.not_found');
};

/** Builds the application of every route and endpoint. */
export const mount = (
  platform: Platform,
  hooks: Hooks,
  table: {
    routes: readonly AnyRoute[];
    endpoints: readonly Endpoint[];
    /** Answers a GET of which no route and no endpoint knows the path, or leaves it unanswered. */
    otherwise?: (incoming: Incoming, context: Context) => Promise<Response | undefined>;
  },
): App => {
  const app: App = new Hono<Env>({
    getPath: (request, options) => pathOf(request.url, options?.env),
  });
  const { fail, handler } = createFrame(platform, hooks);
  const readers = taggedReaders(table.routes);

  app.get('/healthz', () => Response.json({ status: 'live' }));
  app.get('/readyz', async () => {
    const ready = await hooks.ready();
    return Response.json({ status: ready ? 'ready' : 'not ready' }, { status: ready ? 200 : 503 });
  });
  app.get(`${DOMAIN_CHALLENGE}:nonce`, (c) => {
    const proof = hooks.proveHost(requestHost(c.req.raw.headers), c.req.param('nonce') ?? '');
    if (proof === undefined) return errorResponse(refuse('request.not_found'));
    return new Response(proof, { headers: { 'content-type': 'text/plain', 'cache-control': 'no-store' } });
  });
  const mountEndpoint = ({ operation, handle }: Endpoint) => {
    const [method, path] = operation.split(' ') as [string, string];
    app.on(
      method,
      path,
      handler(operation, (incoming, context) => {
        if (context.actor.type !== 'anonymous') throw refuse('request.not_found');
        return handle(incoming, context);
      }),
    );
  };
  app.all(
    DELEGATED,
    handler(DELEGATED, async (incoming, context, c) => {
      if (context.actor.type !== 'anonymous') throw refuse('request.not_found');
      const delegation = await hooks.delegate(incoming, context, incoming.params.tenantId ?? '');
      return app.fetch(c.req.raw, {
        ...c.env,
        delegation: { ...delegation, path: delegatedPath(incoming.path) },
      });
    }),
  );
  const coversOthers = ({ operation }: Endpoint) => operation.endsWith('/*');
  for (const found of table.endpoints) if (!coversOthers(found)) mountEndpoint(found);
  for (const found of table.routes) {
    const [method, path] = found.operation.split(' ') as [string, string];
    const { scope } = found.specification;
    const required = managementScopeOf(found.operation, scope);
    app.on(
      method,
      path,
      handler(
        found.operation,
        async (incoming, context) => {
          const actor = await actorOf(hooks, scope, incoming, context);
          const call = { method, path: incoming.path, matchedRoute: path, params: incoming.params };
          const authenticated = { ...context, actor, call: { ...call, status: successStatuses(found)[0] } };
          try {
            if (required !== undefined) requireManagementScope(actor, context.tenant, required);
            if (required === undefined) return await runRoute(found, incoming, authenticated);
            const reader = readers.get(path);
            // A query may change what is shown, so only the plain address has an ETag.
            const isTagged = reader !== undefined && incoming.query.size === 0;
            if (method === 'GET') return await runRoute(found, incoming, authenticated, isTagged);
            const current = reader && ((seen: Context) => currentTag(reader, incoming, seen));
            const change = { context: authenticated, incoming, current };
            return await hooks.safeguard(change, () => runRoute(found, incoming, authenticated));
          } catch (error) {
            return fail(error, authenticated, found.operation);
          }
        },
        {
          bodyLimit: found.specification.longBody && required !== undefined ? LONG_BODY_LIMIT : undefined,
          uploadLimit: found.specification.uploads,
        },
      ),
    );
  }
  for (const found of table.endpoints) if (coversOthers(found)) mountEndpoint(found);
  const methods = methodsAt([...table.endpoints, ...table.routes].map(({ operation }) => operation));
  const nothing = (c: HonoContext<Env>) => {
    const { method, path } = c.req;
    const allowed = methods(path);
    if (allowed.length === 0 || allowed.includes(method)) {
      return errorResponse(refuse('request.not_found', { path: pathAndSearch(c.req.url)[0] }));
    }
    const headers = { allow: allowed.join(', ') };
    return errorResponse(refuse('request.method_not_allowed', { method }, { headers }), `${method} ${path}`);
  };
  const otherwise = handler(
    'GET /*',
    async (incoming, context, c) =>
      (context.actor.type === 'anonymous' && (await table.otherwise?.(incoming, context))) || nothing(c),
  );
  // No route `/*`: it would be tried for every request.
  app.notFound((c) => (c.req.method === 'GET' || c.req.method === 'HEAD' ? otherwise(c) : nothing(c)));
  app.onError((error) => fail(error, undefined, 'unknown'));
  return app;
};

const isUnavailable = (error: unknown): boolean => {
  const code = (error as { code?: unknown }).code;
  const message = error instanceof Error ? error.message : '';
  return (
    (typeof code === 'string' && /^(ECONN|ETIMEDOUT|57P0|57014|08|53|40P01|40001|55P03)/.test(code)) ||
    /timeout exceeded when trying to connect|Connection terminated/.test(message)
  );
};
