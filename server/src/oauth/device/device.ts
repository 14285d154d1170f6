/**
 * Devices without a keyboard (RFC 8628): the device authorization endpoint, and what the codes look like. How a person
 * lets one in is in device-pages.ts, how the device gets its tokens in grants/device-code.ts.
 */
import type { CachedApplication } from '../../applications/index.ts';
import { record } from '../../audit/index.ts';
import type { Endpoint } from '../../http/index.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { hmac256 } from '../../lib/digest.ts';
import { createUserCode } from '../../lib/ids.ts';
import type { Context, Platform } from '../../platform.ts';
import { reserveUnattended } from '../../users/index.ts';
import { readResources } from '../checks/resource.ts';
import { readScope } from '../checks/scope.ts';
import { authenticateClient } from '../clients/client-auth.ts';
import { askedItems, narrowedScope } from '../consent/consent.ts';
import { refuse } from '../errors.ts';
import { exchangeEndpoint, preflightEndpoint } from '../exchange.ts';
import { type Parameters, readForm } from '../parameters.ts';
import { createBearer } from '../tokens/tokens.ts';
import { insertDeviceCode } from './device.store.ts';

const LIFE = 10 * MINUTE;
/** Seconds a device waits between two polls. */
const INTERVAL = 5;

/** Whether an application runs on devices that show a code. */
export const isDeviceApplication = ({
  type,
  customClientMetadata,
}: Pick<CachedApplication, 'type' | 'customClientMetadata'>): boolean =>
  type === 'Native' && customClientMetadata.isDeviceFlow === true;

const keys = new WeakMap<Platform, Buffer>();

/** The hash under which a user code is stored: keyed, for all codes there are could be hashed in minutes. */
export const userCodeHash = (platform: Platform, tenantId: string, userCode: string): string => {
  let key = keys.get(platform);
  if (!key) {
    key = platform.sealer.derive('device-user-code');
    keys.set(platform, key);
  }
  return hmac256(key, `${tenantId}\n${userCode}`);
};

/** A code as somebody typed it: any case, any separators, full-width letters. Undefined for what can be none. */
export const readUserCode = (typed: string): string | undefined => {
  const letters = typed
    .slice(0, 64)
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}.]/gu, '');
  return /^[B-DF-HJ-NP-TV-XZ]{8}$/.test(letters) ? letters : undefined;
};

/** A code as people read it. */
export const showUserCode = (userCode: string): string => `${userCode.slice(0, 4)}-${userCode.slice(4)}`;

/** What the device asks for; of a third-party application, as far as it may ask for it. */
const readRequest = async (context: Context, application: CachedApplication, parameters: Parameters) => {
  const request = { scope: readScope(parameters), resources: await readResources(context, parameters) };
  if (!application.isThirdParty) return request;
  const items = await askedItems(context, { ...request, clientId: application.id });
  return { ...request, scope: narrowedScope(request.scope, items) };
};

const begin = async (
  context: Context,
  application: CachedApplication,
  asked: { scope: string; resources: string[] },
) => {
  const { platform, tenant } = context;
  const now = platform.clock.now();
  const device = createBearer();
  const userCode = createUserCode();
  await platform.db.transaction(async (tx) => {
    await insertDeviceCode(tx, {
      tenantId: tenant.id,
      codeHash: device.hash,
      userCodeHash: userCodeHash(platform, tenant.id, userCode),
      applicationId: application.id,
      ...asked,
      status: 'pending',
      pollInterval: INTERVAL,
      createdAt: now,
      expiresAt: now + LIFE,
    });
    await record(tx, context, {
      key: 'DeviceAuthorization.Create',
      applicationId: application.id,
      payload: asked,
    });
  });
  return { deviceCode: device.value, userCode: showUserCode(userCode) };
};

export const deviceEndpoints: readonly Endpoint[] = [
  exchangeEndpoint('POST /oidc/device/auth', 'DeviceAuthorization.Refusal', async (exchange) => {
    const { context } = exchange;
    const parameters = await readForm(exchange.incoming);
    const { application } = await authenticateClient(exchange, parameters);
    if (!isDeviceApplication(application)) {
      throw refuse('unauthorized_client', 'This application may not use the device flow.');
    }
    const asked = await readRequest(context, application, parameters);
    await reserveUnattended(context, 'devices');
    const { deviceCode, userCode } = await begin(context, application, asked);
    const address = `${context.tenant.origin}/device`;
    return {
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: address,
      verification_uri_complete: `${address}?user_code=${userCode}`,
      expires_in: LIFE / SECOND,
      interval: INTERVAL,
    };
  }),
  preflightEndpoint('/oidc/device/auth'),
];
