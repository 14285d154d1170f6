/**
 * Leaving for an identity provider and coming back. What must be remembered in between is handed to the caller, who
 * binds it to the browser and lets it be used once; tokens are sealed before they leave this file.
 */
import { record, recordRefusal } from '../audit/index.ts';
import {
  type Connector,
  type ExternalIdentity,
  findConnector,
  type Memory,
  type Services,
  type Setup,
  type UpstreamTokens,
} from '../connectors/index.ts';
import { isPlainHttpAllowed } from '../http/index.ts';
import { Refusal } from '../lib/errors.ts';
import type { Context, Platform } from '../platform.ts';
import { discoveryOf, whyUnavailable } from './availability.ts';
import { refuse } from './errors.ts';
import { isSsoEnabled } from './identities.store.ts';
import { activeSigningKey } from './signing-keys.ts';
import { type ConnectorRow, findConnectorRow } from './sso-connectors.store.ts';

/** Somebody whom a provider vouched for, after every check; JSON that may lie in the interaction. */
export type Arrival = {
  readonly connectorId: string;
  readonly identity: ExternalIdentity;
  /** Sealed for this identity; null where the connector stores none. */
  readonly sealedTokens: string | null;
};

const services = new WeakMap<Platform, Services>();

/** What connectors may use of a platform. */
export const servicesOf = (platform: Platform): Services => {
  let known = services.get(platform);
  if (!known) {
    known = {
      outgoing: platform.outgoing,
      clock: platform.clock,
      mayUsePlainHttp: (url) => isPlainHttpAllowed(platform.config, url),
      googleWorkspaceIssuer: platform.config.googleWorkspaceIssuer,
    };
    services.set(platform, known);
  }
  return known;
};

/** What a connector's client secret is bound to. */
export const secretBinding = (tenantId: string, connectorId: string): string[] => [
  'sso-connector',
  tenantId,
  connectorId,
];

/** A connector's row as its protocol sees it. Throws `single_sign_on.connector_not_available` with the reason. */
export const setupOf = async (
  platform: Platform,
  row: ConnectorRow,
): Promise<{ connector: Connector; setup: Setup }> => {
  const reason = whyUnavailable(row);
  const connector = findConnector(row.providerName);
  const discovery = discoveryOf(row);
  if (reason !== undefined || !connector || discovery.status !== 'ready') {
    throw refuse('single_sign_on.connector_not_available', { reason: reason ?? 'it was never checked' });
  }
  return {
    connector,
    setup: {
      key: `${row.tenantId}/${row.id}/${row.updatedAt}`,
      config: row.config,
      secret:
        connector.signs(row.config) || row.sealedSecret === null
          ? ''
          : platform.sealer.open(row.sealedSecret, secretBinding(row.tenantId, row.id)),
      signingKey: await activeSigningKey(platform, connector, row),
      domains: row.domains,
      hosts: discovery.provider.hosts,
    },
  };
};

/** Where a provider must send the browser back to. */
export const redirectUriOf = (tenant: Context['tenant'], connectorId: string): string =>
  `${tenant.origin}/callback/${connectorId}`;

const openWay = async (context: Context, connectorId: string) => {
  const { platform, tenant } = context;
  const row = await findConnectorRow(platform.db.queries, tenant.id, connectorId);
  if (!row) throw refuse('single_sign_on.connector_not_found');
  if (!(await isSsoEnabled(platform.db.queries, tenant.id))) throw refuse('single_sign_on.disabled');
  return { row, ...(await setupOf(platform, row)) };
};

const audited = async <T>(
  context: Context,
  step: 'Create' | 'Submit',
  connectorId: string,
  work: () => Promise<T>,
): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) {
      await recordRefusal(context, {
        key: `Interaction.SignIn.Verification.EnterpriseSso.${step}`,
        payload: { connectorId, reason: error.code, message: error.message },
      });
    }
    throw error;
  }
};

/**
 * Prepares a departure: the provider's address for the browser, and what to keep in the interaction until it is back.
 * `email` is an address that was entered on our own page; the provider hears of it only when the connector's domains
 * cover it. Refuses a foreign redirect URI and connectors that are not available.
 */
export const departTo = (
  context: Context,
  connectorId: string,
  request: { state: string; redirectUri: string; email?: string | null },
): Promise<{ authorizationUri: string; memory: Memory }> =>
  audited(context, 'Create', connectorId, async () => {
    const expected = redirectUriOf(context.tenant, connectorId);
    if (request.redirectUri !== expected) throw refuse('single_sign_on.redirect_uri', { expected });
    const { connector, setup } = await openWay(context, connectorId);
    const { departure, memory } = await connector.begin(servicesOf(context.platform), setup, {
      redirectUri: expected,
      state: request.state,
      email: request.email ?? null,
    });
    await record(context.platform.db.queries, context, {
      key: 'Interaction.SignIn.Verification.EnterpriseSso.Create',
      payload: { connectorId, provider: connector.providerName, host: new URL(departure).host },
    });
    return { authorizationUri: departure, memory };
  });

/**
 * Checks what a provider sent back to the redirect URI. The caller must have taken `memory` out of the interaction of
 * the same browser, so that it cannot be used again. Throws a Refusal, audited, unless everything fits.
 */
export const arriveFrom = (
  context: Context,
  connectorId: string,
  memory: Memory,
  query: Readonly<Record<string, unknown>>,
): Promise<Arrival> =>
  audited(context, 'Submit', connectorId, async () => {
    const { row, connector, setup } = await openWay(context, connectorId);
    if (memory.redirectUri !== redirectUriOf(context.tenant, connectorId)) {
      throw refuse('single_sign_on.redirect_uri', { expected: redirectUriOf(context.tenant, connectorId) });
    }
    const { identity, tokens } = await connector.finish(servicesOf(context.platform), setup, query, memory);
    await record(context.platform.db.queries, context, {
      key: 'Interaction.SignIn.Verification.EnterpriseSso.Submit',
      payload: { connectorId, issuer: identity.issuer, identityId: identity.subject, email: identity.email },
    });
    return {
      connectorId,
      identity,
      sealedTokens: row.enableTokenStorage ? sealTokens(context, connectorId, identity, tokens) : null,
    };
  });

const tokenBinding = (context: Context, connectorId: string, identity: ExternalIdentity): string[] => [
  'sso-arrival',
  context.tenant.id,
  connectorId,
  identity.issuer,
  identity.subject,
];

const sealTokens = (
  context: Context,
  connectorId: string,
  identity: ExternalIdentity,
  tokens: UpstreamTokens,
): string =>
  context.platform.sealer.seal(JSON.stringify(tokens), tokenBinding(context, connectorId, identity));

/** The tokens of an arrival; undefined where none are to be stored. */
export const openTokens = (context: Context, arrival: Arrival): UpstreamTokens | undefined =>
  arrival.sealedTokens === null
    ? undefined
    : JSON.parse(
        context.platform.sealer.open(
          arrival.sealedTokens,
          tokenBinding(context, arrival.connectorId, arrival.identity),
        ),
      );
