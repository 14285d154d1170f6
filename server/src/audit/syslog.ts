/** Rows of the trail as messages of syslog (RFC 5424), framed by their length (RFC 6587 §3.4.1, RFC 5425 §4.3). */

import { once } from 'node:events';
import { isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Connect } from '../http/index.ts';
import { SECOND } from '../lib/clock.ts';
import type { Log } from './logs.routes.ts';

/** Log audit (RFC 5424 §6.2.1). */
const AUDIT_FACILITY = 13;
const [WARNING, INFORMATIONAL] = [4, 6];
const TIMEOUT = 10 * SECOND;

export type SyslogTarget = {
  host: string;
  port: number;
  transport: 'tls' | 'tcp';
  facility?: number | undefined;
};

/** Printable US-ASCII without spaces, as the fields of the header must be (RFC 5424 §6). */
const headerField = (text: string, length: number): string =>
  text.replace(/[^\x21-\x7e]/g, '').slice(0, length) || '-';

/** One framed message. JSON escapes control characters, so that no value can begin another message (M-18). */
export const syslogFrame = (log: Log, hostname: string, facility: number = AUDIT_FACILITY): string => {
  const severity = log.payload.result === 'Error' ? WARNING : INFORMATIONAL;
  const message = [
    `<${facility * 8 + severity}>1`,
    new Date(log.createdAt).toISOString(),
    headerField(hostname, 255),
    'genkan',
    '-',
    headerField(log.key, 32),
    '-',
    JSON.stringify(log),
  ].join(' ');
  return `${Buffer.byteLength(message)} ${message}`;
};

/** TLS on an open connection, to a receiver whose certificate is for `host`. */
const secured = async (socket: Socket, host: string): Promise<Socket> => {
  const name = host.replace(/^\[|\]$/g, '');
  const tls = connectTls({ socket, host: name, ...(isIP(name) === 0 ? { servername: name } : {}) });
  await once(tls, 'secureConnect');
  return tls;
};

/** Sends frames over a connection of their own. Throws when they could not all be handed over. */
export const sendSyslog = async (
  connect: Connect,
  { host, port, transport }: SyslogTarget,
  frames: readonly string[],
): Promise<void> => {
  const plain = await connect({ host, port, secure: transport === 'tls' });
  const cut = setTimeout(() => plain.destroy(new Error('it took too long')), TIMEOUT);
  try {
    const socket = transport === 'tls' ? await secured(plain, host) : plain;
    socket.resume();
    const closed = once(socket, 'close');
    socket.end(frames.join(''));
    await closed;
  } finally {
    clearTimeout(cut);
    plain.destroy();
  }
};
