/**
 * A browser without a screen for SDK tests: keeps cookies per host as browsers do (ports do not matter), follows
 * redirects, and signs in through the Experience API as the sign-in page would.
 */
import assert from 'node:assert/strict';

/** With `stopAt`, addresses that begin with it are not opened: the journey ends there, as at an app that is not running. */
export function createBrowser({ stopAt } = {}) {
  const cookies = new Map();

  async function request(address, options = {}) {
    const answer = await fetch(address, {
      redirect: 'manual',
      ...options,
      headers: {
        ...options.headers,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value === '' || /max-age=0|expires=thu, 01 jan 1970/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  }

  /** Opens an address and follows redirects; gives the last one's address, status and text. */
  async function visit(address) {
    let at = new URL(address);
    for (let hops = 0; hops < 12; hops += 1) {
      if (stopAt && at.href.startsWith(stopAt)) return { url: at, status: 0, text: '' };
      const answer = await request(at);
      const location = answer.headers.get('location');
      if (!location) return { url: at, status: answer.status, text: await answer.text() };
      at = new URL(location, at);
    }
    throw new Error(`too many redirects at ${at}`);
  }

  /** On the sign-in page at `url`: signs in with a password and goes where the server says. */
  async function signIn(url, username, password) {
    const call = async (method, path, body) => {
      const answer = await request(`${url.origin}/api/experience${path}`, {
        method,
        headers: { 'content-type': 'application/json', origin: url.origin },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await answer.text();
      assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
      return text ? JSON.parse(text) : undefined;
    };
    await call('PUT', '', { interactionEvent: 'SignIn' });
    const identifier = { type: 'username', value: username };
    const { verificationId } = await call('POST', '/verification/password', { identifier, password });
    await call('POST', '/identification', { verificationId });
    const { redirectTo } = await call('POST', '/submit');
    return visit(new URL(redirectTo, url));
  }

  return { visit, signIn };
}

/** The boot value that the server wrote into one of its pages. */
export function bootOf(text) {
  const found = /<script[^>]*id="genkan-boot"[^>]*>([\s\S]*?)<\/script>/.exec(text);
  assert.ok(found, 'the page carries a boot value');
  return JSON.parse(found[1]);
}
