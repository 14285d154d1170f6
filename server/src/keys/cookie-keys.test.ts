/** Cookies of a tenant under its keys, through the public surface. */
import assert from 'node:assert/strict';
import test, { after, before, describe } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';
import { addUser, PASSWORD, sessionCookie, signIn } from '../../test/sign-in.ts';
import { authorizeUrl, createClient } from '../../test/spec/world.ts';

const KEYS = '/api/configs/oidc/cookie-keys';

describe('cookie keys', () => {
  let app: TestApp;
  let client: Awaited<ReturnType<typeof createClient>>;
  before(async () => {
    app = await startApp();
    client = await createClient(app);
    await addUser(app, { username: 'biscuit' });
  });
  after(() => app.close());

  const rotate = async () => {
    const { status, body } = await app.management('POST', `${KEYS}/rotate`);
    assert.equal(status, 200);
    app.clock.advance(3000);
    return body as { id: string; status: string; createdAt: number }[];
  };
  /** Whether a cookie still is a session: prompt=none answers with a code. */
  const isAlive = async (cookie: string): Promise<boolean> => {
    const browser = app.browser();
    browser.cookies.set('genkan-session-default', cookie);
    const { location } = await browser.get(authorizeUrl(client, { prompt: 'none' }));
    return new URL(location ?? '').searchParams.has('code');
  };
  const signedIn = async (): Promise<string> => {
    const browser = app.browser();
    await signIn(app, browser, 'biscuit', PASSWORD);
    return sessionCookie(browser) ?? '';
  };

  test('O-18 a cookie outlives one rotation and ends with the second; the new key signs at once', async () => {
    const first = await signedIn();
    const keys = await rotate();
    assert.deepEqual(
      keys.map(({ status }) => status),
      ['Current', 'Previous'],
    );
    assert.ok(await isAlive(first));
    const second = await signedIn();
    assert.equal(second.split('.')[1], keys[0]?.id);
    await rotate();
    assert.equal(await isAlive(first), false);
    assert.ok(await isAlive(second));
  });

  test('O-18 a cookie with another MAC, key or token, and the bare token, are treated as absent', async () => {
    const good = await signedIn();
    assert.ok(await isAlive(good));
    const [token = '', key = '', mac = ''] = good.split('.');
    const changed = (text: string) => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;
    for (const value of [
      token,
      `${token}.${key}.`,
      `${token}.${key}.${changed(mac)}`,
      `${changed(token)}.${key}.${mac}`,
      `${token}.${changed(key)}.${mac}`,
    ]) {
      assert.equal(await isAlive(value), false, value);
    }
  });

  test('deleting the previous key ends its cookies; the current key and unknown ones are refused', async () => {
    const old = await signedIn();
    const [current, previous] = await rotate();
    const remove = (id = 'nothing') => app.management('DELETE', `${KEYS}/${id}`);
    assert.equal((await remove(current?.id)).body.code, 'oidc.key_in_use');
    assert.equal((await remove()).body.code, 'oidc.key_not_found');
    assert.ok(await isAlive(old));
    assert.equal((await remove(previous?.id)).status, 204);
    assert.equal(await isAlive(old), false);
    const keys = (await app.audit()).filter(({ key }) => key.startsWith('CookieKey.'));
    assert.deepEqual(keys.at(-1)?.payload.keyId, previous?.id);
  });

  test('another node knows a cookie made under a key that was just added', async () => {
    const node = await app.openNode();
    const send = async (cookie: string) =>
      node.send(authorizeUrl(client, { prompt: 'none' }), {
        headers: { cookie: `genkan-session-default=${cookie}` },
      });
    const before = await send(await signedIn());
    assert.match(before.headers.get('location') ?? '', /code=/);
    assert.equal((await app.management('POST', `${KEYS}/rotate`)).status, 200);
    const after = await send(await signedIn());
    assert.match(after.headers.get('location') ?? '', /code=/);
  });
});
