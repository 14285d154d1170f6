/** Tenants' scripts. */
import type { Json } from './column.ts';

/** One row per tenant and kind: a script for claims, or an action. */
export type ScriptsTable = {
  tenantId: string;
  kind:
    | 'jwt.accessToken'
    | 'jwt.clientCredentials'
    | 'action.postFirstFactorVerification'
    | 'action.postSignIn';
  source: string;
  /** Environment variables as JSON, sealed. */
  sealedEnvironment: string;
  contextSample: Json<unknown>;
  tokenSample: Json<unknown>;
  enabled: boolean;
  onError: 'allow' | 'block';
  updatedAt: number;
};

export type ScriptingTables = { scripts: ScriptsTable };
