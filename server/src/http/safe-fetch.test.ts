import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { Refusal } from '../lib/errors.ts';
import { createOutgoing, isPlainHttpAllowed, isPublicAddress, type Resolve } from './safe-fetch.ts';

/** A server on loopback that must not be reached unless it is allowed; counts who came. */
const startCanary = async () => {
  let hits = 0;
  let listener: RequestListener = (_, response) => response.end('{"ok":true}');
  const server = createServer((incoming, response) => {
    hits += 1;
    listener(incoming, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    hits: () => hits,
    answer: (next: RequestListener) => {
      listener = next;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

const refusal = (code: string, reason?: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Refusal, String(error));
  assert.equal(error.code, code, error.message);
  if (reason) assert.match(error.message, reason);
  return true;
};

const resolvesTo =
  (...answers: string[][]): Resolve =>
  (_, __, done) => {
    const addresses = (answers.length > 1 ? answers.shift() : answers[0]) as string[];
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };

describe('outgoing requests', () => {
  let canary: Awaited<ReturnType<typeof startCanary>>;
  before(async () => {
    canary = await startCanary();
  });
  after(() => canary.close());

  it('reaches an allowed host, an allowed host with port and an allowed network', async () => {
    const allow = [`localhost:${canary.port}`, '127.0.0.1'];
    for (const host of ['localhost', '127.0.0.1']) {
      const outgoing = createOutgoing({ outgoingAllow: allow }, resolvesTo(['127.0.0.1']));
      const answer = await outgoing(`http://${host}:${canary.port}/`);
      assert.deepEqual(await answer.json(), { ok: true });
    }
    const byNetwork = createOutgoing({ outgoingAllow: ['127.0.0.0/8'] }, resolvesTo(['127.0.0.1']));
    assert.equal((await byNetwork(`http://idp.example:${canary.port}/`)).status, 200);
  });

  it('R-13 refuses every spelling of a private address, and the canary stays silent', async () => {
    const before = canary.hits();
    const outgoing = createOutgoing({ outgoingAllow: [] });
    const hosts = [
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '0.0.0.0',
      '10.0.0.1',
      '172.16.5.4',
      '192.168.1.1',
      '100.64.0.1',
      '169.254.169.254',
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[64:ff9b::7f00:1]',
      '[fe80::1]',
      '[fd00::1]',
      '[ff02::1]',
      'localhost',
      'localhost.',
      'a.localhost',
      '①②⑦.⓪.⓪.①',
    ];
    for (const host of hosts) {
      for (const scheme of ['https', 'http']) {
        await assert.rejects(
          outgoing(`${scheme}://${host}:${canary.port}/`),
          refusal('outgoing.refused'),
          host,
        );
      }
    }
    assert.equal(canary.hits(), before);
    assert.ok(isPublicAddress('8.8.8.8') && isPublicAddress('2606:4700::1111'));
  });

  it('R-13 an allowed host does not open another port or another name', async () => {
    const outgoing = createOutgoing(
      { outgoingAllow: [`localhost:${canary.port + 1}`] },
      resolvesTo(['127.0.0.1']),
    );
    await assert.rejects(outgoing(`http://localhost:${canary.port}/`), refusal('outgoing.refused'));
    await assert.rejects(outgoing(`http://other.example:${canary.port}/`), refusal('outgoing.refused'));
  });

  it('tells which addresses may be plain http: those the operator allowed', () => {
    const allows = (outgoingAllow: string[], url: string) =>
      isPlainHttpAllowed({ outgoingAllow }, new URL(url));
    assert.equal(allows(['localhost:9000'], 'http://localhost:9000/x'), true);
    assert.equal(allows(['127.0.0.0/8'], 'http://localhost:9000/x'), true);
    assert.equal(allows(['idp.internal'], 'http://idp.internal/'), true);
    assert.equal(allows(['10.0.0.0/8'], 'http://10.1.2.3/'), true);
    assert.equal(allows(['localhost:9000'], 'http://localhost:9001/x'), false);
    assert.equal(allows(['10.0.0.0/8'], 'http://idp.internal/'), false);
    assert.equal(allows([], 'http://localhost/'), false);
  });

  it('R-14 refuses a public name with a private address, alone or among public ones', async () => {
    for (const addresses of [['127.0.0.1'], ['93.184.216.34', '10.0.0.1'], ['::ffff:127.0.0.1']]) {
      const outgoing = createOutgoing({ outgoingAllow: [] }, resolvesTo(addresses));
      await assert.rejects(
        outgoing(`https://rebind.example:${canary.port}/`),
        refusal('outgoing.refused', /private or reserved/),
      );
    }
  });

  it('R-14 connects to what was judged: a name is resolved once for each connection', async () => {
    let asked = 0;
    const outgoing = createOutgoing({ outgoingAllow: ['127.0.0.1/32'] }, (name, options, done) => {
      asked += 1;
      resolvesTo(asked === 1 ? ['127.0.0.1'] : ['10.0.0.1'])(name, options, done);
    });
    assert.equal((await outgoing(`http://rebind.example:${canary.port}/`)).status, 200);
    assert.equal(asked, 1);
    const second = createOutgoing({ outgoingAllow: ['127.0.0.1/32'] }, resolvesTo(['10.0.0.1']));
    await assert.rejects(second(`http://rebind.example:${canary.port}/`), refusal('outgoing.refused'));
  });

  it('R-15 refuses redirects and plain http', async () => {
    const target = await startCanary();
    canary.answer((_, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${target.port}/` }).end(),
    );
    const outgoing = createOutgoing({ outgoingAllow: ['127.0.0.1'] });
    await assert.rejects(
      outgoing(`http://127.0.0.1:${canary.port}/`),
      refusal('outgoing.refused', /redirect/),
    );
    assert.equal(target.hits(), 0);
    target.close();
    const open = createOutgoing({ outgoingAllow: [] }, resolvesTo(['93.184.216.34']));
    await assert.rejects(open('http://example.com/'), refusal('outgoing.refused', /unencrypted/));
  });

  it('R-16 cuts endless and slow answers and refuses other schemes', async () => {
    const outgoing = createOutgoing({ outgoingAllow: ['127.0.0.1'] });
    const url = `http://127.0.0.1:${canary.port}/`;
    canary.answer((_, response) => {
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const pump = () => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once('drain', pump);
      };
      pump();
    });
    await assert.rejects(outgoing(url), refusal('outgoing.failed', /larger than/));
    canary.answer((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('{'), 20);
      response.on('close', () => clearInterval(drip));
    });
    await assert.rejects(outgoing(url, { timeout: 150 }), refusal('outgoing.failed', /too long/));
    canary.answer(() => {});
    await assert.rejects(outgoing(url, { timeout: 150 }), refusal('outgoing.failed', /too long/));
    for (const scheme of [
      'file:///etc/passwd',
      'gopher://127.0.0.1/',
      'data:text/plain,x',
      'ftp://example.com/',
    ]) {
      await assert.rejects(outgoing(scheme), refusal('outgoing.refused'));
    }
    await assert.rejects(
      outgoing('https://user:pass@example.com/'),
      refusal('outgoing.refused', /credentials/),
    );
    canary.answer((_, response) => response.end('{"ok":true}'));
    assert.equal((await outgoing(url)).status, 200);
  });
});
