import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import test, { after, before, beforeEach, describe } from 'node:test';
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { startApp, type TestApp } from '../../test/app.ts';
import { TEST_TLS } from '../../test/certificate.ts';
import { scopedToken } from '../../test/scoped-token.ts';
import { tidy } from '../housekeeping.ts';
import { DAY, SECOND } from '../lib/clock.ts';
import { exportDue, type Log, record } from './index.ts';

const PATH = '/api/configs/audit-sink';

const startCollector = async () => {
  const batches: { headers: Record<string, string>; body: string; logs: Log[] }[] = [];
  const state = { status: 200 };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      if (state.status === 200) {
        const logs = body
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line));
        batches.push({ headers: request.headers as Record<string, string>, body, logs });
      }
      response.writeHead(state.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/audit`,
    batches,
    state,
    close: () => server.close(),
  };
};

describe('streaming the audit trail', () => {
  let app: TestApp;
  let collector: Awaited<ReturnType<typeof startCollector>>;
  before(async () => {
    app = await startApp();
    collector = await startCollector();
  });
  after(async () => {
    collector.close();
    await app.close();
  });
  beforeEach(async () => {
    await app.management('DELETE', PATH);
    collector.batches.length = 0;
    collector.state.status = 200;
  });

  const put = async (body: Record<string, unknown>) => {
    const answer = await app.management('PUT', PATH, body);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  };
  const write = async (userId: string) =>
    record(app.platform.db.queries, await app.context(), { key: 'User.Update', userId, payload: { userId } });
  const names = () =>
    collector.batches.flatMap(({ logs }) =>
      logs.filter((log) => log.key === 'User.Update').map((log) => log.payload.userId),
    );
  const exported = async () => {
    await exportDue(app.platform);
    return names();
  };

  test('every row reaches an HTTP sink, in order, authenticated and signed; secrets are sealed and masked', async () => {
    const signingKey = 'a signing key of ours';
    const shown = await put({
      type: 'http',
      url: collector.url,
      headers: { Authorization: 'Bearer collector-secret' },
      signingKey,
    });
    assert.deepEqual([shown.headers, shown.hasSigningKey], [{ Authorization: '******' }, true]);
    await write('one');
    app.clock.advance(1);
    await write('two');
    while ((await exported()).length < 2) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(names(), ['one', 'two']);
    const { headers, body } = collector.batches.at(-1) as (typeof collector.batches)[number];
    assert.equal(headers['content-type'], 'application/x-ndjson');
    assert.equal(headers.authorization, 'Bearer collector-secret');
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const expected = createHmac('sha256', signingKey).update(signed).digest('base64');
    assert.equal(headers['webhook-signature'], `v1,${expected}`);
    const stored = await app.platform.db.queries.selectFrom('auditSinks').selectAll().execute();
    assert.doesNotMatch(
      JSON.stringify([stored, await app.audit()]),
      /collector-secret|a signing key of ours/,
    );
    const state = (await app.management('GET', PATH)).body;
    assert.equal(typeof state.lastSentAt, 'number');
    assert.doesNotMatch(JSON.stringify(state), /collector-secret|a signing key/);
    const kept = await put({
      type: 'http',
      url: `${collector.url}/moved`,
      headers: { Authorization: '******' },
      signingKey: '******',
    });
    assert.equal(kept.hasSigningKey, true);
    const elsewhere = await app.management('PUT', PATH, {
      type: 'http',
      url: 'https://elsewhere.example/',
      headers: { Authorization: '******' },
    });
    assert.deepEqual([elsewhere.status, elsewhere.body.code], [422, 'log.sink_secrets_needed']);
  });

  test('G-15 G-21 what a sink could not take comes when it is back, nothing lost', async () => {
    await put({ type: 'http', url: collector.url });
    collector.state.status = 503;
    await write('during');
    await exportDue(app.platform);
    const state = (await app.management('GET', PATH)).body;
    assert.ok(state.pending >= 1);
    for (let index = 0; index < 250; index += 1) await write(`row-${index}`);
    collector.state.status = 200;
    app.clock.advance(60 * SECOND);
    while ((await exported()).length < 251) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(new Set(names()).size, 251);
    assert.equal(names().length, 251);
    const times = collector.batches.flatMap(({ logs }) => logs.map(({ createdAt }) => createdAt));
    assert.deepEqual(times, times.toSorted());
  });

  test('rows that were not taken outlive the retention by thirty days, then their loss is on record', async () => {
    await put({ type: 'http', url: collector.url });
    collector.state.status = 503;
    await write('unsent');
    const is = async (userId: string) =>
      (await app.audit()).some((row) => row.key === 'User.Update' && row.payload.userId === userId);
    app.clock.advance(370 * DAY);
    await tidy(app.platform);
    assert.equal(await is('unsent'), true);
    app.clock.advance(30 * DAY);
    await tidy(app.platform);
    assert.equal(await is('unsent'), false);
    const dropped = (await app.audit()).find((row) => row.key === 'AuditSink.Dropped');
    assert.ok(Number(dropped?.payload.count) >= 1);
  });

  test('a syslog sink gets framed messages of RFC 5424, and no value begins another', async () => {
    const sockets: Socket[] = [];
    let text = '';
    const server = createTcpServer((socket) => {
      sockets.push(socket);
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('end', () => socket.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await put({ type: 'syslog', host: '127.0.0.1', port, transport: 'tcp', facility: 4 });
    assert.equal((await app.management('POST', `${PATH}/test`)).status, 204);
    await write('evil\n<134>1 forged 項');
    while (!text.includes('forged')) {
      await exportDue(app.platform);
      await new Promise((resolve) => setImmediate(resolve));
    }
    let rest = Buffer.from(text);
    const messages: string[] = [];
    while (rest.length > 0) {
      const space = rest.indexOf(' ');
      const length = Number(rest.subarray(0, space).toString());
      messages.push(rest.subarray(space + 1, space + 1 + length).toString());
      rest = rest.subarray(space + 1 + length);
    }
    const header = /^<(\d+)>1 \d{4}-\d\d-\d\dT[\d:.]+Z \S+ genkan - (\S+) - \{/;
    assert.ok(messages.every((message) => header.test(message) && !message.includes('\n')));
    const update = messages.find((message) => message.includes('forged'));
    assert.deepEqual(header.exec(update ?? '')?.slice(1), [String(4 * 8 + 6), 'User.Update']);
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  test('over TLS rows go to a receiver with a trusted certificate, and nothing at all to another', async () => {
    let text = '';
    const server = createTlsServer(TEST_TLS, (socket) => {
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('end', () => socket.end());
    });
    server.on('tlsClientError', () => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await put({ type: 'syslog', host: '127.0.0.1', port });
    const refused = await app.management('POST', `${PATH}/test`);
    assert.deepEqual([refused.status, refused.body.code, text], [422, 'log.sink_failed', '']);
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, TEST_TLS.cert]);
    assert.equal((await app.management('POST', `${PATH}/test`)).status, 204);
    setDefaultCACertificates(before);
    assert.match(text, /^\d+ <110>1 .* AuditSink\.Test - \{/);
    await app.management('DELETE', PATH);
    server.close();
  });

  test('M-04 whoever may not read the trail does not have it sent to them', async () => {
    const putAs = async (names: string[]) => {
      const response = await fetch(`${app.origin}${PATH}`, {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${await scopedToken(app, names)}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ type: 'http', url: collector.url }),
      });
      return { status: response.status, body: (await response.json()) as { code?: string; message: string } };
    };
    const refused = await putAs(['logs:write']);
    assert.deepEqual([refused.status, refused.body.code], [403, 'auth.scope_missing']);
    assert.match(refused.body.message, /logs:read/);
    assert.equal((await app.management('GET', PATH)).status, 404, 'nothing was set');
    assert.equal((await putAs(['logs:write', 'logs:read'])).status, 200);
  });

  test('R-13 neither kind of sink reaches a private network that is not allowed', async () => {
    const refusal = async (body: Record<string, unknown>) => {
      const answer = await app.management('PUT', PATH, body);
      return answer.status === 200 ? app.management('POST', `${PATH}/test`) : answer;
    };
    for (const body of [
      { type: 'http', url: 'http://collector.example/' },
      { type: 'http', url: 'https://10.0.0.1/' },
      { type: 'syslog', host: '10.0.0.1', port: 6514 },
      { type: 'syslog', host: '169.254.169.254', port: 514, transport: 'tcp' },
    ]) {
      const refused = await refusal(body);
      assert.equal(refused.status, 422, JSON.stringify(body));
      assert.match(refused.body.code, /^log\.sink_/);
    }
    const asAnother = await refusal({ type: 'http', url: collector.url, headers: { HOST: 'other.example' } });
    assert.deepEqual([asAnother.status, asAnother.body.code], [400, 'guard.invalid_input']);
  });
});
