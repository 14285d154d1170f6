/**
 * The typed client of the JSON API, derived from the server's routes. Browser-safe: types and fetch only.
 * `createClient<Api>({ base }).call('GET /api/applications/:id', { params: { id } })`.
 */
import type { Route } from './route.ts';

/** A failed call: the server's `{code, message, data}` with the HTTP status; `code` is `network` without an answer. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: string;
  readonly data: unknown;
  readonly retryAfter: number | undefined;

  constructor(status: number, code: string, message: string, data?: unknown, retryAfter?: number) {
    super(message);
    this.name = 'ApiFailure';
    this.status = status;
    this.code = code;
    this.data = data;
    this.retryAfter = retryAfter;
  }
}

type Parts<R> =
  R extends Route<infer Operation, infer Params, infer Query, infer Body, infer Response>
    ? { operation: Operation; params: Params; query: Query; body: Body; response: Response }
    : never;

/** Operations of an API, such as `GET /api/applications`. */
export type Operation<Api> = Parts<Api>['operation'];
type PartsOf<Api, O> = Extract<Parts<Api>, { operation: O }>;
export type ResponseOf<Api, O extends Operation<Api>> = PartsOf<Api, O>['response'];
export type BodyOf<Api, O extends Operation<Api>> = PartsOf<Api, O>['body'];

type QueryValue = string | number | boolean | readonly string[] | undefined;
export type CallOptions<Api, O extends Operation<Api>> = {
  params?: Record<string, string>;
  query?: Record<string, QueryValue>;
  /** The ETag that the change rests on: 412 when it is no longer the current one. */
  ifMatch?: string | undefined;
  signal?: AbortSignal;
} & (PartsOf<Api, O>['body'] extends undefined ? { body?: undefined } : { body: PartsOf<Api, O>['body'] });

/**
 * A list's page with its total, where the answer carried `Total-Number`; `isCapped`: counting stopped there. `etag` names
 * the version of what has one.
 */
export type Answer<T> = {
  value: T;
  total: number | undefined;
  isCapped: boolean;
  etag: string | undefined;
};

const fill = (path: string, params: Record<string, string>): string =>
  path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));

const search = (query: Record<string, QueryValue>): string => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const item of Array.isArray(value) ? value : [value]) parameters.append(name, String(item));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
};

const failureOf = async (response: Response): Promise<ApiFailure> => {
  const body = (await response.json().catch(() => undefined)) as
    | { code?: string; message?: string; data?: unknown }
    | undefined;
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ApiFailure(
    response.status,
    body?.code ?? `http_${response.status}`,
    body?.message ?? response.statusText,
    body?.data,
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  );
};

/** The server's own tag: a proxy that compresses makes a weak one of it (nginx), or gives it a suffix (Apache). */
const tagIn = (header: string | null): string | undefined =>
  header?.replace(/^W\//, '').replace(/-(gzip|br|deflate|zstd)"$/, '"');

/** Makes a client. `base` is put before each path; `rewrite` may change the path first. */
export const createClient = <Api>(options: {
  base?: string;
  rewrite?: (path: string) => string;
  headers?: Record<string, string>;
}) => {
  const send = async <O extends Operation<Api>>(
    operation: O,
    ...[call]: PartsOf<Api, O>['body'] extends undefined ? [CallOptions<Api, O>?] : [CallOptions<Api, O>]
  ): Promise<Answer<ResponseOf<Api, O>>> => {
    const [method, pattern] = (operation as string).split(' ') as [string, string];
    const path = fill(options.rewrite ? options.rewrite(pattern) : pattern, call?.params ?? {});
    const body = call?.body as unknown;
    const response = await fetch(`${options.base ?? ''}${path}${search(call?.query ?? {})}`, {
      method,
      credentials: 'same-origin',
      headers: {
        ...options.headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(call?.ifMatch === undefined ? {} : { 'if-match': call.ifMatch }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: call?.signal ?? null,
    }).catch((error: Error) => {
      if (error.name === 'AbortError') throw error;
      throw new ApiFailure(0, 'network', error.message);
    });
    if (!response.ok) throw await failureOf(response);
    const total = response.headers.get('total-number');
    const value = response.status === 204 ? undefined : await response.json();
    return {
      value: value as ResponseOf<Api, O>,
      total: total === null ? undefined : Number(total),
      isCapped: response.headers.get('total-number-is-capped') === 'true',
      etag: tagIn(response.headers.get('etag')),
    };
  };
  return {
    /** Calls and answers the value with the list's total. */
    send,
    /** Calls and answers the value alone. Throws ApiFailure. */
    call: async <O extends Operation<Api>>(
      operation: O,
      ...call: PartsOf<Api, O>['body'] extends undefined ? [CallOptions<Api, O>?] : [CallOptions<Api, O>]
    ): Promise<ResponseOf<Api, O>> => (await send(operation, ...call)).value,
  };
};
