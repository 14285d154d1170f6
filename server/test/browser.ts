/** A browser as far as HTTP goes: a cookie jar per host, no redirect followed by itself. */

export type Answer = {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape.
  json: any;
  location: string | undefined;
};

export type RequestOptions = {
  method?: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent form-encoded. */
  form?: Record<string, string>;
};

export type Browser = {
  /** Sends a request; a path is taken on the browser's first origin. */
  send: (url: string, options?: RequestOptions) => Promise<Answer>;
  get: (url: string) => Promise<Answer>;
  post: (url: string, json?: unknown) => Promise<Answer>;
  put: (url: string, json?: unknown) => Promise<Answer>;
  /** Follows redirects from `url` while they stay on `within` (origins); answers the last answer and its URL. */
  follow: (url: string, within?: readonly string[]) => Promise<Answer & { url: string }>;
  /** Cookies of the first origin's host: name → value. Cookies cross ports, as in real browsers. */
  readonly cookies: Map<string, string>;
};

const parse = (text: string, type: string | null): unknown => {
  if (!type?.includes('json') || text === '') return undefined;
  return JSON.parse(text);
};

/** A new browser with an empty jar. */
export const createBrowser = (origin: string): Browser => {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (url: URL): Map<string, string> => {
    const known = jars.get(url.hostname) ?? new Map<string, string>();
    jars.set(url.hostname, known);
    return known;
  };
  const keep = (jar: Map<string, string>, headers: Headers) => {
    for (const line of headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';');
      const at = pair.indexOf('=');
      const name = pair.slice(0, at).trim();
      const value = pair.slice(at + 1).trim();
      const expired = attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute));
      if (expired || value === '') jar.delete(name);
      else jar.set(name, value);
    }
  };
  const send = async (path: string, options: RequestOptions = {}): Promise<Answer> => {
    const url = new URL(path, origin);
    const jar = jarOf(url);
    const headers: Record<string, string> = { ...options.headers };
    if (jar.size > 0) headers.cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    let body: string | null = null;
    if (options.json !== undefined) {
      headers['content-type'] = 'application/json';
      body = JSON.stringify(options.json);
    } else if (options.form) {
      headers['content-type'] = 'application/x-www-form-urlencoded';
      body = new URLSearchParams(options.form).toString();
    }
    const response = await fetch(url, { method: options.method ?? 'GET', headers, body, redirect: 'manual' });
    keep(jar, response.headers);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: parse(text, response.headers.get('content-type')),
      location: response.headers.get('location') ?? undefined,
    };
  };
  return {
    send,
    get: (url) => send(url),
    post: (url, json) => send(url, { method: 'POST', ...(json === undefined ? {} : { json }) }),
    put: (url, json) => send(url, { method: 'PUT', ...(json === undefined ? {} : { json }) }),
    follow: async (url, within = [origin]) => {
      let current = new URL(url, origin);
      for (let hops = 0; hops < 10; hops += 1) {
        const answer = await send(current.href);
        const next = answer.location ? new URL(answer.location, current) : undefined;
        if (!next || !within.includes(next.origin)) return { ...answer, url: current.href };
        current = next;
      }
      throw new Error(`too many redirects from ${url}`);
    },
    get cookies() {
      return jarOf(new URL(origin));
    },
  };
};
