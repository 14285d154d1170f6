import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { cookieHeader, header, keepCookies, openConnection } from './client.mjs';
import { load } from './load.mjs';

async function withServer(listener, work) {
  const server = createServer(listener);
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  try {
    return await work(server.address().port);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('answers of every framing come whole, one after another on one connection', async () => {
  const long = 'あ'.repeat(50_000);
  const sockets = new Set();
  const listener = (request, response) => {
    sockets.add(request.socket);
    if (request.url === '/empty') return response.writeHead(204).end();
    if (request.url === '/sized') return response.writeHead(200, { 'content-length': 2 }).end('ok');
    response.writeHead(200, { 'set-cookie': ['a=1; Path=/', 'b=2'], 'x-kind': 'chunked' });
    response.write(long);
    return setTimeout(() => response.end('end'), 5);
  };
  await withServer(listener, async (port) => {
    const connection = openConnection(port);
    assert.equal((await connection.request('GET', '/empty')).status, 204);
    assert.equal((await connection.request('POST', '/sized', { body: 'x' })).body, 'ok');
    const answer = await connection.request('GET', '/chunked');
    assert.equal(answer.body, `${long}end`);
    assert.equal(header(answer, 'x-kind'), 'chunked');
    const jar = new Map();
    keepCookies(jar, answer);
    assert.equal(cookieHeader(jar), 'a=1; b=2');
    assert.equal(sockets.size, 1);
    connection.close();
  });
});

test('a load run counts only expected answers and stops at the first other one', async () => {
  let asked = 0;
  await withServer(
    (_request, response) => {
      asked += 1;
      response.writeHead(asked > 500 ? 500 : 200, { 'content-length': 0 }).end();
    },
    async (port) => {
      const task = async (connection) => {
        const { status } = await connection.request('GET', '/');
        if (status !== 200) throw new Error(`got ${status}`);
      };
      await assert.rejects(load({ port, connections: 4, seconds: 5, warmup: 0, task }), /got 500/);
    },
  );
});

test('a connection that breaks off is an error, not a hang', async () => {
  await withServer(
    (request) => request.socket.destroy(),
    async (port) => {
      const connection = openConnection(port);
      await assert.rejects(connection.request('GET', '/'), /closed the connection|ECONNRESET/);
    },
  );
});
