/** A provider's HTTP endpoint for tests: keeps what is posted to it and answers as it is told. */
import { createServer, type IncomingHttpHeaders } from 'node:http';

// biome-ignore lint/suspicious/noExplicitAny: tests read bodies of every shape.
export type Received = { headers: IncomingHttpHeaders; body: any; url: string };

export type Receiver = {
  readonly origin: string;
  readonly received: Received[];
  /** Status and body from now on; a function decides by the request. */
  answer: (next: { status: number; body?: unknown } | ((request: Received) => unknown)) => void;
  close: () => Promise<void>;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return Object.fromEntries(new URLSearchParams(text));
  }
};

/** Starts a receiver on a free port of loopback. */
export const startReceiver = async (): Promise<Receiver> => {
  const received: Received[] = [];
  let next: Parameters<Receiver['answer']>[0] = { status: 200, body: {} };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const one = {
      headers: request.headers,
      body: parse(Buffer.concat(chunks).toString()),
      url: request.url ?? '',
    };
    received.push(one);
    const { status, body } = typeof next === 'function' ? { status: 200, body: next(one) } : next;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    received,
    answer: (answer) => {
      next = answer;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};
