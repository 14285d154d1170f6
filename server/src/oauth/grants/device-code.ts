/** RFC 8628 §3.4: a device asks again and again whether it was let in, and gets its tokens once. */
import { noteActivity } from '../../activity/index.ts';
import { record } from '../../audit/index.ts';
import { sha256 } from '../../lib/digest.ts';
import type { Context } from '../../platform.ts';
import type { Client } from '../clients/client-auth.ts';
import {
  consumeDeviceCode,
  type DeviceCode,
  findDeviceCode,
  findHeldGrant,
  type HeldGrant,
  notePoll,
} from '../device/device.store.ts';
import { isDeviceApplication } from '../device/device.ts';
import { refuse } from '../errors.ts';
import { type Parameters, words } from '../parameters.ts';
import { insertAccessToken } from '../tokens/access-tokens.store.ts';
import { createBearer } from '../tokens/tokens.ts';
import { checkHeld, makeUserTokens } from '../tokens/user-tokens.ts';
import { revokeReused, storeRefreshToken } from './authorization-code.ts';
import type { GrantType } from './grant-type.ts';

/** Seconds by which the interval grows for a device that polls too fast (RFC 8628 §3.5). */
const PENALTY = 5;
const USED = 'The device code has been used.';

type Approved = { device: DeviceCode; held: HeldGrant };

const readDevice = async (context: Context, client: Client, parameters: Parameters): Promise<Approved> => {
  const presented = parameters.get('device_code');
  if (presented === undefined) throw refuse('invalid_request', 'The parameter device_code is missing.');
  const { platform, tenant } = context;
  const db = platform.db.queries;
  const device = await findDeviceCode(db, tenant.id, sha256(presented));
  if (!device || device.applicationId !== client.application.id) {
    throw refuse('invalid_grant', 'The device code is not known.');
  }
  const now = platform.clock.now();
  const held = device.grantId === null ? undefined : await findHeldGrant(db, tenant.id, device.grantId);
  if (device.consumedAt !== null) {
    if (held) await revokeReused(context, 'device_code', { ...held, applicationId: device.applicationId });
    throw refuse('invalid_grant', USED);
  }
  if (device.expiresAt <= now) throw refuse('expired_token', 'The device code has expired. Start again.');
  if (!(await notePoll(db, tenant.id, device.codeHash, PENALTY, now))) {
    throw refuse('slow_down', 'The device asks too often. Wait longer between two requests.');
  }
  if (device.status === 'pending') throw refuse('authorization_pending', 'Nobody has let the device in yet.');
  if (device.status === 'denied') throw refuse('access_denied', 'The user did not let the device in.');
  if (!held) throw refuse('invalid_grant', 'The grant has ended.');
  checkHeld(held, now);
  return { device, held };
};

export const deviceCode: GrantType = {
  name: 'urn:ietf:params:oauth:grant-type:device_code',
  allows: isDeviceApplication,
  exchange: async ({ context }, client, parameters) => {
    const { platform, tenant } = context;
    const { device, held } = await readDevice(context, client, parameters);
    const { application } = client;
    const tokens = await makeUserTokens(context, client, held, parameters, { nonce: null });
    const isOffline =
      application.customClientMetadata.alwaysIssueRefreshToken === true ||
      words(held.scope).includes('offline_access');
    const refresh = isOffline ? createBearer() : undefined;
    const won = await platform.db.transaction(async (tx) => {
      if (!(await consumeDeviceCode(tx, tenant.id, device.codeHash, platform.clock.now()))) return false;
      if (tokens.accessToken) await insertAccessToken(tx, tokens.accessToken);
      if (refresh) await storeRefreshToken(tx, context, held, client, refresh);
      await record(tx, context, {
        key: 'ExchangeTokenBy.DeviceCode',
        userId: held.userId,
        applicationId: application.id,
        payload: { ...tokens.target, grantId: held.grantId, hasRefreshToken: refresh !== undefined },
      });
      return true;
    });
    if (!won) {
      await revokeReused(context, 'device_code', { ...held, applicationId: application.id });
      throw refuse('invalid_grant', USED);
    }
    await noteActivity(context, held.userId);
    return refresh ? { ...tokens.response, refresh_token: refresh.value } : tokens.response;
  },
};
