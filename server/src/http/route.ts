/**
 * A route of the JSON API, defined once: validation, authorisation, OpenAPI and the typed client follow from it.
 * A route without a scope does not type-check.
 */
import { z } from 'zod';
import type { Context } from '../platform.ts';
import { refuse } from './errors.ts';
import type { Incoming } from './incoming.ts';

/**
 * Who may call a route:
 * - `public`: anyone;
 * - `interaction`: the browser of a sign-in under way (cookie; the handler loads it);
 * - `management`: a client or administrator of the tenant's Management API with the scope that management.ts gives to
 *   the operation (`users:read`), or `all`;
 * - `management:secrets`: the same with `secrets:read`: the answer reveals a stored secret (audited by the handler);
 * - `account`: a user with an access token for userinfo; `account:identities` also needs scope `identities`, and that the
 *   token was not exchanged for another; `account:sessions` needs scope `urn:logto:scope:sessions`. Applications of others may read here, never change;
 * - `console`: an administrator's browser session on the admin origin, with the console's CSRF header.
 */
export type Scope =
  | 'public'
  | 'interaction'
  | 'management'
  | 'management:secrets'
  | 'account'
  | 'account:identities'
  | 'account:sessions'
  | 'console';

type SuccessStatus = 200 | 201 | 202 | 204;

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Lets a handler say more than its value: headers, a total for paging, another status. */
export type Reply = {
  /** The specification's `otherStatus`, where it is that which happened. */
  status: SuccessStatus | undefined;
  readonly headers: [name: string, value: string][];
  /** `Set-Cookie` values, as setCookie and clearCookie make them. */
  readonly cookies: string[];
  /** Sets Total-Number and Link (RFC 8288) from the total and the request's paging. */
  paged: (total: number) => void;
  /** Answers with pieces of text as they come, no faster than the client reads, in place of the handler's value. */
  stream: (contentType: string, pieces: AsyncIterable<string>) => void;
  /** What `stream` was given. */
  readonly streamed?: { readonly contentType: string; readonly pieces: AsyncIterable<string> } | undefined;
};

export type Call<Params, Query, Body> = {
  readonly context: Context;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly incoming: Incoming;
  readonly reply: Reply;
};

type Specification<Params, Query, Body, Response> = {
  summary: string;
  scope: Scope;
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  response?: z.ZodType<Response>;
  /**
   * The body carries texts that together are longer than most requests: up to LONG_BODY_LIMIT bytes. For the Management
   * API alone, whose callers are known before a body is read.
   */
  longBody?: true;
  /** The body is multipart/form-data with a part `file`, of this many bytes at most; the handler reads it. */
  uploads?: number;
  /** Content type of an answer that is streamed. */
  streams?: string;
  /** Status of success: 200, or 204 where there is no response schema. */
  status?: SuccessStatus;
  /** Another status of success, which the handler chooses by `reply.status`: 201 where a PUT has created. */
  otherStatus?: SuccessStatus;
  /** Statuses of documented refusals beside those the scope brings. */
  errors?: readonly number[];
};

export type Route<Operation extends string, Params, Query, Body, Response> = {
  readonly operation: Operation;
  readonly specification: Specification<Params, Query, Body, Response>;
  handle(call: Call<Params, Query, Body>): Promise<Response> | Response;
};

/** Any route, for lists. */
export type AnyRoute = Route<string, unknown, unknown, unknown, unknown>;

/** Statuses of success of a route, the usual one first. */
export const successStatuses = ({ specification }: AnyRoute): [SuccessStatus, ...SuccessStatus[]] => {
  const { status, otherStatus, response, streams } = specification;
  return [status ?? (response || streams ? 200 : 204), ...(otherStatus === undefined ? [] : [otherStatus])];
};

/** Defines a route. `operation` is method, space and path with `:name` parameters. */
export const route = <
  const Operation extends `${Method} /${string}`,
  Params = Record<never, never>,
  Query = Record<never, never>,
  Body = undefined,
  Response = void,
>(
  operation: Operation,
  specification: Specification<Params, Query, Body, Response>,
  handle: (call: Call<Params, Query, Body>) => Promise<NoInfer<Response>> | NoInfer<Response>,
): Route<Operation, Params, Query, Body, Response> => ({ operation, specification, handle });

/** An id in a path or body: what createId makes and what operators choose, never a path or a wildcard. */
export const idSchema = z.string().regex(/^[\w.:-]{1,128}$/, 'must be an id');

/** A query parameter that may be repeated (`types=SPA&types=Native`). */
export const repeated = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).max(100).optional(),
  );

/** A query parameter `true` or `false` (also `1` and `0`). */
export const flag = z
  .enum(['true', 'false', '1', '0'])
  .transform((value) => value === 'true' || value === '1')
  .optional();

const MAX_PAGE_SIZE = 100;

/** Query parameters of paged lists: `page` from 1, `page_size` up to 100, 20 unless told. */
export const pagingSchema = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  page_size: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(20),
});

/** LIMIT and OFFSET of a page. */
export const pageOf = (query: { page: number; page_size: number }): { limit: number; offset: number } => ({
  limit: query.page_size,
  offset: (query.page - 1) * query.page_size,
});

type Issue = z.core.$ZodIssue;

/**
 * What is wrong with a value that is none of several shapes: "Invalid input" names nothing to mend, so the shapes that
 * it comes nearest to are told, with the path from the top.
 */
const nearest = (issue: Issue): Issue[][] => {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [[issue]];
  const fewest = Math.min(...issue.errors.map((issues) => issues.length));
  return issue.errors
    .filter((issues) => issues.length === fewest)
    .map((issues) =>
      issues
        .map((one): Issue => ({ ...one, path: [...issue.path, ...one.path] }))
        .flatMap((one) => nearest(one).flat()),
    );
};

const words = (issue: Issue): string => `${issue.path.join('.') || 'value'}: ${issue.message}`;
const reasonOf = (error: z.ZodError): string =>
  error.issues
    .slice(0, 5)
    .map((issue) => [...new Set(nearest(issue).map((shape) => shape.slice(0, 5).map(words).join(', ')))])
    .map((shapes) => shapes.join(' or '))
    .join('; ');

/** Parses one part of a request. Refuses with `guard.invalid_input`; `data.issues` lists path and message. */
export const validate = <T>(schema: z.ZodType<T>, value: unknown, part: 'params' | 'query' | 'body'): T => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues
    .flatMap((issue) => nearest(issue).flat())
    .map(({ path, message }) => ({ path: path.join('.'), message }));
  throw refuse('guard.invalid_input', { type: part, reason: reasonOf(result.error), issues });
};
