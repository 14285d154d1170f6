/**
 * The way out for protocols other than HTTP (SMTP): an open TCP connection under the same rule as safe-fetch. The name
 * is resolved once, every address it has is judged, and the connection goes to what was judged.
 */
import { lookup as systemLookup } from 'node:dns';
import { connect, isIP, type Socket } from 'node:net';
import type { Config } from '../config.ts';
import {
  guardedLookup,
  Objection,
  objection,
  type Resolve,
  readAllowed,
  refuseOutgoing,
} from './safe-fetch.ts';

const TIMEOUT = 5000;

/** Opens a connection. `secure` says that TLS follows on it; without, only allowed hosts are reached. */
export type Connect = (target: { host: string; port: number; secure: boolean }) => Promise<Socket>;

const opened = (socket: Socket): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(TIMEOUT, () =>
      fail(Object.assign(new Error('it took too long'), { code: 'ETIMEDOUT' })),
    );
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.removeAllListeners('timeout');
      socket.off('error', fail);
      resolve(socket);
    });
  });

/**
 * Makes the opener for this configuration: public addresses, and what OUTGOING_ALLOW names. Throws `outgoing.refused`
 * with a reason where it may not go, `outgoing.failed` where nobody answers within 5 s.
 */
export const createConnect = (
  config: Pick<Config, 'outgoingAllow'>,
  resolve: Resolve = systemLookup as unknown as Resolve,
): Connect => {
  const allowed = readAllowed(config.outgoingAllow);
  return async ({ host, port, secure }) => {
    const hostname = host.toLowerCase();
    const target = { hostname, port: String(port), secure };
    const shown = `${hostname}:${port}`.slice(0, 200);
    const literal = hostname.replace(/^\[|\]$/g, '');
    const wrong = isIP(literal) === 0 ? undefined : objection(allowed, target, literal);
    if (wrong !== undefined) throw refuseOutgoing('outgoing.refused', { url: shown, reason: wrong });
    try {
      return await opened(connect({ host: literal, port, lookup: guardedLookup(allowed, target, resolve) }));
    } catch (error) {
      if (error instanceof Objection)
        throw refuseOutgoing('outgoing.refused', { url: shown, reason: error.message });
      const { code, message } = error as NodeJS.ErrnoException;
      const reason = code === 'ECONNREFUSED' ? 'the connection was refused' : message || code || 'it failed';
      throw refuseOutgoing('outgoing.failed', { url: shown, reason }, { cause: error });
    }
  };
};
