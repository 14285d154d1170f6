/** The guarded client for outgoing requests. */
import type { Config } from '../config.ts';
import type { Outgoing } from '../platform.ts';
import { defineErrors } from '../lib/errors.ts';

export const refuseOutgoing = defineErrors({
  'outgoing.refused': [422, 'The address {url} may not be reached: {reason}.'],
});

/** Makes the client for this configuration. */
export const createOutgoing =
  (_config: Pick<Config, 'outgoingAllow'>): Outgoing =>
  async (url) => {
    throw refuseOutgoing('outgoing.refused', { url: String(url), reason: 'no address is allowed' });
  };
