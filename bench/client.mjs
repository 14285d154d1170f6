/**
 * A small HTTP/1.1 client for load: one keep-alive socket a connection, one request at a time, as little work as
 * possible, so that the generator beside the server costs the server little. Loopback only.
 */
import { connect } from 'node:net';

const headEnd = Buffer.from('\r\n\r\n');

/** Opens one connection to `localhost:port`. `request` gives `{ status, head, body }`; `close` ends the socket. */
export function openConnection(port) {
  let socket;
  let pending;
  let held = Buffer.alloc(0);

  const settle = (error, answer) => {
    const waiting = pending;
    pending = undefined;
    if (!waiting) return;
    if (error) waiting.reject(error);
    else waiting.resolve(answer);
  };

  const open = () => {
    socket = connect({ port, host: 'localhost', noDelay: true });
    held = Buffer.alloc(0);
    const mine = socket;
    socket.on('data', (chunk) => {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const answer = readAnswer(held);
      if (!answer) return;
      held = held.subarray(answer.length);
      if (/\r\nconnection: close/i.test(answer.head)) socket = undefined;
      settle(undefined, answer);
    });
    const lost = (error) => {
      if (socket === mine) socket = undefined;
      settle(error ?? new Error('the server closed the connection'));
    };
    socket.once('error', lost);
    socket.once('close', () => lost());
  };

  return {
    request(method, path, { headers = {}, body } = {}) {
      if (!socket) open();
      const lines = [`${method} ${path} HTTP/1.1`, `host: localhost:${port}`];
      for (const name in headers) lines.push(`${name}: ${headers[name]}`);
      if (body !== undefined) lines.push(`content-length: ${Buffer.byteLength(body)}`);
      else if (method !== 'GET') lines.push('content-length: 0');
      return new Promise((resolve, reject) => {
        pending = { resolve, reject };
        socket.write(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
      });
    },
    close() {
      socket?.destroy();
    },
  };
}

/** One whole answer at the start of the buffer, or undefined while it is not there yet. */
function readAnswer(buffer) {
  const end = buffer.indexOf(headEnd);
  if (end < 0) return undefined;
  const head = buffer.latin1Slice(0, end + 2);
  const status = Number(head.slice(9, 12));
  const start = end + 4;
  if (status === 204 || status === 304) return { status, head, body: '', length: start };
  const size = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (size) {
    const length = start + Number(size[1]);
    return buffer.length < length
      ? undefined
      : { status, head, body: buffer.utf8Slice(start, length), length };
  }
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return readChunks(buffer, start, status, head);
  return { status, head, body: '', length: start };
}

function readChunks(buffer, start, status, head) {
  const parts = [];
  for (let at = start; ; ) {
    const line = buffer.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = Number.parseInt(buffer.latin1Slice(at, line), 16);
    const next = line + 2 + size + 2;
    if (buffer.length < next) return undefined;
    if (size === 0) return { status, head, body: Buffer.concat(parts).toString(), length: next };
    parts.push(buffer.subarray(line + 2, line + 2 + size));
    at = next;
  }
}

/** The first value of a header in an answer's head, or undefined. */
export function header(answer, name) {
  return new RegExp(`\\r\\n${name}: *([^\\r\\n]*)`, 'i').exec(answer.head)?.[1];
}

/** Keeps the cookies of an answer in `jar` (a Map of name to value); emptied ones are dropped. */
export function keepCookies(jar, answer) {
  for (const [, name, value] of answer.head.matchAll(/\r\nset-cookie: *([^=;\r\n]+)=([^;\r\n]*)/gi)) {
    if (value === '') jar.delete(name);
    else jar.set(name, value);
  }
}

/** The cookie header of a jar. */
export function cookieHeader(jar) {
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}
