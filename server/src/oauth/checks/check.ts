/** The shape of one check of an authorization request. */
import type { CachedApplication } from '../../applications/index.ts';
import type { JsonObject } from '../../db/index.ts';
import type { Context } from '../../platform.ts';
import type { ResponseMode } from '../answer.ts';
import type { Parameters } from '../parameters.ts';
import type { ClaimsRequest } from '../tokens/claims-request.ts';

/** A validated authorization request. Stored with the interaction, where it alone is authoritative (O-13). */
export type AuthorizationRequest = {
  clientId: string;
  /** Exactly as the app registered it. */
  redirectUri: string;
  state: string | null;
  /** Words of `scope`, without repeats, unknown ones included: they may be permissions of an API. */
  scope: string;
  resources: string[];
  prompt: string[];
  /** Seconds. */
  maxAge: number | null;
  nonce: string | null;
  codeChallenge: string | null;
  responseMode: ResponseMode;
  /** Thumbprint of the key that must redeem the code. */
  dpopJkt: string | null;
  claims: ClaimsRequest | null;
  /** The one user who may be signed in; null for anybody. */
  subject: string | null;
  /** Authentication contexts that were asked for and can be reached, the most wanted first. */
  contexts: string[];
  /** Whether one of them has to be reached. */
  isContextEssential: boolean;
  /** Milliseconds: a sign-in before this does not count where a new one is asked for. */
  startedAt: number;
};

/** How a request came: by the browser, signed or not; pushed, signed or not; or taken out of those pushed before. */
export type SentAs = 'plain' | 'signed' | 'pushed' | 'pushed-signed' | 'taken';

/** What a check is given. It reads `parameters` and writes its part of `request`. */
export type Asked = {
  readonly context: Context;
  readonly application: CachedApplication;
  readonly parameters: Parameters;
  readonly sentAs: SentAs;
  readonly request: AuthorizationRequest;
};

/** The request before its checks have written their parts. */
export const emptyRequest = (
  { context, application, parameters }: Omit<Asked, 'request'>,
  redirectUri: string,
): AuthorizationRequest => ({
  clientId: application.id,
  redirectUri,
  state: parameters.get('state') ?? null,
  scope: '',
  resources: [],
  prompt: [],
  maxAge: null,
  nonce: null,
  codeChallenge: null,
  responseMode: 'query',
  dpopJkt: null,
  claims: null,
  subject: null,
  contexts: [],
  isContextEssential: false,
  startedAt: context.platform.clock.now(),
});

/** Throws the refusal that goes to the app's redirect URI. */
export type Check = (asked: Asked) => void | Promise<void>;

/** The request as JSON and back: it is our own row, written by this version or an older one. */
export const toStored = (request: AuthorizationRequest): JsonObject => request as unknown as JsonObject;
export const fromStored = (stored: JsonObject): AuthorizationRequest =>
  stored as unknown as AuthorizationRequest;
