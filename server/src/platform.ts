/** The values that every capability is handed: one Platform per process, one Context per request. Types only. */
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Db } from './db/index.ts';
import type { Clock } from './lib/clock.ts';
import type { Sealer } from './lib/seal.ts';

/** Sends one outgoing request through the guarded client (http/safe-fetch). */
export type Outgoing = (url: string | URL, init?: OutgoingInit) => Promise<Response>;
export type OutgoingInit = {
  method?: string;
  headers?: Record<string, string> | Headers;
  body?: string | URLSearchParams | Uint8Array | null;
  /** Milliseconds for the whole exchange; 5000 unless told. */
  timeout?: number;
  /** Bytes of the answer's body; 1 MiB unless told. */
  maxBytes?: number;
};

export type Platform = {
  readonly config: Config;
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  readonly sealer: Sealer;
  readonly outgoing: Outgoing;
};

export type Tenant = {
  readonly id: string;
  readonly name: string;
  /** Scheme, host and port, without a slash at the end: the tenant's own, or the custom domain that was asked. */
  readonly origin: string;
  /** `origin` + `/oidc`. */
  readonly issuer: string;
  /** Every issuer of the tenant: its own first, then those of its custom domains in use. */
  readonly issuers: readonly string[];
};

/** Who asks. An administrator is a user of tenant `admin` acting on the tenant of the context. */
export type Actor =
  | { readonly type: 'anonymous' }
  | {
      readonly type: 'user';
      readonly userId: string;
      readonly applicationId: string;
      /** The browser session that the token was given in. */
      readonly sessionId: string | null;
      readonly scopes: readonly string[];
    }
  | { readonly type: 'application'; readonly applicationId: string; readonly scopes: readonly string[] }
  | {
      readonly type: 'administrator';
      readonly userId: string;
      readonly role: string;
      /** Of the Management API of the context's tenant. */
      readonly scopes: readonly string[];
    }
  | { readonly type: 'cli' }
  | { readonly type: 'system' };

/** Where a request came from, as far as the trusted proxies tell. */
export type From = { readonly ip: string; readonly userAgent: string | null; readonly requestId: string };

/** Which operation of the JSON API is being called, as webhooks tell it. */
export type ApiCall = {
  readonly method: string;
  readonly path: string;
  /** The path with `:name` for what varies. */
  readonly matchedRoute: string;
  readonly params: Readonly<Record<string, string>>;
  /** The status of its success. */
  readonly status: number;
};

export type Context = {
  readonly platform: Platform;
  readonly tenant: Tenant;
  readonly actor: Actor;
  readonly from: From;
  /** Only for a route of the JSON API. */
  readonly call?: ApiCall;
};
