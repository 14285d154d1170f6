/** Claims that a tenant's script adds to access tokens, and its right to refuse them. */
import { recordRefusal } from '../audit/index.ts';
import type { Context } from '../platform.ts';
import { activeScript, run } from './scripts.ts';

/** What tokens say of themselves; no script changes it (a script that could would be an issuer of its own). */
const RESERVED = new Set([
  'iss',
  'sub',
  'aud',
  'exp',
  'iat',
  'nbf',
  'jti',
  'client_id',
  'azp',
  'scope',
  'organization_id',
  'act',
  'may_act',
  'cnf',
  'auth_time',
  'acr',
  'amr',
  'sid',
]);
/** Characters of JSON; tokens travel in headers and cookies. */
const MAX_CLAIMS = 4096;

/** How a script answered: with claims, or with a refusal that the app is told. */
export type CustomClaims = { claims: Record<string, unknown> } | { refusal: string };

const NONE: CustomClaims = { claims: {} };

const EVENT = {
  'jwt.accessToken': 'JwtCustomizer.AccessToken',
  'jwt.clientCredentials': 'JwtCustomizer.ClientCredentials',
} as const;

const readClaims = (value: unknown): Record<string, unknown> | string => {
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) return 'The script did not return an object.';
  if (JSON.stringify(value).length > MAX_CLAIMS) return 'The claims are too large.';
  return Object.fromEntries(Object.entries(value).filter(([name]) => !RESERVED.has(name)));
};

/**
 * The claims that the tenant's script for a kind of token adds. `load` reads what the script is told and is called only
 * when there is a script. A script that fails adds nothing, or refuses the token where the tenant wants that; both are
 * in the trail. Call it outside transactions.
 */
export const customClaims = async (
  context: Context,
  kind: keyof typeof EVENT,
  about: { userId?: string; applicationId: string },
  token: Record<string, unknown>,
  load: () => Promise<Record<string, unknown>>,
): Promise<CustomClaims> => {
  const script = await activeScript(context, kind);
  if (!script) return NONE;
  const outcome = await run(context, script, { token, context: await load() });
  if (outcome.type === 'denied') {
    const refusal = outcome.message || 'The token was refused by a rule of this tenant.';
    await recordRefusal(context, { ...about, key: EVENT[kind], payload: { denied: true, reason: refusal } });
    return { refusal };
  }
  const claims = outcome.type === 'value' ? readClaims(outcome.value) : outcome.message;
  if (typeof claims !== 'string') return { claims };
  await recordRefusal(context, { ...about, key: EVENT[kind], payload: { failed: true, reason: claims } });
  return script.onError === 'block' ? { refusal: 'The token could not be completed.' } : NONE;
};
