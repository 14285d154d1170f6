/**
 * What an OpenID provider says of itself: its discovery document and its keys, cached per connector. An unknown key
 * causes one more look, at most once a minute, so that a rotation is followed and a flood is not.
 */
import type { JWK } from 'jose';
import { MINUTE } from '../lib/clock.ts';
import { Refusal } from '../lib/errors.ts';
import type { Outgoing } from '../platform.ts';
import type { Checked, Services, Setup } from './connector.ts';
import { refuse } from './errors.ts';

/** The parts of a discovery document (OpenID Connect Discovery 1.0, section 3) that we use. */
export type ProviderMetadata = Checked & {
  readonly algorithms: readonly string[] | undefined;
  readonly clientAuthentication: readonly string[] | undefined;
  readonly raw: Readonly<Record<string, unknown>>;
};

const LIFETIME = 10 * MINUTE;
/** Every save of a connector begins a new entry; beyond this many all are asked for anew. */
const MAX_ENTRIES = 1000;
const REFETCH_PAUSE = MINUTE;

type Cached<T> = { value: Promise<T>; at: number };
type Cache = {
  metadata: Map<string, Cached<ProviderMetadata>>;
  keys: Map<string, Cached<JWK[]> & { refetchedAt: number }>;
};

const caches = new WeakMap<Outgoing, Cache>();

const cacheOf = (services: Services): Cache => {
  let cache = caches.get(services.outgoing);
  if (!cache) {
    cache = { metadata: new Map(), keys: new Map() };
    caches.set(services.outgoing, cache);
  }
  return cache;
};

const fetchJson = async (services: Services, url: string): Promise<Record<string, unknown>> => {
  const answer = await services.outgoing(url, { headers: { accept: 'application/json' } });
  if (answer.status !== 200) {
    throw refuse('connector.provider_unavailable', {
      reason: `${new URL(url).host} answered ${answer.status}`,
    });
  }
  const text = await answer.text();
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch (cause) {
    throw refuse(
      'connector.provider_unavailable',
      { reason: `${new URL(url).host} sent no JSON` },
      { cause },
    );
  }
  throw refuse('connector.provider_unavailable', { reason: `${new URL(url).host} sent no JSON object` });
};

const textList = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : undefined;

const readMetadata = (services: Services, issuer: string, raw: Record<string, unknown>): ProviderMetadata => {
  const invalid = (reason: string) => refuse('connector.discovery_invalid', { issuer, reason });
  if (raw.issuer !== issuer) {
    throw invalid(`it speaks of the issuer ${String(raw.issuer).slice(0, 200)}`);
  }
  const hosts = new Set<string>();
  const address = (name: string): string | null => {
    const value = raw[name];
    if (value === undefined || value === null) return null;
    if (typeof value !== 'string' || !URL.canParse(value)) throw invalid(`${name} is not an address`);
    const url = new URL(value);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && services.mayUsePlainHttp(url))) {
      throw invalid(`${name} is not an https address`);
    }
    if (url.username || url.password || url.hash) throw invalid(`${name} is not a plain address`);
    hosts.add(url.host);
    return value;
  };
  const needed = (name: string): string => {
    const value = address(name);
    if (value === null) throw invalid(`${name} is missing`);
    return value;
  };
  return {
    issuer,
    authorizationEndpoint: needed('authorization_endpoint'),
    tokenEndpoint: needed('token_endpoint'),
    jwksUri: needed('jwks_uri'),
    userinfoEndpoint: address('userinfo_endpoint'),
    hosts: [...hosts].sort(),
    algorithms: textList(raw.id_token_signing_alg_values_supported),
    clientAuthentication: textList(raw.token_endpoint_auth_methods_supported),
    raw,
  };
};

/** Fetches and checks a provider's discovery document, past the cache, and keeps it. */
export const discoverAnew = (services: Services, setup: Setup, issuer: string): Promise<ProviderMetadata> => {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { metadata } = cacheOf(services);
  const name = `${setup.key} ${issuer}`;
  const value = fetchJson(services, url).then((raw) => readMetadata(services, issuer, raw));
  if (metadata.size >= MAX_ENTRIES) metadata.clear();
  metadata.set(name, { value, at: services.clock.now() });
  value.catch(() => {
    if (metadata.get(name)?.value === value) metadata.delete(name);
  });
  return value;
};

/**
 * The provider's description, at most ten minutes old. Throws `connector.hosts_changed` when it names a host that
 * was not confirmed at save: a provider that was taken over must not move our secret elsewhere.
 */
export const describeProvider = async (
  services: Services,
  setup: Setup,
  issuer: string,
): Promise<ProviderMetadata> => {
  const known = cacheOf(services).metadata.get(`${setup.key} ${issuer}`);
  const fresh = known !== undefined && services.clock.now() - known.at < LIFETIME;
  const found = await (fresh ? known.value : discoverAnew(services, setup, issuer));
  const foreign = found.hosts.filter((host) => !setup.hosts.includes(host));
  if (foreign.length > 0) throw refuse('connector.hosts_changed', { hosts: foreign.join(', ') });
  return found;
};

const fetchKeys = async (services: Services, uri: string): Promise<JWK[]> => {
  const { keys } = await fetchJson(services, uri);
  if (!Array.isArray(keys))
    throw refuse('connector.provider_unavailable', { reason: 'its key set has no keys' });
  return keys.filter((key): key is JWK => key !== null && typeof key === 'object').slice(0, 100);
};

const fits = (key: JWK, header: { alg: string; kid: string | undefined }): boolean => {
  const kind = header.alg.startsWith('ES') ? 'EC' : header.alg.startsWith('Ed') ? 'OKP' : 'RSA';
  return (
    key.kty === kind &&
    (key.use === undefined || key.use === 'sig') &&
    (key.alg === undefined || key.alg === header.alg) &&
    (header.kid === undefined || key.kid === header.kid)
  );
};

/**
 * The one key of the provider's key set that a token's header means. The header only chooses among the keys of
 * `jwks_uri`; its own `jwk`, `jku` and `x5u` are never looked at.
 */
export const findKey = async (
  services: Services,
  setup: Setup,
  uri: string,
  header: { alg: string; kid: string | undefined },
): Promise<JWK> => {
  const { keys } = cacheOf(services);
  const name = `${setup.key} ${uri}`;
  const now = services.clock.now();
  const keep = (refetchedAt: number) => {
    const value = fetchKeys(services, uri);
    if (keys.size >= MAX_ENTRIES) keys.clear();
    keys.set(name, { value, at: now, refetchedAt });
    value.catch(() => {
      if (keys.get(name)?.value === value) keys.delete(name);
    });
    return value;
  };
  let known = keys.get(name);
  if (known === undefined || now - known.at >= LIFETIME) {
    await keep(known?.refetchedAt ?? 0);
    known = keys.get(name);
  }
  const first = (await known?.value)?.filter((key) => fits(key, header)) ?? [];
  if (first.length === 1) return first[0] as JWK;
  if (first.length === 0 && now - (known?.refetchedAt ?? 0) >= REFETCH_PAUSE) {
    const again = (await keep(now)).filter((key) => fits(key, header));
    if (again.length === 1) return again[0] as JWK;
  }
  throw refuse('connector.answer_not_trusted', { reason: 'its signing key is not among the published keys' });
};

/** Turns any failure of the conversation into a Refusal that may be shown. */
export const asRefusal = (error: unknown): Refusal => {
  if (error instanceof Refusal) {
    const transport = error.code === 'outgoing.failed' || error.code === 'outgoing.refused';
    return transport
      ? refuse(
          'connector.provider_unavailable',
          { reason: error.message.replace(/\.$/, '') },
          { cause: error },
        )
      : error;
  }
  throw error;
};
