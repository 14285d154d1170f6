/** Access tokens as requests carry them (RFC 6750, RFC 9449), and the opaque ones looked up. */
import { cachedApplication } from '../../applications/index.ts';
import type { Incoming } from '../../http/index.ts';
import { sha256 } from '../../lib/digest.ts';
import type { Refusal } from '../../lib/errors.ts';
import type { Context } from '../../platform.ts';
import { refuse } from '../errors.ts';
import { words } from '../parameters.ts';
import { findLiveAccessToken } from './access-tokens.store.ts';
import type { Presented } from './dpop.ts';

/** The token of the Authorization header. Tokens in an address are never read: they end in logs and histories. */
export const readAuthorization = (incoming: Incoming): Presented | undefined => {
  const [name, token, ...rest] = (incoming.header('authorization') ?? '').split(' ');
  const scheme = name?.toLowerCase();
  if ((scheme !== 'bearer' && scheme !== 'dpop') || !token || rest.length > 0) return undefined;
  return { scheme, token };
};

/** RFC 6750 §3.1: who brought no token is told how to come, not what was wrong with it. */
export const refuseMissing = ({ tenant }: Context): Refusal =>
  refuse('invalid_token', 'The request carries no access token.', {
    headers: { 'www-authenticate': `Bearer realm="${tenant.issuer}"` },
  });

/** Only the exact 43 characters that were given are a token: no shorter, longer or other spelling of it (O-21). */
const OPAQUE = /^[\w-]{43}$/;

/**
 * A living opaque access token with its user and scopes, of a client that is there: one that the tenant has turned off
 * holds nothing any more, and nobody knows what its user agreed to (M-14). Never cached.
 */
export const findOpaqueToken = async ({ platform, tenant }: Context, token: string) => {
  if (!OPAQUE.test(token)) return undefined;
  const found = await findLiveAccessToken(
    platform.db.queries,
    tenant.id,
    sha256(token),
    platform.clock.now(),
  );
  if (!found || !(await cachedApplication(platform, tenant.id, found.applicationId))) return undefined;
  return { ...found, scopes: words(found.scope) };
};
