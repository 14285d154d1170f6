/**
 * The console's way to the server. A route is named as the server names it (`GET /api/applications/:id`);
 * `/api/…` is sent to the chosen tenant's Management API below `/console/api/tenants/<tenantId>/`.
 * The administrator's session is an HttpOnly cookie; no token ever reaches this code.
 */
import {
  keepPreviousData,
  QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { currentLanguage } from './i18n/index.ts';
import { notifyDone, notifyFailure } from './notify.ts';
import { tenantId } from './tenant.ts';

/** An answer of the server that is not a success; `code` is stable, `message` is meant for people. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: string;
  readonly data: unknown;
  constructor(status: number, code: string, message: string, data?: unknown) {
    super(message);
    this.name = 'ApiFailure';
    this.status = status;
    this.code = code;
    this.data = data;
  }
}

type Value = string | number | boolean | undefined;

/** `<METHOD> <path>`; path parameters as `:name`. */
export type Route = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`;

export type Input = {
  params?: Record<string, string>;
  query?: Record<string, Value | readonly string[]>;
  body?: unknown;
};

/** One page of a list and the size of the whole list (the `Total-Number` header). */
export type Page<Item> = { items: Item[]; total: number };

const resolvePath = (path: string, params: Record<string, string> = {}): string =>
  path.replace(/:([a-zA-Z]+)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`path parameter ${name} is missing for ${path}`);
    return encodeURIComponent(value);
  });

const toQuery = (query: Input['query'] = {}): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return text ? `?${text}` : '';
};

const toUrl = (path: string): string =>
  path.startsWith('/api/') ? `/console/api/tenants/${encodeURIComponent(tenantId)}${path.slice(4)}` : path;

const readBody = async (response: Response): Promise<unknown> => {
  const text = await response.text();
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const toFailure = (response: Response, body: unknown): ApiFailure => {
  const { code, message, data } = (typeof body === 'object' && body !== null ? body : {}) as Record<
    string,
    unknown
  >;
  return new ApiFailure(
    response.status,
    typeof code === 'string' ? code : `http.${response.status}`,
    typeof message === 'string' ? message : `HTTP ${response.status}`,
    data,
  );
};

const send = async (route: Route, input: Input = {}): Promise<{ body: unknown; headers: Headers }> => {
  const [method, path] = route.split(' ') as [string, string];
  const response = await fetch(toUrl(resolvePath(path, input.params)) + toQuery(input.query), {
    method,
    headers: {
      accept: 'application/json',
      'accept-language': currentLanguage(),
      'x-genkan-console': '1',
      ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    credentials: 'same-origin',
    body: input.body === undefined ? null : JSON.stringify(input.body),
  }).catch((cause: unknown) => {
    throw new ApiFailure(
      0,
      'network',
      currentLanguage() === 'ja' ? 'サーバーに接続できません。' : 'The server cannot be reached.',
      cause,
    );
  });
  const body = await readBody(response);
  if (response.ok) return { body, headers: response.headers };
  if (response.status === 401 && path !== '/console/api/session' && path !== '/console/api/set-up') {
    window.location.assign('/console/sign-in');
  }
  throw toFailure(response, body);
};

/** Calls a route once, outside of the cache; throws ApiFailure. */
export const call = async <Answer = unknown>(route: Route, input?: Input): Promise<Answer> =>
  (await send(route, input)).body as Answer;

const retries = (count: number, failure: Error): boolean =>
  count < 2 && failure instanceof ApiFailure && (failure.status === 0 || failure.status >= 500);

export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: 5_000, retry: retries, refetchOnWindowFocus: true } },
});

const keyOf = (route: Route, input: Input) =>
  ['api', resolvePath(route.split(' ')[1] ?? '', input.params), input.query ?? {}] as const;

type Reading = Omit<Input, 'body'> & { enabled?: boolean; refetchInterval?: number | false };

/** Reads `GET …` through the cache. */
export const useApi = <Answer>(
  route: `GET /${string}`,
  { enabled = true, refetchInterval = false, ...input }: Reading = {},
): UseQueryResult<Answer, ApiFailure> =>
  useQuery<Answer, ApiFailure>({
    queryKey: [...keyOf(route, input)],
    queryFn: () => call<Answer>(route, input),
    enabled,
    refetchInterval,
  });

/** Reads one page of a list with its total; the page before stays visible until the next has come. */
export const usePage = <Item>(
  route: `GET /${string}`,
  { enabled = true, refetchInterval = false, ...input }: Reading = {},
): UseQueryResult<Page<Item>, ApiFailure> =>
  useQuery<Page<Item>, ApiFailure>({
    queryKey: [...keyOf(route, input), 'page'],
    queryFn: async () => {
      const { body, headers } = await send(route, input);
      const items = body as Item[];
      return { items, total: Number(headers.get('total-number') ?? items.length) };
    },
    placeholderData: keepPreviousData,
    enabled,
    refetchInterval,
  });

/** Marks everything read from paths that begin with one of these as stale, and reads again what is on the page. */
export const invalidate = (client: QueryClient, paths: readonly string[]): Promise<void> =>
  client.invalidateQueries({
    predicate: ({ queryKey: [kind, path] }) =>
      kind === 'api' && typeof path === 'string' && paths.some((prefix) => path.startsWith(prefix)),
  });

type Change = {
  /** Path prefixes (`/api/applications`) whose cached answers this change makes stale. */
  invalidates: readonly string[];
  /** Told in a notification after success. */
  success?: string;
  /** The caller shows failures itself; otherwise they are told in a notification. */
  quiet?: boolean;
};

/** A mutation: `change.mutate({ params, query, body })`, or `mutateAsync`, which throws ApiFailure. */
export const useChange = <Answer = unknown>(
  route: Route,
  { invalidates, success, quiet = false }: Change,
): UseMutationResult<Answer, ApiFailure, Input> => {
  const client = useQueryClient();
  return useMutation<Answer, ApiFailure, Input>({
    mutationFn: (input) => call<Answer>(route, input),
    onSuccess: async () => {
      if (success) notifyDone(success);
      await invalidate(client, invalidates);
    },
    onError: (failure) => {
      if (!quiet) notifyFailure(failure);
    },
  });
};
