/**
 * Setting up enterprise connectors. What an administrator typed is checked against the live provider before it is
 * kept; a provider that does not answer makes a draft with the reason, one that answers wrongly is refused.
 */
import { z } from 'zod';
import { differences, record } from '../audit/index.ts';
import { type Connector, findConnector } from '../connectors/index.ts';
import type { JsonObject } from '../db/index.ts';
import { Refusal } from '../lib/errors.ts';
import { createId } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { removeSecretsOfConnector } from '../vault/index.ts';
import { type Discovery, isEnforcing } from './availability.ts';
import { normaliseDomains } from './domains.ts';
import { refuse } from './errors.ts';
import { secretBinding, servicesOf } from './sign-in.ts';
import {
  type ConnectorRow,
  getConnectorRow,
  insertConnectorRow,
  removeConnectorRow,
  updateConnectorRow,
} from './sso-connectors.store.ts';

/** Stands for a stored client secret in answers; sent back, it keeps the stored one. */
export const SECRET_MASK = '******';

export type Branding = {
  displayName?: string | undefined;
  logo?: string | undefined;
  darkLogo?: string | undefined;
};
export type ConnectorInput = {
  connectorName?: string | undefined;
  config?: JsonObject | undefined;
  domains?: string[] | undefined;
  branding?: Branding | undefined;
  syncProfile?: boolean | undefined;
  enableTokenStorage?: boolean | undefined;
};

const secretSchema = z.string().max(1024).optional();

type ReadConfig = { config: JsonObject; secret: string | undefined };

/** Splits and checks typed settings. Empty members are as good as absent, so that a draft may have gaps. */
const readConfig = (connector: Connector, typed: JsonObject): ReadConfig => {
  const given = Object.fromEntries(
    Object.entries(typed).filter(([, value]) => value !== '' && value !== null && value !== undefined),
  );
  const { clientSecret, ...rest } = given;
  const secret = secretSchema.safeParse(clientSecret);
  const config = connector.config.partial().strict().safeParse(rest);
  const issues = [...(secret.error?.issues ?? []), ...(config.error?.issues ?? [])];
  if (!config.success || !secret.success) {
    const reason = issues
      .map((issue) => `${issue.path.join('.') || 'clientSecret'}: ${issue.message}`)
      .join('; ');
    throw refuse('single_sign_on.invalid_config', { reason: reason.slice(0, 500) });
  }
  if (typeof config.data.scope === 'string' && config.data.scope.split(' ').includes('offline_access')) {
    throw refuse('single_sign_on.offline_access_scope');
  }
  const typedSecret = secret.data?.trim();
  return { config: config.data, secret: typedSecret === SECRET_MASK ? undefined : typedSecret || undefined };
};

/** Asks the provider itself. Refuses what it must not be used with; a provider that is silent makes a draft. */
const inspect = async (
  context: Context,
  connector: Connector,
  id: string,
  { config, secret }: ReadConfig,
): Promise<Discovery> => {
  const { platform, tenant } = context;
  const needsSecret = secret === undefined && !connector.signs(config);
  const missing = [...connector.missing(config), ...(needsSecret ? ['clientSecret'] : [])];
  if (missing.length > 0) return { status: 'incomplete', missing };
  const checkedAt = platform.clock.now();
  const setup = { key: `${tenant.id}/${id}/check`, config, secret: secret ?? '', domains: [], hosts: [] };
  try {
    return { status: 'ready', checkedAt, provider: await connector.check(servicesOf(platform), setup) };
  } catch (error) {
    const silent =
      error instanceof Refusal && /^(outgoing\.failed|connector\.provider_unavailable)$/.test(error.code);
    if (!silent) throw error;
    return { status: 'unreachable', checkedAt, reason: error.message };
  }
};

const connectorOf = (providerName: string): Connector => {
  const connector = findConnector(providerName);
  if (!connector) throw refuse('single_sign_on.unsupported_provider', { providerName });
  return connector;
};

/** Adds a connector. Throws 422 for unknown providers and forbidden domains, 409 for a name in use. */
export const createConnector = async (
  context: Context,
  input: ConnectorInput & { providerName: string; connectorName: string },
): Promise<ConnectorRow> => {
  const { platform, tenant } = context;
  const connector = connectorOf(input.providerName);
  const id = createId();
  const domains = await normaliseDomains(input.domains ?? []);
  const read = readConfig(connector, input.config ?? {});
  const discovery = await inspect(context, connector, id, read);
  const now = platform.clock.now();
  return platform.db.transaction(async (tx) => {
    const row = await insertConnectorRow(tx, {
      tenantId: tenant.id,
      id,
      providerName: connector.providerName,
      connectorName: input.connectorName,
      config: read.config,
      sealedSecret: read.secret ? platform.sealer.seal(read.secret, secretBinding(tenant.id, id)) : null,
      domains,
      branding: { ...input.branding },
      syncProfile: input.syncProfile ?? false,
      enableTokenStorage: input.enableTokenStorage ?? false,
      discovery: { ...discovery },
      createdAt: now,
      updatedAt: now,
    });
    await record(tx, context, {
      key: 'SsoConnector.Create',
      payload: { connectorId: id, providerName: row.providerName, connectorName: row.connectorName, domains },
    });
    return row;
  });
};

const changedConfig = async (context: Context, known: ConnectorRow, typed: JsonObject) => {
  const { platform } = context;
  const connector = connectorOf(known.providerName);
  const services = servicesOf(platform);
  const read = readConfig(connector, typed);
  const before = connector.issuer(known.config, services);
  const issuerChanged = before !== undefined && before !== connector.issuer(read.config, services);
  const binding = secretBinding(known.tenantId, known.id);
  if (read.secret === undefined && known.sealedSecret !== null) {
    // Otherwise whoever may edit a connector could have the stored secret sent to an issuer of their own (M-11). Where
    // the issuer is emptied the secret goes with it, or it would be carried over in two steps.
    const needsSecret =
      connector.issuer(read.config, services) !== undefined && !connector.signs(read.config);
    if (issuerChanged && needsSecret) {
      throw refuse('single_sign_on.secret_needed');
    }
    if (!issuerChanged) read.secret = platform.sealer.open(known.sealedSecret, binding);
  }
  const inspected = await inspect(context, connector, known.id, read);
  const discovery =
    inspected.status === 'unreachable' ? { ...inspected, wasReady: isEnforcing(known) } : inspected;
  const sealedSecret = read.secret === undefined ? null : platform.sealer.seal(read.secret, binding);
  return { issuerChanged, columns: { config: read.config, sealedSecret, discovery: { ...discovery } } };
};

/** Users go through it with the secret until there is a key to sign with. */
const refuseUnsigned = (known: ConnectorRow, row: ConnectorRow): void => {
  const { signs } = connectorOf(row.providerName);
  if (signs(row.config) && !signs(known.config) && row.activeSigningKeyId === null) {
    throw refuse('single_sign_on.signing_key_needed');
  }
};

/**
 * Changes a connector; absent members stay. Settings are checked live again, and what the provider names then is
 * what counts from now on. Tokens that were stored for another issuer, or while storing was on, are deleted.
 */
export const changeConnector = async (
  context: Context,
  id: string,
  input: ConnectorInput,
): Promise<ConnectorRow> => {
  const { platform, tenant } = context;
  const known = await getConnectorRow(platform.db.queries, tenant.id, id);
  const { config: typed, domains: typedDomains, ...plain } = input;
  const domains = typedDomains === undefined ? undefined : await normaliseDomains(typedDomains);
  const changed = typed === undefined ? undefined : await changedConfig(context, known, typed);
  const { branding, ...columns } = Object.fromEntries(
    Object.entries(plain).filter(([, value]) => value !== undefined),
  ) as Omit<ConnectorInput, 'config' | 'domains'>;
  return platform.db.transaction(async (tx) => {
    const row = await updateConnectorRow(tx, known, {
      ...(columns as Record<string, never>),
      ...(branding === undefined ? {} : { branding: { ...branding } }),
      ...changed?.columns,
      ...(domains === undefined ? {} : { domains }),
      updatedAt: Math.max(platform.clock.now(), known.updatedAt + 1),
    });
    if (!row) throw refuse('single_sign_on.changed_meanwhile');
    refuseUnsigned(known, row);
    const deletedTokens =
      changed?.issuerChanged || !row.enableTokenStorage
        ? await removeSecretsOfConnector(tx, tenant.id, id)
        : 0;
    const { discovery: _, updatedAt: __, ...visible } = row;
    await record(tx, context, {
      key: 'SsoConnector.Update',
      payload: { connectorId: id, ...differences(known, visible), deleted: deletedTokens },
    });
    return row;
  });
};

/** Removes a connector with the identities and tokens that came through it; the users stay. */
export const deleteConnector = (context: Context, id: string): Promise<void> =>
  context.platform.db.transaction(async (tx) => {
    const row = await getConnectorRow(tx, context.tenant.id, id);
    await removeConnectorRow(tx, context.tenant.id, id);
    await record(tx, context, {
      key: 'SsoConnector.Delete',
      payload: { connectorId: id, providerName: row.providerName, connectorName: row.connectorName },
    });
  });
