/** Settings of a connector: checked by its own schema, its secrets apart and sealed, masked in every answer. */
import { isDeepStrictEqual } from 'node:util';
import type { ConnectorFactory, FactoryServices, Settings } from '../connectors/index.ts';
import type { JsonObject } from '../db/index.ts';
import { createConnect, isPlainHttpAllowed } from '../http/index.ts';
import type { Platform } from '../platform.ts';
import type { ConnectorRow } from './connectors.store.ts';
import { refuse } from './errors.ts';

/** Stands for a stored secret in answers; sent back, it keeps the stored one. */
const SECRET_MASK = '******';

export type Stored = { readonly config: JsonObject; readonly secrets: Readonly<Record<string, string>> };

const services = new WeakMap<Platform, FactoryServices>();

/** What connectors may use of a platform. */
export const servicesOf = (platform: Platform): FactoryServices => {
  let known = services.get(platform);
  if (!known) {
    known = {
      outgoing: platform.outgoing,
      connect: createConnect(platform.config),
      mayUsePlainHttp: (url) => isPlainHttpAllowed(platform.config, url),
      clock: platform.clock,
    };
    services.set(platform, known);
  }
  return known;
};

/** Paths of a connector's secrets. */
const secretPaths = (factory: ConnectorFactory): readonly string[] =>
  factory.secrets ?? factory.formItems.filter((item) => item.isConfidential).map(({ key }) => key);

const isObject = (value: unknown): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const read = (settings: Settings, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), settings);

/** A copy of the settings with another value at a path; undefined removes it. A path into nothing changes nothing. */
const withValue = (settings: Settings, path: string, value: string | undefined): JsonObject => {
  const [name = '', ...rest] = path.split('.');
  const { [name]: member, ...others } = settings;
  if (rest.length > 0) {
    return isObject(member)
      ? { ...settings, [name]: withValue(member, rest.join('.'), value) }
      : { ...settings };
  }
  return value === undefined ? others : { ...settings, [name]: value };
};

const sealBinding = (row: Pick<ConnectorRow, 'tenantId' | 'id'>): string[] => [
  'connector',
  row.tenantId,
  row.id,
];

/** What is stored of a connector, its secrets opened. */
export const openStored = (platform: Platform, row: ConnectorRow): Stored => ({
  config: row.config,
  secrets:
    row.sealedSecrets === null ? {} : JSON.parse(platform.sealer.open(row.sealedSecrets, sealBinding(row))),
});

/** The columns of stored settings. */
export const sealStored = (
  platform: Platform,
  row: Pick<ConnectorRow, 'tenantId' | 'id'>,
  { config, secrets }: Stored,
): Pick<ConnectorRow, 'config' | 'sealedSecrets'> => ({
  config,
  sealedSecrets:
    Object.keys(secrets).length === 0
      ? null
      : platform.sealer.seal(JSON.stringify(secrets), sealBinding(row)),
});

/** The settings as the connector takes them, secrets in their places. */
export const wholeSettings = ({ config, secrets }: Stored): JsonObject =>
  Object.entries(secrets).reduce<JsonObject>(
    (whole, [path, secret]) => withValue(whole, path, secret),
    config,
  );

/** The settings as they are answered: a mask where a secret is stored. */
export const maskedSettings = (factory: ConnectorFactory | undefined, row: ConnectorRow): JsonObject =>
  row.sealedSecrets === null || !factory
    ? row.config
    : secretPaths(factory).reduce<JsonObject>(
        (whole, path) => withValue(whole, path, SECRET_MASK),
        row.config,
      );

/** Takes the secrets out of the settings. */
const split = (factory: ConnectorFactory, whole: JsonObject): Stored => {
  const paths = secretPaths(factory).filter((path) => read(whole, path) !== undefined);
  const found = paths.map((path) => [path, read(whole, path)] as const);
  const wrong = found.find(([, value]) => typeof value !== 'string');
  if (wrong)
    throw refuse('connector.invalid_config', { reason: `${wrong[0]}: a secret must be a text`, issues: [] });
  return {
    config: paths.reduce<JsonObject>((rest, path) => withValue(rest, path, undefined), whole),
    secrets: Object.fromEntries(found) as Record<string, string>,
  };
};

const check = async (factory: ConnectorFactory, typed: JsonObject): Promise<JsonObject> => {
  const result = await factory.config['~standard'].validate(typed);
  if (result.issues) {
    const issues = result.issues.slice(0, 20).map(({ path = [], message }) => ({
      path: path.map((part) => String(isObject(part) ? part.key : part)).join('.'),
      message,
    }));
    const reason = issues.map(({ path, message }) => `${path || 'config'}: ${message}`).join('; ');
    throw refuse('connector.invalid_config', { reason: reason.slice(0, 500), issues });
  }
  if (!isObject(result.value)) {
    throw refuse('connector.invalid_config', { reason: 'the connector gave back no settings', issues: [] });
  }
  return result.value;
};

/** Whether a setting that says where secrets are sent has changed; any setting may, where the connector does not say. */
const isMoved = ({ destinations }: ConnectorFactory, next: JsonObject, before: JsonObject): boolean =>
  destinations === undefined
    ? !isDeepStrictEqual(JSON.parse(JSON.stringify(next)), before)
    : destinations.some((path) => !isDeepStrictEqual(read(next, path), read(before, path)));

/**
 * Checks typed settings by the connector's schema (`connector.invalid_config` with the issues). A mask keeps the
 * stored secret, unless a setting that says where it goes has changed: `connector.secret_needed` (M-11).
 */
export const readSettings = async (
  factory: ConnectorFactory,
  typed: JsonObject,
  known: Stored | undefined,
): Promise<Stored> => {
  const masked = secretPaths(factory).filter((path) => read(typed, path) === SECRET_MASK);
  const filled = masked.reduce<JsonObject>(
    (whole, path) => withValue(whole, path, known?.secrets[path]),
    typed,
  );
  const next = split(factory, await check(factory, filled));
  const isKept = masked.some((path) => known?.secrets[path] !== undefined);
  if (isKept && isMoved(factory, next.config, known?.config ?? {})) throw refuse('connector.secret_needed');
  return next;
};
