/** Sockets: binds the two ports before anything else is opened, and hands requests to the app when there is one. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { ConfigurationError } from '../config.ts';
import { SECOND } from '../lib/clock.ts';
import type { App } from './mount.ts';

const starting: RequestListener = (_, response) => {
  response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' });
  response.end('{"code":"server.unavailable","message":"The server is starting. Try again in a moment."}');
};

/** How long a sender may take, in milliseconds; `connectionsCheckingInterval` is added before a slow one is cut. */
export type Patience = {
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly connectionsCheckingInterval: number;
};

/** Slow senders are cut within 30 s (T-09). */
export const PATIENCE: Patience = {
  headersTimeout: 10 * SECOND,
  requestTimeout: 25 * SECOND,
  connectionsCheckingInterval: 5 * SECOND,
};

const createListener = (patience: Patience, listener: RequestListener): Server =>
  createServer({ ...patience, keepAliveTimeout: 65 * SECOND }, listener);

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

const explain = (error: NodeJS.ErrnoException, port: number, host: string): Error => {
  if (error.code === 'EADDRINUSE') return new ConfigurationError(`port ${port} is in use`, { cause: error });
  if (error.code === 'EACCES')
    return new ConfigurationError(`port ${port} may not be opened by this user`, { cause: error });
  return new ConfigurationError(`cannot listen on ${host}:${port}: ${error.message}`, { cause: error });
};

/** Bound sockets of the installation. */
export type Sockets = {
  /** Port bound for each one asked for, in order (they differ where 0 was asked for). */
  readonly ports: readonly number[];
  attach: (app: App) => void;
  /** Stops accepting, lets requests in flight end (at most 8 s), then cuts. */
  close: () => Promise<void>;
};

/** Binds `ports` on `host`, or on both loopback addresses. Throws ConfigurationError when one is taken. */
export const bindSockets = async (
  ports: readonly number[],
  host: string | undefined,
  patience: Patience = PATIENCE,
): Promise<Sockets> => {
  const handler: { current: RequestListener } = { current: starting };
  const servers: Server[] = [];
  const bound: number[] = [];
  const bind = async (port: number, address: string): Promise<number> => {
    const server = createListener(patience, (request, response) => handler.current(request, response));
    try {
      const actual = await listen(server, port, address);
      servers.push(server);
      return actual;
    } catch (error) {
      throw explain(error as NodeJS.ErrnoException, port, address);
    }
  };
  const close = async () => {
    await Promise.all(
      servers.map(
        (server) =>
          new Promise<void>((resolve) => {
            const cut = setTimeout(() => server.closeAllConnections(), 8 * SECOND);
            server.close(() => {
              clearTimeout(cut);
              resolve();
            });
            server.closeIdleConnections();
          }),
      ),
    );
  };
  try {
    for (const port of ports) {
      const actual = await bind(port, host ?? '127.0.0.1');
      bound.push(actual);
      if (host === undefined) {
        await bind(actual, '::1').catch((error: Error) => {
          const code = (error.cause as NodeJS.ErrnoException).code;
          // A machine without IPv6 is served on IPv4 alone.
          if (code !== 'EADDRNOTAVAIL' && code !== 'EAFNOSUPPORT') throw error;
        });
      }
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ports: bound,
    attach: (app) => {
      handler.current = getRequestListener(app.fetch as never, { overrideGlobalObjects: true });
    },
    close,
  };
};
