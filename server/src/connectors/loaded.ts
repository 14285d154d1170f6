/** Connectors from packages and files that the configuration names, checked against the published interface at start. */
import { createRequire } from 'node:module';
import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { type Config, ConfigurationError } from '../config.ts';
import type { ConnectorFactory } from './factory.ts';

const loaded = new WeakMap<Config, readonly ConnectorFactory[]>();

/** The connectors that were loaded for a configuration. */
export const loadedConnectors = (config: Config): readonly ConnectorFactory[] => loaded.get(config) ?? [];

const callable = z.custom<unknown>((value) => typeof value === 'function', 'must be a function');
const localized = z
  .record(z.string(), z.string())
  .refine((texts) => texts.en !== undefined, 'must have a text `en`');
const formItem = z.looseObject({
  type: z.enum(['Text', 'MultilineText', 'Number', 'Switch', 'Select', 'MultiSelect', 'Json']),
  key: z.string().min(1),
  label: z.string().min(1),
});
const common = {
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,127}$/, 'must be lower-case letters, digits and hyphens'),
  target: z.string().min(1).max(128),
  name: localized,
  description: localized,
  logo: z.string().regex(/^(https:\/\/|data:image\/)/, 'must be an https address or a data URI of an image'),
  logoDark: z.string().nullish(),
  readme: z.string().optional(),
  isDemo: z.boolean().optional(),
  customData: z.record(z.string(), z.unknown()).optional(),
  configTemplate: z.string().optional(),
  formItems: z.array(formItem),
  config: z.custom<unknown>(
    (value) =>
      typeof (value as Record<string, { validate?: unknown }>)?.['~standard']?.validate === 'function',
    'must be a schema by the Standard Schema interface',
  ),
  secrets: z.array(z.string()).optional(),
  destinations: z.array(z.string()).optional(),
};
const factorySchema = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('Email'),
    ...common,
    fromEmail: z.string().optional(),
    sendMessage: callable,
  }),
  z.looseObject({ type: z.literal('Sms'), ...common, sendMessage: callable }),
  z.looseObject({
    type: z.literal('Social'),
    ...common,
    platform: z.enum(['Native', 'Universal', 'Web']),
    authorizationUri: callable,
    userInfo: callable,
  }),
]);

const addressOf = (specifier: string): string => {
  if (specifier.startsWith('.') || isAbsolute(specifier)) return pathToFileURL(resolve(specifier)).href;
  try {
    // Installed beside where the server was started, not necessarily beside the server.
    return pathToFileURL(createRequire(resolve('genkan.mjs')).resolve(specifier)).href;
  } catch {
    return specifier;
  }
};

const readFactory = (specifier: string, value: unknown): ConnectorFactory => {
  const checked = factorySchema.safeParse(value);
  if (checked.success) return value as ConnectorFactory;
  const [issue] = checked.error.issues;
  const where = issue?.path.join('.') || 'what it exports';
  throw new ConfigurationError(
    `CONNECTORS: ${specifier} is not a connector: ${where} ${issue?.message ?? ''}`,
  );
};

/**
 * Imports what `CONNECTORS` names: modules whose default export is a connector or a list of them. Throws
 * ConfigurationError with one clear line for a module that cannot be imported, is no connector or takes a known id.
 */
export const loadConnectors = async (config: Config, builtIn: readonly ConnectorFactory[]): Promise<void> => {
  const found: ConnectorFactory[] = [];
  for (const specifier of config.connectors) {
    const module: { default?: unknown } = await import(addressOf(specifier)).catch((cause: Error) => {
      const message = cause.message.split('\n')[0];
      throw new ConfigurationError(`CONNECTORS: ${specifier} cannot be loaded: ${message}`, { cause });
    });
    for (const one of Array.isArray(module.default) ? module.default : [module.default]) {
      const factory = readFactory(specifier, one);
      if ([...builtIn, ...found].some(({ id }) => id === factory.id)) {
        throw new ConfigurationError(`CONNECTORS: ${specifier}: there is a connector ${factory.id} already`);
      }
      found.push(factory);
    }
  }
  loaded.set(config, found);
};
