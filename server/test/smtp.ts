/** A mail server for tests: takes messages on loopback, and can be made to refuse, to hang or to speak TLS. */
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

export type Mail = { from: string; to: string[]; data: string; user: string | null; encrypted: boolean };

type Behaviour = {
  /** Answers by the first word of a command, such as `RCPT: '550 no'`. */
  answers?: Record<string, string>;
  /** Takes connections and says nothing. */
  silent?: boolean;
  /** PEM of a key and its certificate: STARTTLS is offered. */
  tls?: { key: string; cert: string };
};

export type FakeSmtp = {
  readonly port: number;
  readonly mails: Mail[];
  /** How many connections there have been. */
  connections: () => number;
  behave: (behaviour: Behaviour) => void;
  close: () => Promise<void>;
};

const decode = (text: string): string => Buffer.from(text, 'base64').toString('utf8');

const converse = (socket: Socket, behaviour: Behaviour, mails: Mail[], encrypted = false): void => {
  let buffer = '';
  let data: string[] | undefined;
  let mail: Mail = { from: '', to: [], data: '', user: null, encrypted };
  const say = (line: string) => socket.write(`${line}\r\n`);
  const command = (line: string) => {
    const [word = '', argument = ''] = line.split(/[ :]/);
    const bent = behaviour.answers?.[word.toUpperCase()];
    if (bent !== undefined) return say(bent);
    switch (word.toUpperCase()) {
      case 'EHLO':
        if (behaviour.tls && !encrypted) say('250-STARTTLS');
        say('250-AUTH PLAIN');
        return say('250 SMTPUTF8');
      case 'STARTTLS': {
        say('220 go on');
        socket.removeAllListeners('data');
        const secure = new TLSSocket(socket, {
          isServer: true,
          secureContext: createSecureContext(behaviour.tls ?? {}),
        });
        secure.on('error', () => socket.destroy());
        return converse(secure, behaviour, mails, true);
      }
      case 'AUTH':
        mail.user = decode(line.split(' ')[2] ?? '').split('\0')[1] ?? null;
        return say(argument === 'PLAIN' ? '235 welcome' : '504 no');
      case 'MAIL':
        mail = { ...mail, from: line, to: [] };
        return say('250 ok');
      case 'RCPT':
        mail.to.push(/<(.*?)>/.exec(line)?.[1] ?? '');
        return say('250 ok');
      case 'DATA':
        data = [];
        return say('354 go on');
      case 'QUIT':
        say('221 bye');
        return socket.end();
      default:
        return say('250 ok');
    }
  };
  const take = (line: string) => {
    if (data === undefined) return command(line);
    if (line !== '.') return data.push(line);
    const bent = behaviour.answers?.['.'];
    if (bent === undefined) mails.push({ ...mail, data: data.join('\n') });
    data = undefined;
    return say(bent ?? '250 taken');
  };
  socket.on('data', (chunk) => {
    buffer += chunk;
    const lines = buffer.split('\r\n');
    buffer = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
  socket.on('error', () => {});
  if (!encrypted && !behaviour.silent) say('220 mail.test ESMTP');
};

/** Starts a mail server on a free port. */
export const startSmtp = async (): Promise<FakeSmtp> => {
  const mails: Mail[] = [];
  const sockets = new Set<Socket>();
  let behaviour: Behaviour = {};
  let connections = 0;
  const server: Server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    converse(socket, behaviour, mails);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    mails,
    connections: () => connections,
    behave: (next) => {
      behaviour = next;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};

/** The readable text of a mail's body, whatever it was encoded in. */
export const textOfMail = ({ data }: Mail): string => {
  const [head = '', ...rest] = data.split('\n\n');
  const body = rest.join('\n\n');
  if (/^Content-Transfer-Encoding: base64/im.test(head)) return decode(body);
  if (!/^Content-Transfer-Encoding: quoted-printable/im.test(head)) return body;
  const bytes = body
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
};
