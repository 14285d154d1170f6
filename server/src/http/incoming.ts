/** What handlers may know of a request: a small, framework-free view with bounded bodies. */
import type { Context } from '../platform.ts';
import { type CookieKeys, openCookie } from './cookies.ts';
import { refuse } from './errors.ts';

/** Bytes a request body may have unless a route says otherwise. */
const BODY_LIMIT = 100 * 1024;
/** Bytes of a body that carries long texts, such as templates in all their languages. */
export const LONG_BODY_LIMIT = 1024 * 1024;

export type Incoming = {
  readonly method: string;
  /** Path with leading slashes collapsed (SDKs concatenate an endpoint that ends in `/`). */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly params: Readonly<Record<string, string>>;
  header: (name: string) => string | undefined;
  /**
   * The token of one of our cookies by its full name, its MAC checked (see cookies.ts). The first wins when a name is
   * repeated.
   */
  cookie: (name: string) => string | undefined;
  /** The body as text. Refuses with `request.body_too_large` beyond `limit` bytes, before reading on. */
  text: (limit?: number) => Promise<string>;
  /** The body as it is, bounded likewise; the first to read it sets the limit. */
  bytes: (limit: number) => Promise<Uint8Array<ArrayBuffer>>;
};

/** A protocol endpoint or page: answers a Response itself. Its context's actor is anonymous. */
export type Endpoint = {
  readonly operation: `${'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS'} /${string}`;
  readonly handle: (incoming: Incoming, context: Context) => Promise<Response> | Response;
};

/** Declares a protocol endpoint or page: `endpoint('POST /oidc/token', handler)`. */
export const endpoint = (operation: Endpoint['operation'], handle: Endpoint['handle']): Endpoint => ({
  operation,
  handle,
});

const parseCookies = (header: string | undefined): Map<string, string> => {
  const cookies = new Map<string, string>();
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at < 0) continue;
    const name = part.slice(0, at).trim();
    if (!cookies.has(name)) cookies.set(name, part.slice(at + 1).trim());
  }
  return cookies;
};

const readBytes = async (request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> => {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > limit) throw refuse('request.body_too_large', { limit });
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > limit) throw refuse('request.body_too_large', { limit });
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
};

const readBounded = async (request: Request, limit: number): Promise<string> => {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > limit) throw refuse('request.body_too_large', { limit });
  // With a Content-Length the platform never delivers more than was declared.
  if (declared > 0) return request.text();
  return Buffer.from(await readBytes(request, limit)).toString('utf8');
};

/** Makes the view of one request. `search` is the raw query string without `?`. */
export const createIncoming = (
  request: Request,
  facts: {
    path: string;
    search: string;
    params: Record<string, string>;
    /** Bytes that a body may have, where the route takes another size than most. */
    bodyLimit?: number | undefined;
    /** Bytes that an upload may have, where the route takes one. */
    uploadLimit?: number | undefined;
    /** Needed when the request carries a cookie of ours; without keys every cookie is as none. */
    cookieKeys?: CookieKeys | undefined;
  },
): Incoming => {
  let query: URLSearchParams | undefined;
  let cookies: Map<string, string> | undefined;
  let body: Promise<string> | undefined;
  let raw: Promise<Uint8Array<ArrayBuffer>> | undefined;
  return {
    method: request.method,
    path: facts.path,
    params: facts.params,
    get query() {
      query ??= new URLSearchParams(facts.search);
      return query;
    },
    header: (name) => request.headers.get(name) ?? undefined,
    cookie: (name) => {
      cookies ??= parseCookies(request.headers.get('cookie') ?? undefined);
      const value = cookies.get(name);
      return value !== undefined && facts.cookieKeys ? openCookie(facts.cookieKeys, name, value) : undefined;
    },
    text: (limit = facts.bodyLimit ?? BODY_LIMIT) => {
      // An upload is read once, as bytes: who asks for its text first must not spoil it.
      const isUpload = /^multipart\//i.test(request.headers.get('content-type') ?? '');
      if (isUpload) raw ??= readBytes(request, facts.uploadLimit ?? limit);
      body ??= raw?.then((bytes) => Buffer.from(bytes).toString('utf8')) ?? readBounded(request, limit);
      return body;
    },
    bytes: (limit) => {
      raw ??= readBytes(request, limit);
      return raw;
    },
  };
};
