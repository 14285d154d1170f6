import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { ConfigurationError, readConfig } from './config.ts';

const kek = Buffer.alloc(32, 7).toString('base64');

describe('settings', () => {
  test('have working defaults', () => {
    const config = readConfig({});
    assert.equal(config.endpoint, 'http://localhost:3001');
    assert.equal(config.adminEndpoint, 'http://localhost:3002');
    assert.equal(config.host, undefined);
    assert.deepEqual(config.outgoingAllow, []);
  });
  test('where only PORT is set, ENDPOINT follows it', () => {
    assert.equal(readConfig({ PORT: '4001' }).endpoint, 'http://localhost:4001');
  });

  const refusals: [string, Record<string, string>, RegExp][] = [
    ['a port that is none', { PORT: '99999' }, /PORT must be a port/],
    ['one port for both', { PORT: '3002' }, /both 3002/],
    [
      'plain http on a public host',
      { ENDPOINT: 'http://id.example.com', ADMIN_ENDPOINT: 'https://a.example.com' },
      /plain http/,
    ],
    ['an endpoint with a path', { ENDPOINT: 'https://id.example.com/x' }, /must be an origin/],
    [
      'a public endpoint without its console',
      { ENDPOINT: 'https://id.example.com' },
      /ADMIN_ENDPOINT is not set/,
    ],
    [
      'one origin for both',
      { ENDPOINT: 'http://localhost:1', ADMIN_ENDPOINT: 'http://localhost:1' },
      /must differ/,
    ],
    [
      'PostgreSQL without a master key',
      { DATABASE_URL: 'postgres://localhost/x' },
      /SECRET_VAULT_KEK is not/,
    ],
    ['another kind of database', { DATABASE_URL: 'mysql://localhost/x' }, /must begin with postgres/],
    ['a short master key', { SECRET_VAULT_KEK: 'c2hvcnQ=' }, /32 bytes/],
    ['a proxy list that is none', { TRUST_PROXY_HEADER: 'everyone' }, /TRUST_PROXY_HEADER/],
    ['an outgoing list that is none', { OUTGOING_ALLOW: 'http://x' }, /OUTGOING_ALLOW/],
    [
      'a stand-in that is not on loopback',
      { GOOGLE_WORKSPACE_ISSUER: 'https://accounts.evil.example' },
      /on loopback/,
    ],
    ['a log level that is none', { LOG_LEVEL: 'loud' }, /LOG_LEVEL/],
  ];
  for (const [name, env, message] of refusals) {
    test(`refuse ${name} with one line`, () => {
      assert.throws(
        () => readConfig(env),
        (error: Error) => message.test(error.message) && !error.message.includes('\n'),
      );
    });
  }
  test('DNS servers are addresses, with a port where they need one', () => {
    const servers = ['192.0.2.53', '192.0.2.53:5353', '2001:db8::53', '[2001:db8::53]:53'];
    assert.deepEqual(readConfig({ DNS_SERVERS: servers.join(', ') }).dnsServers, servers);
    for (const DNS_SERVERS of [
      'dns.example',
      '192.0.2.53:0',
      '192.0.2.53:65536',
      '[192.0.2.53]:53',
      '::1:53:x',
    ]) {
      assert.throws(() => readConfig({ DNS_SERVERS }), ConfigurationError, DNS_SERVERS);
    }
  });
  test('PostgreSQL with a master key is accepted', () => {
    assert.equal(
      readConfig({ DATABASE_URL: 'postgres://localhost/x', SECRET_VAULT_KEK: kek }).masterKey?.length,
      32,
    );
  });
});
