/**
 * Social sign-in through a connector on behalf of an API caller: leaving for the provider, and checking what came back.
 * What must be remembered in between is sealed, bound to the caller and used once.
 */

import { record } from '../audit/index.ts';
import { isLoopbackHost } from '../config.ts';
import type { SocialFactory, SocialIdentity, SocialSetup, UpstreamTokens } from '../connectors/index.ts';
import { MINUTE } from '../lib/clock.ts';
import { sha256 } from '../lib/digest.ts';
import type { Actor, Context, Platform } from '../platform.ts';
import { type ConnectorRow, getConnectorRow } from './connectors.store.ts';
import { findFactory } from './connectors.ts';
import { putDeparture, takeDeparture } from './departures.store.ts';
import { refuse } from './errors.ts';
import { openStored, servicesOf, wholeSettings } from './settings.ts';

const LIFE = 10 * MINUTE;

const actorKey = (actor: Actor): string =>
  [
    actor.type,
    'userId' in actor ? actor.userId : '',
    'applicationId' in actor ? actor.applicationId : '',
  ].join(':');

const memoryBinding = (context: Context, connectorId: string, stateHash: string): string[] => [
  'social-departure',
  context.tenant.id,
  connectorId,
  stateHash,
];

const openWay = async (
  context: Context,
  connectorId: string,
): Promise<{ row: ConnectorRow; factory: SocialFactory; setup: SocialSetup }> => {
  const { platform, tenant } = context;
  const row = await getConnectorRow(platform.db.queries, tenant.id, connectorId);
  const factory = findFactory(platform, row.factoryId);
  if (factory?.type !== 'Social') throw refuse('connector.unexpected_type', { expected: 'social sign-in' });
  return { row, factory, setup: setupOf(platform, row) };
};

const setupOf = (platform: Platform, row: ConnectorRow): SocialSetup => ({
  key: `${row.tenantId}/${row.id}/${row.updatedAt}`,
  config: wholeSettings(openStored(platform, row)),
  checked: row.checked,
});

/** https anywhere, http on this machine, or a scheme that an app owns by its domain (RFC 8252, section 7.1). */
const checkRedirectUri = (text: string): void => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const fits =
    url !== undefined &&
    !url.hash &&
    (url.protocol === 'https:' ||
      (url.protocol === 'http:' && isLoopbackHost(url.hostname)) ||
      /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/.test(url.protocol));
  if (!fits) throw refuse('connector.redirect_uri');
};

/** The provider's address for a browser. The answer must be given to `verifySocial` within ten minutes. */
export const departToSocial = async (
  context: Context,
  connectorId: string,
  { state, redirectUri }: { state: string; redirectUri: string },
): Promise<string> => {
  const { platform, tenant, actor } = context;
  checkRedirectUri(redirectUri);
  const { factory, setup } = await openWay(context, connectorId);
  const request = { state, redirectUri };
  const { departure, memory } = await factory.authorizationUri(servicesOf(platform), setup, request);
  const now = platform.clock.now();
  const stateHash = sha256(state);
  const sealedMemory = platform.sealer.seal(
    JSON.stringify(memory),
    memoryBinding(context, connectorId, stateHash),
  );
  await platform.db.transaction(async (tx) => {
    await putDeparture(tx, {
      tenantId: tenant.id,
      connectorId,
      stateHash,
      actor: actorKey(actor),
      sealedMemory,
      createdAt: now,
      expiresAt: now + LIFE,
    });
    const { host } = new URL(departure);
    await record(tx, context, { key: 'Connector.Departure', payload: { connectorId, host } });
  });
  return departure;
};

/** Somebody whom a social provider vouched for; identities are kept by `target` and `identity.subject`. */
export type SocialArrival = {
  readonly connectorId: string;
  readonly target: string;
  /** Whether name and picture of the user follow the provider. */
  readonly syncProfile: boolean;
  readonly identity: SocialIdentity;
  readonly tokens: UpstreamTokens | null;
};

/**
 * Checks what a social provider sent back: `connectorData` holds the parameters of the callback, `state` among them.
 * The departure must have been asked for by the same caller and is used up, whatever comes of it. Refuses with
 * `connector.not_found`, `connector.session_not_found` and what the connector throws.
 */
export const verifySocial = async (
  context: Context,
  connectorId: string,
  connectorData: Readonly<Record<string, unknown>>,
): Promise<SocialArrival> => {
  const { platform, tenant, actor } = context;
  const { row, factory, setup } = await openWay(context, connectorId);
  const { state } = connectorData;
  if (typeof state !== 'string') throw refuse('connector.session_not_found');
  const stateHash = sha256(state);
  const which = { tenantId: tenant.id, connectorId, stateHash, actor: actorKey(actor) };
  const taken = await takeDeparture(platform.db.queries, which, platform.clock.now());
  if (!taken) throw refuse('connector.session_not_found');
  const memory = JSON.parse(
    platform.sealer.open(taken.sealedMemory, memoryBinding(context, connectorId, stateHash)),
  );
  // Callers add the redirect URI to what they hand over; it is no parameter of the provider's answer.
  const { redirectUri: _, ...arrival } = connectorData;
  const { identity, tokens } = await factory.userInfo(servicesOf(platform), setup, arrival, memory);
  return { connectorId, target: row.target, syncProfile: row.syncProfile, identity, tokens: tokens ?? null };
};
