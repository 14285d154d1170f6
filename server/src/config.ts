/**
 * Every setting once: its environment name, type, default and explanation. The only file that reads the
 * environment. The reference page is generated from SETTINGS.
 */
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';

/** A setting that cannot be used. Its message is the one line printed before the server exits with 1. */
export class ConfigurationError extends Error {}

export type Setting = { name: string; kind: string; fallback: string; explanation: string };

export const SETTINGS = [
  {
    name: 'PORT',
    kind: 'port',
    fallback: '3001',
    explanation: 'Port of tenant `default`: sign-in pages, `/oidc` and `/api`.',
  },
  {
    name: 'ADMIN_PORT',
    kind: 'port',
    fallback: '3002',
    explanation: 'Port of tenant `admin`: the console at `/console`.',
  },
  {
    name: 'ENDPOINT',
    kind: 'origin',
    fallback: 'http://localhost:PORT',
    explanation: 'Public origin of tenant `default`. Plain http is allowed on loopback hosts only.',
  },
  {
    name: 'ADMIN_ENDPOINT',
    kind: 'origin',
    fallback: 'http://localhost:ADMIN_PORT',
    explanation: 'Public origin of tenant `admin`. Must be set when `ENDPOINT` is not on loopback.',
  },
  {
    name: 'HOST',
    kind: 'address',
    fallback: 'localhost (127.0.0.1 and ::1)',
    explanation: 'Address to listen on.',
  },
  {
    name: 'DATABASE_URL',
    kind: 'url',
    fallback: 'the embedded database',
    explanation: '`postgres://…` to use PostgreSQL instead of the embedded SQLite database.',
  },
  {
    name: 'DATA_DIR',
    kind: 'path',
    fallback: './data',
    explanation:
      'Folder of the embedded database, its master key and uploaded images. With several nodes, images need a folder they share, or a bucket (ASSETS_S3_*).',
  },
  {
    name: 'ASSETS_S3_ENDPOINT',
    kind: 'url',
    fallback: 'uploaded images are kept in DATA_DIR/assets',
    explanation:
      'S3-compatible storage for uploaded images, such as `https://s3.eu-central-1.amazonaws.com`. Several nodes need it, unless they share DATA_DIR/assets.',
  },
  {
    name: 'ASSETS_S3_BUCKET',
    kind: 'name',
    fallback: 'none',
    explanation: 'Bucket for uploaded images.',
  },
  {
    name: 'ASSETS_S3_REGION',
    kind: 'name',
    fallback: 'us-east-1',
    explanation: 'Region of the bucket.',
  },
  {
    name: 'ASSETS_S3_ACCESS_KEY_ID',
    kind: 'text',
    fallback: 'none',
    explanation: 'Access key for the bucket.',
  },
  {
    name: 'ASSETS_S3_SECRET_ACCESS_KEY',
    kind: 'secret',
    fallback: 'none',
    explanation: 'Secret of the access key.',
  },
  {
    name: 'SECRET_VAULT_KEK',
    kind: 'base64 of 32 bytes',
    fallback: 'DATA_DIR/master.key, made at the first start',
    explanation: 'Master key that seals every stored secret. Must be set when `DATABASE_URL` is.',
  },
  {
    name: 'SECRET_VAULT_OTHER_KEKS',
    kind: 'comma-separated keys',
    fallback: 'empty',
    explanation:
      'Further master keys that may open what was sealed under them, while the master key changes; nothing is sealed under them.',
  },
  {
    name: 'TRUST_PROXY_HEADER',
    kind: 'hop count or networks',
    fallback: '0',
    explanation:
      'Whose `X-Forwarded-For` and `X-Forwarded-Proto` to believe: a number of proxies, or a comma-separated list of addresses and networks.',
  },
  {
    name: 'OUTGOING_ALLOW',
    kind: 'hosts and networks',
    fallback: 'empty',
    explanation:
      'Comma-separated hosts (`host` or `host:port`) and networks that outgoing requests may reach although they are private; the only ones reachable over plain http.',
  },
  {
    name: 'PWNED_PASSWORDS_URL',
    kind: 'url or off',
    fallback: 'https://api.pwnedpasswords.com/range/',
    explanation:
      'Where tenants whose password policy says so ask whether a new password has leaked: it is followed by the first five digits of a SHA-1. `off` asks nobody.',
  },
  {
    name: 'DNS_SERVERS',
    kind: 'addresses',
    fallback: 'those of the system',
    explanation:
      'Comma-separated DNS servers (`192.0.2.53`, `192.0.2.53:5353`, `[2001:db8::53]:53`) to ask about custom domains.',
  },
  {
    name: 'GOOGLE_WORKSPACE_ISSUER',
    kind: 'loopback url',
    fallback: 'https://accounts.google.com',
    explanation: 'A stand-in for Google Workspace for demonstrations and tests. Loopback only.',
  },
  {
    name: 'CONNECTORS',
    kind: 'files and packages',
    fallback: 'empty',
    explanation:
      'Comma-separated connectors for e-mail, SMS and social sign-in beside the built-in ones: `./my-connector.mjs`, `@acme/genkan-connector`.',
  },
  {
    name: 'LOG_LEVEL',
    kind: 'level',
    fallback: 'warn',
    explanation: 'One of `silent`, `fatal`, `error`, `warn`, `info`, `debug`.',
  },
] as const satisfies readonly Setting[];

type Environment = Record<string, string | undefined>;

/** An S3-compatible bucket. `endpoint` has no slash at its end. */
export type AssetsBucket = {
  readonly endpoint: string;
  readonly name: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
};

export type Config = {
  readonly version: string;
  readonly port: number;
  readonly adminPort: number;
  readonly endpoint: string;
  readonly adminEndpoint: string;
  /** Undefined: both loopback addresses. */
  readonly host: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  /** Undefined: the key file in dataDir. */
  readonly masterKey: Buffer | undefined;
  /** Keys that open and do not seal. */
  readonly otherMasterKeys: readonly Buffer[];
  readonly trustProxy: { hops: number } | { networks: readonly string[] };
  readonly outgoingAllow: readonly string[];
  /** With a slash at its end; undefined: nobody is asked whether a password has leaked. */
  readonly pwnedPasswordsUrl: string | undefined;
  /** Empty: those of the system. */
  readonly dnsServers: readonly string[];
  readonly googleWorkspaceIssuer: string | undefined;
  /** Files and packages to load connectors from. */
  readonly connectors: readonly string[];
  /** Undefined: uploaded images are kept in dataDir. */
  readonly assetsBucket: AssetsBucket | undefined;
  readonly logLevel: string;
  /** Tests only: answers are checked against the routes' response schemas. */
  readonly checkResponses: boolean;
};

const VERSION: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether a URL's host is this machine by name or address. */
export const isLoopbackHost = (hostname: string): boolean =>
  LOOPBACK_HOSTS.has(hostname) || hostname.endsWith('.localhost') || /^127\.\d+\.\d+\.\d+$/.test(hostname);

const readPort = (name: string, value: string | undefined, fallback: number): number => {
  if (value === undefined || value === '') return fallback;
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new ConfigurationError(`${name} must be a port number between 0 and 65535, not "${value}"`);
  }
  return port;
};

const readOrigin = (name: string, value: string): string => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (
    !url ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.pathname !== '/' ||
    url.search ||
    url.hash ||
    url.username
  ) {
    throw new ConfigurationError(`${name} must be an origin such as https://id.example.com, not "${value}"`);
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    throw new ConfigurationError(
      `${name} is plain http on ${url.hostname}; only loopback hosts may use http`,
    );
  }
  return url.origin;
};

/** A master key as people write it. Throws a ConfigurationError that names where it was written. */
export const readMasterKey = (name: string, value: string): Buffer => {
  const key = Buffer.from(value, 'base64');
  if (key.length !== 32 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(value)) {
    throw new ConfigurationError(
      `${name} must be 32 bytes in base64 (for example from \`openssl rand -base64 32\`)`,
    );
  }
  return key;
};

const readList = (value: string | undefined): string[] =>
  (value ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);

const isNetwork = (entry: string): boolean => {
  const [address, prefix, ...rest] = entry.split('/');
  if (rest.length > 0 || isIP(address ?? '') === 0) return false;
  return (
    prefix === undefined || (/^\d+$/.test(prefix) && Number(prefix) <= (isIP(address ?? '') === 4 ? 32 : 128))
  );
};

const readTrustProxy = (value: string | undefined): Config['trustProxy'] => {
  if (!value) return { hops: 0 };
  if (/^\d+$/.test(value)) return { hops: Number(value) };
  const networks = value.split(',').map((entry) => entry.trim());
  const wrong = networks.find((entry) => !isNetwork(entry));
  if (wrong !== undefined) {
    throw new ConfigurationError(
      `TRUST_PROXY_HEADER must be a number of proxies or a list of networks; "${wrong}" is neither`,
    );
  }
  return { networks };
};

const readOutgoingAllow = (value: string | undefined): readonly string[] => {
  const entries = readList(value).map((entry) => entry.toLowerCase());
  for (const entry of entries) {
    if (!isNetwork(entry) && !/^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d+)?$/.test(entry)) {
      throw new ConfigurationError(`OUTGOING_ALLOW must list hosts and networks; "${entry}" is neither`);
    }
  }
  return entries;
};

/** `address`, `address:port`, `[address]:port`. */
const isServerAddress = (entry: string): boolean => {
  if (isIP(entry) !== 0) return true;
  const [, bracketed, plain, port] = /^(?:\[([0-9a-f:.]+)\]|([\d.]+)):(\d{1,5})$/i.exec(entry) ?? [];
  const family = bracketed === undefined ? 4 : 6;
  return isIP(bracketed ?? plain ?? '') === family && Number(port) > 0 && Number(port) <= 65_535;
};

const readDnsServers = (value: string | undefined): readonly string[] => {
  const entries = (value ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
  const wrong = entries.find((entry) => !isServerAddress(entry));
  if (wrong !== undefined)
    throw new ConfigurationError(`DNS_SERVERS must list addresses of DNS servers; "${wrong}" is none`);
  return entries;
};

const readStandIn = (value: string | undefined): string | undefined => {
  if (!value) return undefined;
  if (!URL.canParse(value) || !isLoopbackHost(new URL(value).hostname)) {
    throw new ConfigurationError('GOOGLE_WORKSPACE_ISSUER must be a URL on loopback');
  }
  return value;
};

const readPwnedPasswordsUrl = (value: string | undefined): string | undefined => {
  if (value === 'off') return undefined;
  const url = value || 'https://api.pwnedpasswords.com/range/';
  if (!/^https?:\/\//.test(url) || !URL.canParse(url) || !url.endsWith('/')) {
    throw new ConfigurationError('PWNED_PASSWORDS_URL must be a URL that ends in a slash, or off');
  }
  return url;
};

const readDatabaseUrl = (value: string | undefined): string | undefined => {
  if (!value) return undefined;
  if (!/^postgres(ql)?:\/\//.test(value) || !URL.canParse(value)) {
    throw new ConfigurationError(
      'DATABASE_URL must begin with postgres:// (leave it out for the embedded database)',
    );
  }
  return value;
};

const readBucket = (env: Environment): AssetsBucket | undefined => {
  if (!env.ASSETS_S3_ENDPOINT) return undefined;
  const { ASSETS_S3_BUCKET: name, ASSETS_S3_ACCESS_KEY_ID: accessKeyId } = env;
  const secretAccessKey = env.ASSETS_S3_SECRET_ACCESS_KEY;
  if (!URL.canParse(env.ASSETS_S3_ENDPOINT)) throw new ConfigurationError('ASSETS_S3_ENDPOINT must be a URL');
  if (!name || !accessKeyId || !secretAccessKey) {
    throw new ConfigurationError(
      'ASSETS_S3_ENDPOINT is set: set ASSETS_S3_BUCKET, ASSETS_S3_ACCESS_KEY_ID and ASSETS_S3_SECRET_ACCESS_KEY too',
    );
  }
  const endpoint = env.ASSETS_S3_ENDPOINT.replace(/\/+$/, '');
  return { endpoint, name, region: env.ASSETS_S3_REGION || 'us-east-1', accessKeyId, secretAccessKey };
};

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'];

/** Reads settings from an environment. Throws ConfigurationError with one clear line. */
export const readConfig = (env: Environment): Config => {
  const port = readPort('PORT', env.PORT, 3001);
  const adminPort = readPort('ADMIN_PORT', env.ADMIN_PORT, 3002);
  if (port === adminPort && port !== 0)
    throw new ConfigurationError(`PORT and ADMIN_PORT are both ${port}; they must differ`);
  const endpoint = readOrigin('ENDPOINT', env.ENDPOINT || `http://localhost:${port}`);
  const adminEndpoint = readOrigin('ADMIN_ENDPOINT', env.ADMIN_ENDPOINT || `http://localhost:${adminPort}`);
  if (endpoint === adminEndpoint && port !== 0)
    throw new ConfigurationError('ENDPOINT and ADMIN_ENDPOINT must differ');
  if (env.ENDPOINT && !env.ADMIN_ENDPOINT && !isLoopbackHost(new URL(endpoint).hostname)) {
    throw new ConfigurationError('ENDPOINT is public but ADMIN_ENDPOINT is not set: set both');
  }
  const databaseUrl = readDatabaseUrl(env.DATABASE_URL);
  const masterKey = env.SECRET_VAULT_KEK
    ? readMasterKey('SECRET_VAULT_KEK', env.SECRET_VAULT_KEK)
    : undefined;
  if (databaseUrl && !masterKey) {
    throw new ConfigurationError(
      'DATABASE_URL is set but SECRET_VAULT_KEK is not: every node needs the same master key',
    );
  }
  const logLevel = env.LOG_LEVEL || 'warn';
  if (!LEVELS.includes(logLevel))
    throw new ConfigurationError(`LOG_LEVEL must be one of ${LEVELS.join(', ')}`);
  return {
    version: VERSION,
    port,
    adminPort,
    endpoint,
    adminEndpoint,
    host: env.HOST && env.HOST !== 'localhost' ? env.HOST : undefined,
    databaseUrl,
    dataDir: resolve(env.DATA_DIR || './data'),
    masterKey,
    otherMasterKeys: readList(env.SECRET_VAULT_OTHER_KEKS).map((entry) =>
      readMasterKey('Each of SECRET_VAULT_OTHER_KEKS', entry),
    ),
    trustProxy: readTrustProxy(env.TRUST_PROXY_HEADER),
    outgoingAllow: readOutgoingAllow(env.OUTGOING_ALLOW),
    dnsServers: readDnsServers(env.DNS_SERVERS),
    pwnedPasswordsUrl: readPwnedPasswordsUrl(env.PWNED_PASSWORDS_URL),
    googleWorkspaceIssuer: readStandIn(env.GOOGLE_WORKSPACE_ISSUER),
    connectors: readList(env.CONNECTORS),
    assetsBucket: readBucket(env),
    logLevel,
    checkResponses: false,
  };
};

/** Reads `.env` in the working folder (where there is one) below the process's own environment. */
export const loadConfig = (): Config => {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readConfig(process.env);
};
