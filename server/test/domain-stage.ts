/**
 * What custom domains need around the application: a name server, and the operator's proxy, which ends TLS and passes
 * on what comes for a name. The guarded client is the real one; only the name's address is ours to say.
 */
import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import type { Outgoing } from '../src/platform.ts';
import { type ApiAnswer, startApp, type TestApp } from './app.ts';
import { startDns, type TestDns } from './dns-server.ts';

/** Nobody listens there. */
const CLOSED = 'http://127.0.0.1:1';

export type HostRequest = {
  method?: string;
  headers?: Record<string, string>;
  /** Sent form-encoded. */
  form?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
};
export type HostAnswer = { status: number; headers: Headers; text: string; body: ApiAnswer['body'] };

/** Sends a request for a host to wherever it is served; fetch would say the address in its Host header. */
export const sendTo = (
  origin: string,
  host: string,
  path: string,
  { method = 'GET', headers = {}, form, json }: HostRequest = {},
): Promise<HostAnswer> =>
  new Promise((resolve, reject) => {
    const [type, content] = form
      ? ['application/x-www-form-urlencoded', String(new URLSearchParams(form))]
      : ['application/json', JSON.stringify(json)];
    const typed = content === undefined ? {} : { 'content-type': type };
    const sent = httpRequest(
      `${origin}${path}`,
      { method, agent: false, headers: { ...typed, ...headers, host } },
      async (answer) => {
        const chunks: Buffer[] = [];
        for await (const chunk of answer) chunks.push(chunk as Buffer);
        const text = Buffer.concat(chunks).toString();
        const pairs = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
          values.map((value): [string, string] => [name, value]),
        );
        const isJson = /[/+]json\b/.test(answer.headers['content-type'] ?? '');
        resolve({
          status: answer.statusCode ?? 0,
          headers: new Headers(pairs),
          text,
          body: isJson && text ? JSON.parse(text) : undefined,
        });
      },
    );
    sent.on('error', reject);
    sent.end(content);
  });

/** Lets the application reach names over https: `proxied` says where each leads. */
const passOn = (app: TestApp, proxied: ReadonlyMap<string, string>): void => {
  const platform = app.platform as { outgoing: Outgoing };
  const { outgoing } = platform;
  platform.outgoing = (to, init = {}) => {
    const url = new URL(to);
    if (url.protocol !== 'https:' || !url.hostname.endsWith('.example')) return outgoing(to, init);
    const headers = new Headers(init.headers);
    headers.set('host', url.host);
    return outgoing(`${proxied.get(url.hostname) ?? CLOSED}${url.pathname}`, { ...init, headers });
  };
};

export type DomainStage = {
  readonly app: TestApp;
  readonly dns: TestDns;
  /** Name → the http origin that the proxy passes its requests to. */
  readonly proxied: Map<string, string>;
  claim: (domain: string, tenantId?: string) => Promise<ApiAnswer['body']>;
  /** The domain as the API tells it, looked at again. */
  look: (id: string, tenantId?: string) => Promise<ApiAnswer['body']>;
  /** Sets what the records of a claim say. */
  setRecords: (claimed: ApiAnswer['body']) => void;
  /** A domain in use. */
  open: (domain: string, tenantId?: string) => Promise<ApiAnswer['body']>;
  close: () => Promise<void>;
};

/** Starts it all. `close` it. */
export const openDomainStage = async (): Promise<DomainStage> => {
  const dns = await startDns();
  const app = await startApp({ settings: { DNS_SERVERS: dns.address } });
  const proxied = new Map<string, string>();
  passOn(app, proxied);
  const need = async (method: string, path: string, body?: unknown, tenantId?: string) => {
    const answer = await app.management(method, path, body, tenantId);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const stage: DomainStage = {
    app,
    dns,
    proxied,
    claim: (domain, tenantId) => need('POST', '/api/domains', { domain }, tenantId),
    look: (id, tenantId) => {
      app.clock.advance(10_001);
      return need('GET', `/api/domains/${id}`, undefined, tenantId);
    },
    setRecords: ({ domain, dnsRecords: [txt] }) => {
      const before = dns.records.get(`TXT ${txt.name}`) ?? [];
      dns.records.set(`TXT ${txt.name}`, [...before, txt.value]);
      dns.records.set(`A ${domain}`, ['192.0.2.1']);
      proxied.set(domain, app.origin);
    },
    open: async (domain, tenantId) => {
      const claimed = await stage.claim(domain, tenantId);
      stage.setRecords(claimed);
      const found = await stage.look(claimed.id, tenantId);
      assert.equal(found.status, 'Active', JSON.stringify(found));
      return found;
    },
    close: async () => {
      await app.close();
      await dns.close();
    },
  };
  return stage;
};
