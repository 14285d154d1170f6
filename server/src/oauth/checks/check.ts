/** The shape of one check of an authorization request. */
import type { CachedApplication } from '../../applications/index.ts';
import type { JsonObject } from '../../db/index.ts';
import type { Context } from '../../platform.ts';
import type { Parameters } from '../parameters.ts';

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
  /** Milliseconds: a sign-in before this does not count where a new one is asked for. */
  startedAt: number;
};

/** What a check is given. It reads `parameters` and writes its part of `request`. */
export type Asked = {
  readonly context: Context;
  readonly application: CachedApplication;
  readonly parameters: Parameters;
  readonly request: AuthorizationRequest;
};

/** Throws the refusal that goes to the app's redirect URI. */
export type Check = (asked: Asked) => void | Promise<void>;

/** The request as JSON and back: it is our own row, written by this version or an older one. */
export const toStored = (request: AuthorizationRequest): JsonObject => request as unknown as JsonObject;
export const fromStored = (stored: JsonObject): AuthorizationRequest =>
  stored as unknown as AuthorizationRequest;
