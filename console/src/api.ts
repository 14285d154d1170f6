/**
 * The console's way to the server. A route is named as the server names it (`GET /api/applications/:id`);
 * `/api/…` is sent to the chosen tenant's Management API below `/console/api/tenants/<tenantId>/`.
 * The administrator's session is an HttpOnly cookie; no token ever reaches this code.
 */
import {
  keepPreviousData,
  QueryClient,
  replaceEqualDeep,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { Api } from 'genkan/api';
import {
  ApiFailure,
  type BodyOf as BodyOfOperation,
  createClient,
  type Operation,
  type ResponseOf,
} from 'genkan/client';
import { currentLanguage } from './i18n/index.ts';
import { translateFailure } from './i18n/refusals.ts';
import { notifyDone, notifyFailure } from './notify.ts';
import { tenantId } from './tenant.ts';
import { keepVersion, versionOf } from './versions.ts';

export { ApiFailure };

/** Every operation of the API, such as `GET /api/applications/:id`. */
export type Route = Operation<Api>;
export type ReadRoute = Extract<Route, `GET ${string}`>;

/** What a route answers. */
export type AnswerOf<R extends Route> = ResponseOf<Api, R>;
/** What a route takes as its body. */
export type BodyOf<R extends Route> = BodyOfOperation<Api, R>;
type ItemOf<List> = List extends readonly (infer Item)[] ? Item : never;

type Value = string | number | boolean | undefined;

export type Input<Body = unknown> = {
  params?: Record<string, string>;
  query?: Record<string, Value | readonly string[]>;
  body?: Body;
  /** What the change rests on, as it was read: the server refuses when it has another version by now. */
  over?: unknown;
};

/** One page of a list and the size of the whole list (the `Total-Number` header); `isCapped`: there are more than that. */
export type Page<Item> = { items: Item[]; total: number; isCapped?: boolean };

const resolvePath = (path: string, params: Record<string, string> = {}): string =>
  path.replace(/:([a-zA-Z]+)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`path parameter ${name} is missing for ${path}`);
    return encodeURIComponent(value);
  });

/** What belongs to the installation and not to one tenant is managed at tenant `admin`. */
const ofInstallation =
  /^\/api\/(administrators|administrator-roles|administrator-invitations|tenants)(?=\/|$)/;

const delegated = (path: string): string => {
  if (!path.startsWith('/api/')) return path;
  const tenant = ofInstallation.test(path) ? 'admin' : tenantId;
  return `/console/api/tenants/${encodeURIComponent(tenant)}${path.slice(4)}`;
};

const client = createClient<Api>({
  rewrite: delegated,
  headers: {
    'x-genkan-console': '1',
    get 'accept-language'() {
      return currentLanguage();
    },
  },
});

/** The client with its route chosen at run time; the hooks below give each route its own types. */
type Sent = { value: unknown; total?: number; isCapped?: boolean; etag?: string | undefined };
type Sending = Omit<Input, 'over'> & { ifMatch: string | undefined };
const transport = client.send as (route: Route, input: Sending) => Promise<Sent>;

/** Query parameters that say nothing are left out. */
const withoutEmpty = (query: Input['query'] = {}): NonNullable<Input['query']> =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== '' && value !== undefined));

/** Routes whose 401 is an answer and no reason to leave the page. */
const answersSignedOut: readonly string[] = ['GET /console/api/session', 'POST /console/api/set-up'];

/** Where to sign in so that this page opens afterwards. */
export const signInAddress = (): string => {
  const { pathname, search } = window.location;
  return `/console/sign-in?to=${encodeURIComponent(`${pathname}${search}`)}`;
};

const noAnswer = (): ApiFailure =>
  new ApiFailure(
    0,
    'network',
    currentLanguage() === 'ja' ? 'サーバーに接続できません。' : 'The server cannot be reached.',
  );

const send = async (route: Route, { over, ...input }: Input = {}): Promise<Sent> => {
  try {
    const ifMatch = versionOf(over).tag;
    return await transport(route, { ...input, query: withoutEmpty(input.query), ifMatch });
  } catch (failure) {
    if (!(failure instanceof ApiFailure)) throw failure;
    if (failure.code === 'network') throw noAnswer();
    if (failure.status === 401 && !answersSignedOut.includes(route)) {
      window.location.assign(signInAddress());
    }
    throw translateFailure(failure, currentLanguage());
  }
};

/** Calls a route once, outside of the cache; throws ApiFailure. */
export const call = async <Answer = unknown>(route: Route, input?: Input): Promise<Answer> =>
  (await send(route, input)).value as Answer;

/** Reads one thing once, outside of the cache, so that a change can rest on it; throws ApiFailure. */
export const readVersion = async <R extends ReadRoute>(route: R, input?: Input): Promise<AnswerOf<R>> => {
  const { value, etag } = await send(route, input);
  return keepVersion(value as AnswerOf<R>, { tag: etag });
};

const failureFrom = async (answer: Response): Promise<ApiFailure> => {
  const body = (await answer.json()) as { code?: string; message?: string; data?: unknown };
  const { code = 'http', message = answer.statusText, data } = body;
  return translateFailure(new ApiFailure(answer.status, code, message, data), currentLanguage());
};

/** Routes that take a file as the one part of a form. */
type UploadRoute = Extract<Route, 'POST /api/user-assets' | 'POST /api/sign-in-exp/default/custom-ui-assets'>;

/** Sends a file; throws ApiFailure. */
export const upload = async <R extends UploadRoute>(route: R, file: File): Promise<AnswerOf<R>> => {
  const body = new FormData();
  body.append('file', file);
  const answer = await fetch(delegated(route.slice('POST '.length)), {
    method: 'POST',
    body,
    headers: { 'x-genkan-console': '1', 'accept-language': currentLanguage() },
  }).catch(() => {
    throw noAnswer();
  });
  if (!answer.ok) throw await failureFrom(answer);
  return (await answer.json()) as AnswerOf<R>;
};

/** Fetches what a route streams and hands it to the browser as a file; throws ApiFailure. */
export const saveFile = async (path: string, query: Input['query'], name: string): Promise<void> => {
  const parameters = new URLSearchParams(
    Object.entries(withoutEmpty(query)).map(([key, value]) => [key, String(value)]),
  );
  const answer = await fetch(`${delegated(path)}?${parameters}`, { headers: { 'x-genkan-console': '1' } });
  if (!answer.ok) throw await failureFrom(answer);
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
};

const retries = (count: number, failure: Error): boolean =>
  count < 2 && failure instanceof ApiFailure && (failure.status === 0 || failure.status >= 500);

export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: 5_000, retry: retries, refetchOnWindowFocus: true } },
});

const keyOf = (route: Route, input: Input) =>
  ['api', resolvePath(route.split(' ')[1] ?? '', input.params), input.query ?? {}] as const;

type Reading = Omit<Input, 'body'> & { enabled?: boolean; refetchInterval?: number | false };

/** Reads `GET …` through the cache. The answer has the route's type, or the narrower one that is named. */
export function useApi<R extends ReadRoute>(
  route: R,
  reading?: Reading,
): UseQueryResult<AnswerOf<R>, ApiFailure>;
export function useApi<Answer>(route: ReadRoute, reading?: Reading): UseQueryResult<Answer, ApiFailure>;
export function useApi(
  route: ReadRoute,
  { enabled = true, refetchInterval = false, ...input }: Reading = {},
): UseQueryResult<unknown, ApiFailure> {
  const key = keyOf(route, input);
  return useQuery<unknown, ApiFailure>({
    queryKey: key,
    queryFn: async () => {
      const { value, etag } = await send(route, input);
      return keepVersion(value, { tag: etag, key });
    },
    // What has not changed stays the same object, and stands for the version that was read last.
    structuralSharing: (known, read) => keepVersion(replaceEqualDeep(known, read), versionOf(read)),
    enabled,
    refetchInterval,
  });
}

/** Reads again, through the cache, what `useApi` has read; throws ApiFailure. */
export const readAgain = async <Answer>(known: Answer): Promise<Answer> => {
  const { key: queryKey } = versionOf(known);
  if (!queryKey) return known;
  await queryClient.refetchQueries({ queryKey, exact: true }, { throwOnError: true });
  return queryClient.getQueryData<Answer>(queryKey) ?? known;
};

/** Reads one page of a list with its total; the page before stays visible until the next has come. */
export function usePage<R extends ReadRoute>(
  route: R,
  reading?: Reading,
): UseQueryResult<Page<ItemOf<AnswerOf<R>>>, ApiFailure>;
export function usePage<Item>(route: ReadRoute, reading?: Reading): UseQueryResult<Page<Item>, ApiFailure>;
export function usePage(
  route: ReadRoute,
  { enabled = true, refetchInterval = false, ...input }: Reading = {},
): UseQueryResult<Page<unknown>, ApiFailure> {
  return useQuery<Page<unknown>, ApiFailure>({
    queryKey: [...keyOf(route, input), 'page'],
    queryFn: async () => {
      const { value, total, isCapped = false } = await send(route, input);
      const items = value as unknown[];
      return { items, total: total ?? items.length, isCapped };
    },
    placeholderData: keepPreviousData,
    enabled,
    refetchInterval,
  });
}

/** The server's largest page. */
const largestPage = 100;

/** Reads a whole list once, page after page; throws ApiFailure. */
export const readAll = async <R extends ReadRoute>(
  route: R,
  input: Input,
): Promise<ItemOf<AnswerOf<R>>[]> => {
  const items: ItemOf<AnswerOf<R>>[] = [];
  for (let page = 1; ; page += 1) {
    const query = { ...input.query, page, page_size: largestPage };
    const { value, total = 0 } = await send(route, { ...input, query });
    const rows = value as ItemOf<AnswerOf<R>>[];
    items.push(...rows);
    if (rows.length < largestPage || items.length >= total) return items;
  }
};

/** A whole list through the cache; for what is chosen from or replaced as one, not for lists without an end. */
export const useAll = <R extends ReadRoute>(
  route: R,
  { enabled = true, ...input }: Omit<Reading, 'refetchInterval'> = {},
): UseQueryResult<ItemOf<AnswerOf<R>>[], ApiFailure> =>
  useQuery<ItemOf<AnswerOf<R>>[], ApiFailure>({
    queryKey: [...keyOf(route, input), 'all'],
    queryFn: () => readAll(route, input),
    enabled,
  });

const readFrom =
  (paths: readonly string[]) =>
  ({ queryKey: [kind, path] }: { queryKey: readonly unknown[] }): boolean =>
    kind === 'api' && typeof path === 'string' && paths.some((prefix) => path.startsWith(prefix));

/** Marks everything read from paths that begin with one of these as stale, and reads again what is on the page. */
export const invalidate = (queries: QueryClient, paths: readonly string[]): Promise<void> =>
  queries.invalidateQueries({ predicate: readFrom(paths) });

/** Drops everything read from paths that begin with one of these, except what is on the page. */
export const forget = (queries: QueryClient, paths: readonly string[]): void =>
  queries.removeQueries({ type: 'inactive', predicate: readFrom(paths) });

type Change = {
  /** Path prefixes (`/api/applications`) whose cached answers this change makes stale. */
  invalidates: readonly string[];
  /** Told in a notification after success. */
  success?: string;
  /** The caller shows failures itself; otherwise they are told in a notification. */
  quiet?: boolean;
};

/** A mutation: `change.mutate({ params, query, body })`, or `mutateAsync`, which throws ApiFailure. */
export const useChange = <R extends Route>(
  route: R,
  { invalidates, success, quiet = false }: Change,
): UseMutationResult<AnswerOf<R>, ApiFailure, Input<BodyOf<R>>> => {
  const queries = useQueryClient();
  return useMutation<AnswerOf<R>, ApiFailure, Input<BodyOf<R>>>({
    mutationFn: (input) => call<AnswerOf<R>>(route, input),
    onSuccess: async () => {
      if (success) notifyDone(success);
      await invalidate(queries, invalidates);
    },
    onError: (failure) => {
      if (!quiet) notifyFailure(failure);
    },
  });
};
