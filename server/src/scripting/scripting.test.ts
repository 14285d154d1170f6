/** Scripts for claims and actions, through the API, tokens and sign-ins. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import test, { after, before, describe } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';
import { scopedToken } from '../../test/scoped-token.ts';
import {
  addUser,
  beginSignIn,
  choose,
  identify,
  PASSWORD,
  provePassword,
  submit,
} from '../../test/sign-in.ts';
import {
  claimsOf,
  createClient,
  createTestUser,
  refresh,
  signedIn,
  signInTo,
  type TestClient,
  token,
} from '../../test/spec/world.ts';

const USER = '/api/configs/jwt-customizer/access-token';
const MACHINE = '/api/configs/jwt-customizer/client-credentials';
const FIRST = '/api/configs/actions/action.postFirstFactorVerification';
const LAST = '/api/configs/actions/action.postSignIn';
const API = 'https://api.example/orders';

describe('scripts', () => {
  let app: TestApp;
  let elsewhere: Server;
  let host: string;
  let machine: TestClient;
  before(async () => {
    app = await startApp();
    await app.management('POST', '/api/resources', { name: 'Orders', indicator: API });
    machine = await createClient(app, { type: 'MachineToMachine' });
    elsewhere = createServer((_, response) => response.end('{"plan":"gold"}'));
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    host = `127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  });
  after(async () => {
    elsewhere.close();
    await app.close();
  });

  const put = async (path: string, script: string, more: Record<string, unknown> = {}) => {
    const answer = await app.management('PUT', path, { script, ...more });
    assert.ok([200, 201].includes(answer.status), JSON.stringify(answer.body));
    return answer;
  };
  const machineToken = async () => {
    const { status, body } = await token(app, machine, { grant_type: 'client_credentials', resource: API });
    return status === 200 ? claimsOf(body.access_token) : body;
  };
  const userToken = async (userId: string) => {
    const client = await createClient(app);
    const tokens = await signInTo(app, await signedIn(app, userId), client, {
      scope: 'openid offline_access profile',
      resource: API,
    });
    const { status, body } = await refresh(app, client, tokens.refresh_token, { resource: API });
    return status === 200 ? claimsOf(body.access_token) : body;
  };
  const lastOf = async (key: string) => (await app.audit()).findLast((row) => row.key === key);

  test('a script adds claims to a user’s token, from user, roles and environment, and changes none of its own', async () => {
    const user = await createTestUser(app, { customData: { plan: 'gold' } });
    await put(
      USER,
      `const getCustomJwtClaims = async ({ token, context, environmentVariables }: any) => ({
        plan: context.user.customData.plan, stage: environmentVariables.STAGE, to: token.aud,
        iss: 'https://evil.example', sub: 'somebody', scope: 'all', exp: 1, client_id: 'x',
      });`,
      { environmentVariables: { STAGE: 'production' } },
    );
    const claims = await userToken(user.id);
    assert.deepEqual([claims.plan, claims.stage, claims.to], ['gold', 'production', API]);
    assert.deepEqual([claims.iss, claims.sub, claims.scope], [`${app.origin}/oidc`, user.id, '']);
    assert.ok(claims.exp > claims.iat && claims.client_id !== 'x');
  });

  test('environment variables are masked in answers, kept when the mask comes back, and sealed at rest', async () => {
    const shown = await app.management('GET', USER);
    assert.deepEqual(shown.body.environmentVariables, { STAGE: '******' });
    await app.management('PATCH', USER, { environmentVariables: { STAGE: '******', MORE: 'more' } });
    const user = await createTestUser(app, { customData: {} });
    assert.equal((await userToken(user.id)).stage, 'production');
    const rows = await app.platform.db.queries.selectFrom('scripts').selectAll().execute();
    assert.ok(!JSON.stringify(rows).includes('production'));
    assert.ok(!JSON.stringify(await app.audit()).includes('production'));
    assert.equal((await app.management('DELETE', USER)).status, 204);
    assert.equal((await userToken(user.id)).stage, undefined);
  });

  test('a machine’s token has its own script; denyAccess refuses the token with the script’s words', async () => {
    await put(MACHINE, 'const getCustomJwtClaims = ({ context }) => ({ app: context.application.id })');
    assert.equal((await machineToken()).app, machine.id);
    await put(
      MACHINE,
      'const getCustomJwtClaims = ({ api }) => { try { api.denyAccess("Not on Mondays") } catch {} return {} }',
    );
    const refused = await machineToken();
    assert.deepEqual([refused.error, refused.error_description], ['access_denied', 'Not on Mondays']);
    assert.equal((await lastOf('JwtCustomizer.ClientCredentials'))?.payload.reason, 'Not on Mondays');
  });

  test('M-16 a script that fails, loops, hoards, or gives something else adds nothing, or stops the token', async () => {
    const failing = [
      'const getCustomJwtClaims = () => { throw new Error("boom") }',
      'const getCustomJwtClaims = () => { while (true) {} }',
      'const getCustomJwtClaims = () => { const all = []; while (true) all.push(new Array(4096).fill(1)) }',
      'const getCustomJwtClaims = () => { const deeper = () => deeper() + 1; return deeper() }',
      'const getCustomJwtClaims = () => "text"',
      'const getCustomJwtClaims = () => ({ big: "x".repeat(5000) })',
    ];
    for (const script of failing) {
      await put(MACHINE, script);
      assert.equal((await machineToken()).sub, machine.id, script);
      assert.equal((await lastOf('JwtCustomizer.ClientCredentials'))?.payload.failed, true, script);
    }
    await app.management('PATCH', MACHINE, { blockIssuanceOnError: true });
    assert.equal((await machineToken()).error, 'access_denied');
  });

  test('M-16 a script sees nothing of the process and leaves nothing behind for the next', async () => {
    const script = `const getCustomJwtClaims = () => {
      const seen = [typeof process, typeof require, typeof module, typeof WebAssembly, typeof globalThis.left];
      globalThis.left = 'behind';
      let escaped = 'no';
      try { escaped = [].constructor.constructor('return typeof process')() } catch {}
      return { seen, escaped };
    }`;
    await put(MACHINE, script);
    for (let round = 0; round < 2; round += 1) {
      const claims = await machineToken();
      assert.deepEqual(claims.seen, Array(5).fill('undefined'));
      assert.ok(['no', 'undefined'].includes(claims.escaped));
    }
  });

  test('M-11 whoever may not see secrets has none told by a script of their own', async () => {
    const script = 'const getCustomJwtClaims = ({ environmentVariables }) => environmentVariables';
    const own = 'const getCustomJwtClaims = () => ({})';
    await put(MACHINE, own, { environmentVariables: { KEY: 'planted' } });
    const bearer = await scopedToken(app, ['configs:read', 'configs:write']);
    const ask = async (method: string, body: Record<string, unknown>) => {
      const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
      const answer = await fetch(app.origin + MACHINE, { method, headers, body: JSON.stringify(body) });
      return [answer.status, ((await answer.json()) as { code?: string }).code];
    };
    const masked = { environmentVariables: { KEY: '******' } };
    const refused = [422, 'script.environment_needed'];
    assert.deepEqual(await ask('PATCH', { script }), refused);
    assert.deepEqual(await ask('PATCH', { script, ...masked }), refused);
    assert.deepEqual(await ask('PUT', { script, ...masked }), refused);
    assert.deepEqual(await ask('PATCH', { blockIssuanceOnError: true, ...masked }), [200, undefined]);
    assert.equal((await machineToken()).KEY, undefined);
    assert.deepEqual(await ask('PATCH', { script, environmentVariables: { KEY: 'mine' } }), [200, undefined]);
    assert.equal((await machineToken()).KEY, 'mine');
    await put(MACHINE, own, masked);
  });

  test('M-16 the network is closed unless the tenant allows the host', async () => {
    const script = `const getCustomJwtClaims = async ({ environmentVariables }) =>
      (await fetch('http://' + environmentVariables.HOST + '/plan')).json()`;
    await put(MACHINE, script, { environmentVariables: { HOST: host } });
    assert.equal((await machineToken()).plan, undefined);
    assert.match(String((await lastOf('JwtCustomizer.ClientCredentials'))?.payload.reason), /may not reach/);
    const allowed = await app.management('PATCH', '/api/configs/scripting', { allowedHosts: [host] });
    assert.equal(allowed.status, 200);
    assert.equal((await machineToken()).plan, 'gold');
    const asAnother = script.replace("'/plan')", "'/plan', { headers: { Host: 'other.example' } })");
    await put(MACHINE, asAnother, { environmentVariables: { HOST: host } });
    assert.equal((await machineToken()).plan, undefined);
    await app.management('PATCH', '/api/configs/scripting', { allowedHosts: ['169.254.169.254'] });
    await put(MACHINE, script, { environmentVariables: { HOST: '169.254.169.254' } });
    assert.equal((await machineToken()).plan, undefined);
    assert.equal((await app.management('DELETE', MACHINE)).status, 204);
  });

  test('M-16 a script that speaks to the host in its own words is answered an error, and the server lives on', async () => {
    const died: unknown[] = [];
    const note = (error: unknown) => died.push(error);
    process.on('unhandledRejection', note);
    try {
      const script = `const getCustomJwtClaims = async () => {
        const answers = [];
        for (const text of ['no JSON', '', '{"url":']) {
          try { await __fetch(text) } catch (error) { answers.push(error.message) }
        }
        return { answers };
      }`;
      await put(MACHINE, script);
      assert.deepEqual(
        (await machineToken()).answers,
        Array(3).fill('fetch was called with something it does not take'),
      );
    } finally {
      process.off('unhandledRejection', note);
    }
    assert.deepEqual(died, []);
  });

  test('M-16 a script that does not wait for its requests breaks nothing, and its claims count', async () => {
    await app.management('PATCH', '/api/configs/scripting', { allowedHosts: [host] });
    const script = `const getCustomJwtClaims = async () => {
      for (let at = 0; at < 20; at += 1) fetch('http://${host}/plan').catch(() => {});
      return { told: true };
    }`;
    await put(MACHINE, script);
    for (let run = 0; run < 3; run += 1) assert.equal((await machineToken()).told, true);
    assert.equal((await app.management('DELETE', MACHINE)).status, 204);
  });

  test('M-16 a source that breaks the compiler breaks it for itself alone', async () => {
    for (const script of ['('.repeat(60_000), `const a: ${'A<'.repeat(30_000)}`]) {
      const refused = await app.management('PUT', MACHINE, { script });
      assert.deepEqual([refused.status, refused.body.code], [422, 'script.invalid']);
      assert.equal(stripTypeScriptTypes('const one: number = 1'), 'const one         = 1');
      await put(MACHINE, `const getCustomJwtClaims = (): object => ({ after: ${script.length} })`);
      assert.equal((await machineToken()).after, script.length);
    }
  });

  test('what is no script is refused when it is stored or tried', async () => {
    for (const script of ['const getCustomJwtClaims = (', 'const other = () => ({})', 'while (true) {}']) {
      const refused = await app.management('PUT', MACHINE, { script });
      assert.deepEqual([refused.status, refused.body.code], [422, 'script.invalid'], script);
    }
    const tried = await app.management('POST', '/api/configs/jwt-customizer/test', {
      tokenType: 'client-credentials',
      script:
        'const getCustomJwtClaims = ({ token, environmentVariables }) => ({ a: token.aud, b: environmentVariables.B })',
      environmentVariables: { B: 'b' },
      token: { aud: 'x' },
      context: {},
    });
    assert.deepEqual([tried.status, tried.body], [200, { a: 'x', b: 'b' }]);
  });

  test('a script as long as it may be is stored and tried, however many of its characters JSON writes longer', async () => {
    const [head, line] = ['const getCustomJwtClaims = () => ({ a: 1 });\n', '// "quoted" 日本\n'];
    const script = head + line.repeat(Math.floor((65_536 - head.length) / line.length));
    const stored = await app.management('PUT', MACHINE, { script });
    assert.ok([200, 201].includes(stored.status), JSON.stringify(stored.body).slice(0, 200));
    assert.equal(stored.body.script, script);
    const sample = { tokenType: 'client-credentials', script, token: {}, context: {} };
    const tried = await app.management('POST', '/api/configs/jwt-customizer/test', sample);
    assert.deepEqual([tried.status, tried.body], [200, { a: 1 }]);
    assert.equal((await app.management('DELETE', MACHINE)).status, 204);
  });

  test('a trial that lacks something is told what: the shape that it comes nearest to counts', async () => {
    const trial = (body: unknown) => app.management('POST', '/api/configs/jwt-customizer/test', body);
    const draft = { tokenType: 'client-credentials', script: 'const getCustomJwtClaims = () => ({})' };
    const refused = await trial({ ...draft, token: {} });
    assert.deepEqual([refused.status, refused.body.code], [400, 'guard.invalid_input']);
    assert.match(refused.body.message, /context: .*expected record/);
    assert.doesNotMatch(refused.body.message, /payload/);
    const { issues } = refused.body.data;
    assert.deepEqual(
      issues.map(({ path }: { path: string }) => path),
      ['context'],
    );
    const inside = await trial({ tokenType: draft.tokenType, payload: { script: '' } });
    assert.match(inside.body.message, /payload\.script: Too small/);
  });

  const prove = async (username: string, password = PASSWORD) => {
    const browser = app.browser();
    await beginSignIn(app, browser);
    await choose(browser, 'SignIn');
    return { browser, proved: await provePassword(browser, username, password) };
  };
  const finish = async ({ browser, proved }: Awaited<ReturnType<typeof prove>>) => {
    await identify(browser, proved.json.verificationId);
    return submit(browser);
  };

  test('an action brings a user of an older system along with the password that was typed', async () => {
    await put(
      FIRST,
      `const postFirstFactorVerification = async ({ event, environmentVariables }) =>
        event.password === environmentVariables.OLD && event.user === null
          ? { action: 'create', user: { username: event.identifier.value, name: 'Old Hand', customData: { old: true } } }
          : null`,
      { environmentVariables: { OLD: 'from before' } },
    );
    assert.equal((await prove('veteran', 'wrong')).proved.status, 422);
    const first = await prove('veteran', 'from before');
    assert.equal(first.proved.status, 200, JSON.stringify(first.proved.json));
    assert.equal((await finish(first)).status, 200);
    await app.management('DELETE', FIRST);
    assert.equal((await finish(await prove('veteran', 'from before'))).status, 200);
    const [user] = (await app.management('GET', '/api/users?search=veteran')).body;
    assert.deepEqual([user.name, user.customData], ['Old Hand', { old: true }]);
  });

  test('an action may give a known user the password they have elsewhere, and never another user', async () => {
    await addUser(app, { username: 'mover' });
    await put(
      FIRST,
      `const postFirstFactorVerification = ({ event }) => ({ action: 'update', user: { name: 'Moved' } })`,
    );
    assert.equal((await finish(await prove('mover', 'the old password'))).status, 200);
    await put(
      FIRST,
      `const postFirstFactorVerification = () => ({ action: 'create', user: { username: 'somebody_else' } })`,
    );
    assert.equal((await prove('nobody_yet', 'anything')).proved.json.code, 'session.action_answer_invalid');
    assert.equal((await app.management('GET', '/api/users?search=somebody_else')).body.length, 0);
    await app.management('DELETE', FIRST);
  });

  test('the action after sign-in fills in the profile, or refuses the sign-in', async () => {
    await addUser(app, { username: 'regular' });
    await put(
      LAST,
      `const postSignIn = ({ event }) => ({ user: { profile: { nickname: event.user.username } } })`,
    );
    assert.equal((await finish(await prove('regular'))).status, 200);
    const [user] = (await app.management('GET', '/api/users?search=regular')).body;
    assert.equal(user.profile.nickname, 'regular');
    await put(LAST, `const postSignIn = ({ api }) => api.denyAccess('Closed today')`);
    const refused = await finish(await prove('regular'));
    assert.deepEqual([refused.status, refused.json.code], [403, 'action.denied']);
    assert.match(refused.json.message, /Closed today/);
    await put(LAST, `const postSignIn = () => { throw new Error('boom') }`, { onExecutionError: 'block' });
    assert.equal((await finish(await prove('regular'))).json.code, 'action.failed');
    await app.management('PATCH', LAST, { onExecutionError: 'allow' });
    assert.equal((await finish(await prove('regular'))).status, 200);
    await put(LAST, `const postSignIn = ({ api }) => api.denyAccess('x')`, { enabled: false });
    assert.equal((await finish(await prove('regular'))).status, 200);
    await app.management('DELETE', LAST);
  });
});
