/** Connectors and their kinds as the wire contract shows them. */
import { z } from 'zod';
import type { ConnectorFactory } from '../connectors/index.ts';
import type { Platform } from '../platform.ts';
import type { ConnectorRow } from './connectors.store.ts';
import { findFactory } from './connectors.ts';
import { maskedSettings } from './settings.ts';

const object = z.record(z.string(), z.unknown());

const formItemSchema = z.object({
  type: z.enum(['Text', 'MultilineText', 'Number', 'Switch', 'Select', 'MultiSelect', 'Json']),
  key: z.string(),
  label: z.string(),
  description: z.string().optional(),
  placeholder: z.string().optional(),
  tooltip: z.string().optional(),
  required: z.boolean().optional(),
  defaultValue: z.unknown().optional(),
  showConditions: z
    .array(z.object({ targetKey: z.string(), expectValue: z.unknown().optional() }))
    .optional(),
  selectItems: z.array(z.object({ value: z.string(), title: z.string() })).optional(),
  isConfidential: z.boolean().optional(),
});

const factoryFields = {
  type: z.enum(['Email', 'Sms', 'Social']),
  target: z.string(),
  platform: z.enum(['Native', 'Universal', 'Web']).nullable(),
  name: z.record(z.string(), z.string()),
  description: z.record(z.string(), z.string()),
  logo: z.string(),
  logoDark: z.string().nullable(),
  readme: z.string(),
  configTemplate: z.string().optional(),
  formItems: z.array(formItemSchema).optional(),
  isDemo: z.boolean().optional(),
  customData: object.optional(),
  /** Sender of an e-mail connector. */
  fromEmail: z.string().optional(),
  isStandard: z.boolean().optional(),
  isTokenStorageSupported: z.boolean().optional(),
};

export const factorySchema = z.object({ id: z.string(), ...factoryFields });

export const connectorSchema = z.object({
  id: z.string(),
  connectorId: z.string(),
  /** Secrets, where they are stored, are masks; a mask sent back keeps the stored one. */
  config: object,
  metadata: z.object({
    target: z.string().optional(),
    name: z.record(z.string(), z.string()).optional(),
    logo: z.string().optional(),
    logoDark: z.string().nullable().optional(),
  }),
  syncProfile: z.boolean(),
  enableTokenStorage: z.boolean(),
  /** What a social connector's provider said of itself when the settings were saved. */
  extraInfo: object.optional(),
  /** Messages handed to the provider since it was set up. */
  usage: z.number().optional(),
  ...factoryFields,
});

export const presentFactory = (factory: ConnectorFactory): z.infer<typeof factorySchema> => ({
  id: factory.id,
  type: factory.type,
  target: factory.target,
  platform: factory.platform ?? null,
  name: factory.name,
  description: factory.description,
  logo: factory.logo,
  logoDark: factory.logoDark ?? null,
  readme: factory.readme ?? '',
  ...(factory.isDemo === undefined ? {} : { isDemo: factory.isDemo }),
  ...(factory.customData === undefined ? {} : { customData: factory.customData }),
  ...(factory.type === 'Email' && factory.fromEmail !== undefined ? { fromEmail: factory.fromEmail } : {}),
  ...(factory.configTemplate === undefined ? {} : { configTemplate: factory.configTemplate }),
  formItems: factory.formItems.map(({ showConditions, selectItems, ...item }) => ({
    ...item,
    ...(showConditions === undefined ? {} : { showConditions: [...showConditions] }),
    ...(selectItems === undefined ? {} : { selectItems: [...selectItems] }),
  })),
  isTokenStorageSupported: false,
  ...(factory.type === 'Social' ? { isStandard: factory.isStandard ?? false } : {}),
});

/** A connector whose package is not loaded any more is still shown, so that it can be removed. */
const lost = (row: ConnectorRow): z.infer<typeof factorySchema> => ({
  id: row.factoryId,
  type: row.type,
  target: row.target,
  platform: row.platform,
  name: { en: row.factoryId },
  description: { en: 'This server no longer has this kind of connector.' },
  logo: '',
  logoDark: null,
  readme: '',
});

export const presentConnector = (platform: Platform, row: ConnectorRow): z.infer<typeof connectorSchema> => {
  const factory = findFactory(platform, row.factoryId);
  const { id: connectorId, ...shown } = factory ? presentFactory(factory) : lost(row);
  const metadata = connectorSchema.shape.metadata.parse(row.metadata);
  const { fromEmail } = row.config;
  return {
    ...shown,
    id: row.id,
    connectorId,
    config: maskedSettings(factory, row),
    metadata,
    syncProfile: row.syncProfile,
    enableTokenStorage: row.enableTokenStorage,
    target: row.target,
    platform: row.platform,
    name: metadata.name ?? shown.name,
    logo: metadata.logo ?? shown.logo,
    logoDark: metadata.logoDark === undefined ? shown.logoDark : metadata.logoDark,
    ...(row.type === 'Social' ? { extraInfo: row.checked } : { usage: row.sentMessages }),
    ...(typeof fromEmail === 'string' ? { fromEmail } : {}),
  };
};
