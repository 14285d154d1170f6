/** A name server of our own on loopback (RFC 1035 over UDP), as far as tests of custom domains ask one. */
import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';

const TYPES: Readonly<Record<number, string>> = { 1: 'A', 16: 'TXT', 28: 'AAAA' };
const HEADER = 12;
/** Long enough that an answer kept by anybody on the way would show. */
const TTL = 300;

export type TestDns = {
  /** As DNS_SERVERS takes it. */
  readonly address: string;
  /** `TXT name` → its texts; `A name` → its addresses. */
  readonly records: Map<string, string[]>;
  /** Answers SERVFAIL while it is set. */
  failing: boolean;
  /** Questions so far, as `TXT name`. */
  readonly asked: string[];
  close: () => Promise<void>;
};

/** The question's name and type, and where it ends. */
const readQuestion = (query: Buffer): { name: string; type: string; end: number } => {
  const labels: string[] = [];
  let at = HEADER;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const type = TYPES[query.readUInt16BE(at + 1)] ?? 'other';
  return { name: labels.join('.').toLowerCase(), type, end: at + 5 };
};

const dataOf = (type: string, value: string): Buffer => {
  if (type === 'A') return Buffer.from(value.split('.').map(Number));
  // A text is in pieces of at most 255 bytes; two show that they are put together.
  const pieces = [value.slice(0, 20), value.slice(20)].filter(Boolean).map((piece) => Buffer.from(piece));
  return Buffer.concat(pieces.flatMap((piece) => [Buffer.from([piece.length]), piece]));
};

const answerOf = (type: string, value: string): Buffer => {
  const data = dataOf(type, value);
  const head = Buffer.alloc(HEADER);
  // A pointer to the question's name, the type, class IN, the lifetime, the length.
  head.writeUInt16BE(0xc000 | HEADER, 0);
  head.writeUInt16BE(Number(Object.entries(TYPES).find(([, name]) => name === type)?.[0]), 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(TTL, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
};

const NO_ERROR = 0;
const SERVFAIL = 2;
const NXDOMAIN = 3;

/** Starts the server. `close` it. */
export const startDns = async (): Promise<TestDns> => {
  const socket = createSocket('udp4');
  const server: TestDns = {
    get address() {
      return `127.0.0.1:${(socket.address() as AddressInfo).port}`;
    },
    records: new Map(),
    failing: false,
    asked: [],
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
  socket.on('message', (query, { port, address }) => {
    const { name, type, end } = readQuestion(query);
    server.asked.push(`${type} ${name}`);
    const answers = server.failing ? [] : (server.records.get(`${type} ${name}`) ?? []);
    const isKnown = [...server.records.keys()].some((key) => key.endsWith(` ${name}`));
    const code = server.failing ? SERVFAIL : isKnown ? NO_ERROR : NXDOMAIN;
    const head = Buffer.from(query.subarray(0, HEADER));
    head.writeUInt16BE(0x8180 | code, 2);
    [1, answers.length, 0, 0].forEach((count, index) => {
      head.writeUInt16BE(count, 4 + 2 * index);
    });
    const body = answers.map((value) => answerOf(type, value));
    socket.send(Buffer.concat([head, query.subarray(HEADER, end), ...body]), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return server;
};
