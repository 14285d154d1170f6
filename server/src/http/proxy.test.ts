import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { clientAddress } from './proxy.ts';

describe('T-02 the client address', () => {
  test('is the socket’s while no proxy is trusted, whatever X-Forwarded-For says', () => {
    assert.equal(clientAddress({ hops: 0 }, '203.0.113.9', '1.2.3.4'), '203.0.113.9');
  });
  test('is the entry the trusted hop appended; spoofed entries to its left are not read', () => {
    assert.equal(clientAddress({ hops: 1 }, '10.0.0.1', '6.6.6.6, 203.0.113.9'), '203.0.113.9');
    assert.equal(clientAddress({ hops: 2 }, '10.0.0.1', '6.6.6.6, 203.0.113.9, 10.0.0.2'), '203.0.113.9');
  });
  test('is the right-most entry outside the trusted networks', () => {
    const trust = { networks: ['10.0.0.0/8', '2001:db8::/32'] };
    assert.equal(clientAddress(trust, '10.0.0.1', '6.6.6.6, 203.0.113.9, 10.1.2.3'), '203.0.113.9');
    assert.equal(clientAddress(trust, '198.51.100.7', '203.0.113.9'), '198.51.100.7');
    assert.equal(clientAddress(trust, '2001:db8::1', '203.0.113.9'), '203.0.113.9');
  });
  test('is the address alone where a proxy writes the port too: one caller is one, whatever port they come from', () => {
    for (const port of ['40001', '40002'])
      assert.equal(clientAddress({ hops: 1 }, '10.0.0.1', `6.6.6.6, 203.0.113.9:${port}`), '203.0.113.9');
    assert.equal(clientAddress({ hops: 1 }, '10.0.0.1', '[2001:db8::7]:443'), '2001:db8::7');
    assert.equal(clientAddress({ hops: 1 }, '10.0.0.1', '[::ffff:203.0.113.9]'), '203.0.113.9');
    const trust = { networks: ['10.0.0.0/8'] };
    assert.equal(clientAddress(trust, '10.0.0.1', '203.0.113.9:5, 10.1.2.3:6'), '203.0.113.9');
  });
  test('is the proxy’s where what it appended is no address: nobody is counted by a name of their choice', () => {
    for (const entry of ['_hidden', 'unknown', '', '1.2.3', '203.0.113.9:port'])
      assert.equal(clientAddress({ hops: 1 }, '10.0.0.1', `6.6.6.6, ${entry}`), '10.0.0.1', entry);
    assert.equal(clientAddress({ networks: ['10.0.0.0/8'] }, '10.0.0.1', '6.6.6.6, unknown'), '10.0.0.1');
    assert.equal(clientAddress({ hops: 1 }, '10.0.0.1', undefined), '10.0.0.1');
  });
  test('reads an IPv4 address mapped into IPv6 as IPv4', () => {
    assert.equal(clientAddress({ hops: 0 }, '::ffff:192.0.2.1', undefined), '192.0.2.1');
  });
});
