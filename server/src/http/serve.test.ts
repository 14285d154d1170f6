/** Sockets under senders who never finish. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import test from 'node:test';
import { bindSockets, PATIENCE } from './serve.ts';

test('T-09 half-open requests are cut, and others are served meanwhile', async () => {
  assert.ok(PATIENCE.requestTimeout + PATIENCE.connectionsCheckingInterval <= 30_000);
  const sockets = await bindSockets([0], '127.0.0.1', {
    headersTimeout: 300,
    requestTimeout: 300,
    connectionsCheckingInterval: 100,
  });
  const [port = 0] = sockets.ports;
  const slow = Array.from({ length: 500 }, (_, index) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    // Half of them stop in the headers, half in the body.
    socket.write('POST /oidc/token HTTP/1.1\r\nhost: x\r\n');
    if (index % 2 === 0) socket.write('content-length: 100\r\n\r\na');
    socket.resume();
    return socket;
  });
  const cut = Promise.all(slow.map((socket) => once(socket, 'close')));
  const served = await fetch(`http://127.0.0.1:${port}/healthz`);
  assert.equal(served.status, 503, 'the server answers, if only that it is starting');
  await served.text();
  await cut;
  await sockets.close();
});
