/** Setting up connectors for messages and social sign-in. */
import { differences, record } from '../audit/index.ts';
import {
  type ConnectorFactory,
  type EmailFactory,
  listFactories,
  type Settings,
  type SmsFactory,
} from '../connectors/index.ts';
import type { JsonObject, Queries } from '../db/index.ts';
import { createId } from '../lib/ids.ts';
import type { Context, Platform } from '../platform.ts';
import {
  type ConnectorRow,
  findMessageConnectorRow,
  getConnectorRow,
  insertConnectorRow,
  listConnectorRows,
  removeConnectorRow,
  removeMessageConnectors,
  updateConnectorRow,
} from './connectors.store.ts';
import { refuse } from './errors.ts';
import {
  maskedSettings,
  openStored,
  readSettings,
  type Stored,
  sealStored,
  servicesOf,
  wholeSettings,
} from './settings.ts';

export type ConnectorMetadata = {
  target?: string | undefined;
  name?: Record<string, string> | undefined;
  logo?: string | undefined;
  logoDark?: string | null | undefined;
};
export type ConnectorInput = {
  config?: JsonObject | undefined;
  metadata?: ConnectorMetadata | undefined;
  syncProfile?: boolean | undefined;
  enableTokenStorage?: boolean | undefined;
};

/** A kind of connector by its id; undefined for one that this server does not have. */
export const findFactory = (platform: Platform, id: string): ConnectorFactory | undefined =>
  listFactories(platform.config).find((factory) => factory.id === id);

const refuseUnsupported = (factory: ConnectorFactory, input: ConnectorInput): void => {
  const social = factory.type === 'Social' ? factory : undefined;
  if (input.syncProfile && !social) throw refuse('connector.invalid_type_for_syncing_profile');
  if (input.enableTokenStorage) throw refuse('connector.token_storage_not_supported');
  const named = Object.values(input.metadata ?? {}).some((value) => value !== undefined);
  if (named && !social?.isStandard) {
    throw refuse('connector.cannot_overwrite_metadata_for_non_standard_connector');
  }
};

const targetOf = (factory: ConnectorFactory, metadata: ConnectorMetadata | undefined): string => {
  if (factory.type !== 'Social' || !factory.isStandard) return factory.target;
  if (metadata?.target === undefined) throw refuse('connector.should_specify_target');
  return metadata.target;
};

/** Asks a social connector's provider. Throws its Refusal where it cannot be used. */
const askProvider = async (
  platform: Platform,
  factory: ConnectorFactory,
  stored: Stored,
): Promise<JsonObject> =>
  factory.type === 'Social' && factory.check
    ? { ...(await factory.check(servicesOf(platform), wholeSettings(stored))) }
    : {};

/** What the audit trail tells of a connector: settings with masks. */
const told = (factory: ConnectorFactory | undefined, row: ConnectorRow) => ({
  config: maskedSettings(factory, row),
  metadata: row.metadata,
  syncProfile: row.syncProfile,
});

/**
 * Adds a connector. One for e-mail or SMS takes the place of the one before; a social one that stands for one provider
 * can be set up once, a standard one once for each target.
 */
export const createConnector = async (
  context: Context,
  input: ConnectorInput & { connectorId: string; id?: string | undefined },
): Promise<ConnectorRow> => {
  const { platform, tenant } = context;
  const factory = findFactory(platform, input.connectorId);
  if (!factory) throw refuse('connector.unknown_factory', { id: input.connectorId });
  refuseUnsupported(factory, input);
  const target = targetOf(factory, input.metadata);
  const stored = await readSettings(factory, input.config ?? {}, undefined);
  const checked = await askProvider(platform, factory, stored);
  const now = platform.clock.now();
  const key = { tenantId: tenant.id, id: input.id ?? createId() };
  return platform.db.transaction(async (tx) => {
    if (factory.type === 'Social' && !factory.isStandard) {
      const others = await listConnectorRows(tx, tenant.id, { factoryId: factory.id });
      if (others.length > 0) throw refuse('connector.multiple_instances_not_supported');
    }
    const replaced =
      factory.type === 'Social' ? [] : await removeMessageConnectors(tx, tenant.id, factory.type);
    const row = await insertConnectorRow(tx, {
      ...key,
      factoryId: factory.id,
      type: factory.type,
      target,
      platform: factory.type === 'Social' ? factory.platform : null,
      ...sealStored(platform, key, stored),
      metadata: { ...input.metadata },
      checked,
      syncProfile: input.syncProfile ?? false,
      enableTokenStorage: false,
      createdAt: now,
      updatedAt: now,
    });
    await record(tx, context, {
      key: 'Connector.Create',
      payload: { connectorId: row.id, factoryId: factory.id, target, replaced, after: told(factory, row) },
    });
    return row;
  });
};

const changedMetadata = (known: ConnectorRow, metadata: ConnectorMetadata): JsonObject => {
  if (metadata.target !== undefined && metadata.target !== known.target) {
    throw refuse('connector.can_not_modify_target');
  }
  return { ...known.metadata, ...metadata };
};

/** Changes a connector; absent members stay, settings are replaced as a whole. */
export const changeConnector = async (
  context: Context,
  id: string,
  input: ConnectorInput,
): Promise<ConnectorRow> => {
  const { platform, tenant } = context;
  const known = await getConnectorRow(platform.db.queries, tenant.id, id);
  const factory = findFactory(platform, known.factoryId);
  if (!factory) throw refuse('connector.unknown_factory', { id: known.factoryId });
  refuseUnsupported(factory, input);
  const stored =
    input.config === undefined
      ? undefined
      : await readSettings(factory, input.config, openStored(platform, known));
  const columns =
    stored === undefined
      ? {}
      : { ...sealStored(platform, known, stored), checked: await askProvider(platform, factory, stored) };
  const metadata = input.metadata === undefined ? {} : { metadata: changedMetadata(known, input.metadata) };
  return platform.db.transaction(async (tx) => {
    const row = await updateConnectorRow(tx, known, {
      ...columns,
      ...metadata,
      ...(input.syncProfile === undefined ? {} : { syncProfile: input.syncProfile }),
      updatedAt: Math.max(platform.clock.now(), known.updatedAt + 1),
    });
    if (!row) throw refuse('connector.changed_meanwhile');
    await record(tx, context, {
      key: 'Connector.Update',
      payload: { connectorId: id, ...differences(told(factory, known), told(factory, row)) },
    });
    return row;
  });
};

/** Removes a connector. Messages of its type go to the development inbox from now on. */
export const deleteConnector = (context: Context, id: string): Promise<void> =>
  context.platform.db.transaction(async (tx) => {
    const row = await removeConnectorRow(tx, context.tenant.id, id);
    if (!row) throw refuse('connector.not_found');
    await record(tx, context, {
      key: 'Connector.Delete',
      payload: { connectorId: id, factoryId: row.factoryId, target: row.target },
    });
  });

/** A connector that sends messages, as it is set up. */
export type MessageConnector = {
  row: ConnectorRow;
  /** Undefined where this server does not have the kind any more. */
  factory: EmailFactory | SmsFactory | undefined;
  config: Settings;
  /** The secrets among the settings, to be struck out of whatever is told about it. */
  secrets: readonly string[];
};

/** The connector that sends a tenant's messages of a type; undefined while there is none. */
export const findMessageConnector = async (
  { platform, tenant }: Pick<Context, 'platform' | 'tenant'>,
  type: 'Email' | 'Sms',
): Promise<MessageConnector | undefined> => {
  const row = await findMessageConnectorRow(platform.db.queries, tenant.id, type);
  if (!row) return undefined;
  const stored = openStored(platform, row);
  const factory = findFactory(platform, row.factoryId);
  return {
    row,
    factory: factory?.type === type ? factory : undefined,
    config: wholeSettings(stored),
    secrets: Object.values(stored.secrets),
  };
};

/** Whether a tenant's messages of a type leave the server. */
export const hasMessageConnector = async (
  tx: Queries,
  tenantId: string,
  type: 'Email' | 'Sms',
): Promise<boolean> => (await findMessageConnectorRow(tx, tenantId, type)) !== undefined;

/**
 * Settings that are not saved yet, checked; masks stand for the secrets of the tenant's connector of the same kind.
 * Throws `connector.factory_not_found`, `connector.invalid_config`, `connector.secret_needed`.
 */
export const readDraft = async (
  context: Context,
  factoryId: string,
  typed: JsonObject,
): Promise<{ factory: ConnectorFactory; config: Settings }> => {
  const { platform, tenant } = context;
  const factory = findFactory(platform, factoryId);
  if (!factory) throw refuse('connector.factory_not_found', { id: factoryId });
  const [saved] = await listConnectorRows(platform.db.queries, tenant.id, { factoryId });
  const known = saved && openStored(platform, saved);
  return { factory, config: wholeSettings(await readSettings(factory, typed, known)) };
};
