/** Every registered connector against a bendable provider: what each must do, and what none may accept. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { SignJWT, UnsecuredJWT } from 'jose';
import { type FakeIdp, startIdp } from '../../test/idp.ts';
import { createOutgoing, isPlainHttpAllowed } from '../http/index.ts';
import { Refusal } from '../lib/errors.ts';
import { CONNECTORS, type Connector, type Memory, type Services, type Setup } from './index.ts';

type Json = Record<string, unknown>;

let idp: FakeIdp;
let now = Date.UTC(2027, 0, 1);
const clock = { now: () => now };
let services: Services;
let sequence = 0;

const freshServices = (): Services => ({
  outgoing: createOutgoing({ outgoingAllow: ['127.0.0.1'] }),
  clock,
  mayUsePlainHttp: (url) => isPlainHttpAllowed({ outgoingAllow: ['127.0.0.1'] }, url),
  googleWorkspaceIssuer: idp.issuer,
});

const setupFor = async (connector: Connector, config: Json = {}): Promise<Setup> => {
  const fixed = connector.providerName === 'GoogleWorkspace';
  sequence += 1;
  const draft: Setup = {
    key: `test/${sequence}`,
    config: { clientId: idp.clientId, ...(fixed ? {} : { issuer: idp.issuer }), ...config },
    secret: idp.clientSecret,
    domains: ['acme.test'],
    hosts: [],
  };
  return { ...draft, hosts: (await connector.check(services, draft)).hosts };
};

const redirectUri = 'https://id.example/callback/c1';

const depart = (connector: Connector, setup: Setup, email: string | null = null) => {
  sequence += 1;
  return connector.begin(services, setup, { redirectUri, state: `state-${sequence}`, email });
};

const travel = async (
  connector: Connector,
  setup: Setup,
  bendMemory: (memory: Memory) => Memory = (m) => m,
) => {
  const { departure, memory } = await depart(connector, setup);
  const back = await idp.authorize(departure);
  return connector.finish(services, setup, Object.fromEntries(back.searchParams), bendMemory(memory));
};

const refused = (code: string, reason?: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Refusal, String((error as Error).stack));
  assert.equal(error.code, code, error.message);
  if (reason) assert.match(error.message, reason);
  return true;
};
const distrusted = (reason?: RegExp) => refused('connector.answer_not_trusted', reason);

before(async () => {
  idp = await startIdp(clock);
  services = freshServices();
});
afterEach(() => {
  idp.straighten();
  idp.person = {
    sub: 'person-1',
    email: 'taro@acme.test',
    email_verified: true,
    name: 'Taro',
    hd: 'acme.test',
  };
});
after(() => idp.close());

for (const name of CONNECTORS.map((connector) => connector.providerName)) {
  const connector = CONNECTORS.find((one) => one.providerName === name) as Connector;
  describe(`connector ${name}`, () => {
    let setup: Setup;
    before(async () => {
      setup = await setupFor(connector);
    });

    it('brings a person home, with PKCE, nonce and state', async () => {
      const { identity, tokens } = await travel(connector, setup);
      assert.equal(identity.issuer, idp.issuer);
      assert.equal(identity.subject, 'person-1');
      assert.equal(identity.email, 'taro@acme.test');
      assert.equal(identity.emailVouched, true);
      assert.equal(identity.name, 'Taro');
      assert.match(tokens.accessToken, /^upstream-access/);
      assert.equal(tokens.tokenType, 'Bearer');
      assert.equal(tokens.expiresAt, now + 3_600_000);
      const asked = idp.seen.authorize as URLSearchParams;
      assert.equal(asked.get('code_challenge_method'), 'S256');
      assert.equal(asked.get('response_type'), 'code');
      assert.deepEqual(asked.get('scope')?.split(' ').slice(0, 3), ['openid', 'profile', 'email']);
      assert.ok((asked.get('nonce') ?? '').length >= 43);
    });

    it('asks for extra scopes and, with offline access, gets a refresh token that renews', async () => {
      const offline = await setupFor(connector, { scope: 'calendar drive', offlineAccess: true });
      const { tokens } = await travel(connector, offline);
      const asked = idp.seen.authorize as URLSearchParams;
      assert.ok(asked.get('scope')?.includes('calendar drive'));
      assert.equal(asked.get('prompt'), 'consent');
      if (name === 'GoogleWorkspace') {
        assert.equal(asked.get('access_type'), 'offline');
        assert.ok(!asked.get('scope')?.includes('offline_access'));
      }
      assert.ok(tokens.refreshToken);
      const renewed = await connector.refresh(services, offline, tokens);
      assert.notEqual(renewed.accessToken, tokens.accessToken);
      assert.equal(renewed.refreshToken, tokens.refreshToken);
      await assert.rejects(
        connector.refresh(services, offline, { ...tokens, refreshToken: 'gone' }),
        refused('connector.refresh_rejected'),
      );
    });

    it('R-18 tells the provider only an address of its own domains', async () => {
      const inside = await depart(connector, setup, 'taro@acme.test');
      assert.equal(new URL(inside.departure).searchParams.get('login_hint'), 'taro@acme.test');
      for (const email of [null, 'eve@evil.test', 'taro@sub.acme.test', 'taro@acme.test@evil.test']) {
        const { departure } = await depart(connector, setup, email);
        assert.equal(new URL(departure).searchParams.get('login_hint'), null);
      }
    });

    it('R-01 refuses unsigned, symmetric and unannounced signatures', async () => {
      idp.bend = { idToken: (claims) => new UnsecuredJWT(claims).encode() };
      await assert.rejects(travel(connector, setup), distrusted());
      idp.bend = {
        idToken: (claims, key) =>
          new SignJWT(claims)
            .setProtectedHeader({ alg: 'HS256', kid: key.kid })
            .sign(Buffer.from(JSON.stringify(key.jwk))),
      };
      await assert.rejects(travel(connector, setup), distrusted());
      idp.bend = {
        idToken: async (claims, key) => {
          const [, ...rest] = (
            await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: key.kid }).sign(key.privateKey)
          ).split('.');
          return [Buffer.from('{"alg":"XX999"}').toString('base64url'), ...rest].join('.');
        },
      };
      await assert.rejects(travel(connector, setup), distrusted());
      idp.bend = { header: (header) => ({ ...header, typ: 'logout+jwt' }) };
      await assert.rejects(travel(connector, setup), distrusted(/another kind/));
      idp.straighten();
      await travel(connector, setup);
    });

    it('R-02 refuses foreign issuers, audiences and authorised parties', async () => {
      const claims: ((honest: Json) => Json)[] = [
        (honest) => ({ ...honest, iss: 'https://evil.example' }),
        (honest) => ({ ...honest, aud: 'somebody-else' }),
        (honest) => ({ ...honest, aud: [idp.clientId, 'somebody-else'] }),
        (honest) => ({ ...honest, aud: [idp.clientId, 'somebody-else'], azp: 'somebody-else' }),
        (honest) => ({ ...honest, azp: 'somebody-else' }),
      ];
      for (const bend of claims) {
        idp.bend = { claims: bend };
        await assert.rejects(travel(connector, setup), distrusted(), String(bend));
      }
      idp.bend = { claims: (honest) => ({ ...honest, aud: [idp.clientId, 'other'], azp: idp.clientId }) };
      await travel(connector, setup);
    });

    it('R-03 refuses a missing, foreign or old nonce', async () => {
      for (const nonce of [undefined, 'foreign']) {
        idp.bend = { claims: (honest) => ({ ...honest, nonce }) };
        await assert.rejects(travel(connector, setup), distrusted());
      }
      let replayed: string | undefined;
      idp.bend = {
        token: (answer) => {
          replayed = String(answer.id_token);
          return answer;
        },
      };
      await travel(connector, setup);
      idp.bend = { token: (answer) => ({ ...answer, id_token: replayed }) };
      await assert.rejects(travel(connector, setup), distrusted());
    });

    it('R-04 refuses expired, future, ageless and nameless tokens', async () => {
      const second = Math.floor(now / 1000);
      const changes: Json[] = [
        { exp: second - 120 },
        { iat: second + 600 },
        { iat: second - 3600 },
        { iat: undefined },
        { exp: undefined },
        { sub: undefined },
        { sub: '' },
      ];
      for (const change of changes) {
        idp.bend = { claims: (honest) => ({ ...honest, ...change }) };
        await assert.rejects(travel(connector, setup), distrusted(), JSON.stringify(change));
      }
    });

    it('R-05 refuses foreign keys and never looks where a header points', async () => {
      const attacker = await startIdp(clock);
      idp.bend = {
        header: (header) => ({ ...header, jku: `${attacker.issuer}/jwks`, x5u: `${attacker.issuer}/jwks` }),
      };
      await travel(connector, setup);
      const foreign = await startIdp(clock);
      for (const header of [{}, { jku: `${foreign.issuer}/jwks` }, { jwk: { kty: 'EC' } }]) {
        idp.bend = {
          idToken: async (claims, key) => {
            const { generateKeyPair } = await import('jose');
            const pair = await generateKeyPair('ES256');
            return new SignJWT(claims)
              .setProtectedHeader({ alg: 'ES256', kid: key.kid, ...header })
              .sign(pair.privateKey);
          },
        };
        await assert.rejects(travel(connector, setup), distrusted());
      }
      assert.equal(attacker.counts.jwks + foreign.counts.jwks, 0);
      await Promise.all([attacker.close(), foreign.close()]);
    });

    it('R-06 refuses userinfo about somebody else', async () => {
      idp.bend = { userinfo: (claims) => ({ ...claims, sub: 'person-2' }) };
      await assert.rejects(travel(connector, setup), distrusted());
    });

    it('R-07 refuses an answer of another provider before any token request', async () => {
      const before = idp.counts.token;
      for (const callback of [
        (query: URLSearchParams) => query.set('iss', 'https://evil.example'),
        (query: URLSearchParams) => query.delete('iss'),
      ]) {
        idp.bend = { callback };
        await assert.rejects(travel(connector, setup), distrusted());
      }
      idp.straighten();
      await assert.rejects(
        travel(connector, setup, (memory) => ({ ...memory, issuer: 'https://other.example' })),
        refused('connector.state_mismatch'),
      );
      assert.equal(idp.counts.token, before);
    });

    it('R-08 refuses a wrong issuer and endpoints that are not https, and stops when a host changes', async () => {
      for (const discovery of [
        (document: Json) => ({ ...document, issuer: 'https://evil.example' }),
        (document: Json) => ({ ...document, token_endpoint: 'http://10.0.0.1/token' }),
        (document: Json) => ({ ...document, jwks_uri: 'javascript:alert(1)' }),
        (document: Json) => ({ ...document, authorization_endpoint: undefined }),
      ]) {
        idp.bend = { discovery };
        await assert.rejects(connector.check(services, setup), refused('connector.discovery_invalid'));
      }
      idp.bend = { discovery: (document) => ({ ...document, token_endpoint: 'https://evil.example/token' }) };
      now += 11 * 60_000;
      await assert.rejects(depart(connector, setup), refused('connector.hosts_changed', /evil\.example/));
      const { hosts } = await connector.check(services, setup);
      assert.ok(hosts.includes('evil.example'));
      await depart(connector, { ...setup, hosts });
      idp.straighten();
      now += 11 * 60_000;
    });

    it('R-09 refuses a missing, foreign, doubled or used state before any token request', async () => {
      const before = idp.counts.token;
      for (const callback of [
        (query: URLSearchParams) => query.delete('state'),
        (query: URLSearchParams) => query.set('state', 'foreign'),
      ]) {
        idp.bend = { callback };
        await assert.rejects(travel(connector, setup), refused('connector.state_mismatch'));
      }
      idp.straighten();
      const { departure, memory } = await depart(connector, setup);
      const back = await idp.authorize(departure);
      const doubled = { ...Object.fromEntries(back.searchParams), state: [memory.state, 'x'] };
      await assert.rejects(
        connector.finish(services, setup, doubled, memory),
        refused('connector.state_mismatch'),
      );
      assert.equal(idp.counts.token, before);
    });

    it("R-10 refuses another person's code", async () => {
      const attacker = await depart(connector, setup);
      const stolen = (await idp.authorize(attacker.departure)).searchParams.get('code') as string;
      const { departure, memory } = await depart(connector, setup);
      const back = await idp.authorize(departure);
      back.searchParams.set('code', stolen);
      await assert.rejects(
        connector.finish(services, setup, Object.fromEntries(back.searchParams), memory),
        refused('connector.provider_unavailable', /invalid_grant/),
      );
    });

    it('R-11 passes on a refusal of the provider as plain text', async () => {
      const { memory } = await depart(connector, setup);
      const arrival = {
        state: memory.state,
        iss: idp.issuer,
        error: 'access_denied',
        error_description: '<script>alert(1)</script>\u0000\n',
      };
      await assert.rejects(connector.finish(services, setup, arrival, memory), (error) => {
        refused('connector.provider_refused', /access_denied/)(error);
        const { data } = error as Refusal & { data: { errorDescription: string } };
        assert.doesNotMatch(data.errorDescription, /[\p{Cc}]/u);
        return true;
      });
    });

    it('R-12 follows a rotation with one look, and a flood of unknown keys with at most one a minute', async () => {
      await travel(connector, setup);
      now += 61_000;
      const before = idp.counts.jwks;
      await idp.rotateKeys();
      await travel(connector, setup);
      await travel(connector, setup);
      assert.equal(idp.counts.jwks, before + 1);
      idp.bend = { header: (header) => ({ ...header, kid: `unknown-${Math.random()}` }) };
      now += 61_000;
      for (let i = 0; i < 5; i += 1)
        await assert.rejects(travel(connector, setup), distrusted(/published keys/));
      assert.equal(idp.counts.jwks, before + 2);
    });

    it('R-16 R-19 answers garbage, errors and silence cleanly, and works again afterwards', async () => {
      const bends = [
        { status: { token: 500 } },
        { body: { token: '<html>' } },
        { body: { userinfo: '[]' } },
        { status: { userinfo: 503 } },
        { redirect: { token: 'http://127.0.0.1:1/' } },
        { body: { token: `{"a":"${'x'.repeat(1_100_000)}"}` } },
      ];
      for (const bend of bends) {
        idp.bend = bend;
        await assert.rejects(travel(connector, setup), (error) => {
          assert.ok(error instanceof Refusal, String((error as Error).stack));
          assert.ok(/^connector\.(provider_unavailable|answer_not_trusted)$/.test(error.code), error.message);
          return true;
        });
      }
      idp.bend = { body: { discovery: '{"issuer":' } };
      await assert.rejects(connector.check(services, setup), refused('connector.provider_unavailable'));
      idp.straighten();
      await travel(connector, setup);
    });

    it('does not vouch for an address that the provider says is unverified', async () => {
      idp.person.email_verified = false;
      assert.equal((await travel(connector, setup)).identity.emailVouched, false);
      delete idp.person.email_verified;
      assert.equal((await travel(connector, setup)).identity.emailVouched, false);
    });
  });
}

const byName = (name: string): Connector => CONNECTORS.find((one) => one.providerName === name) as Connector;

describe('connectors of one kind', () => {
  it('Google Workspace refuses an absent or foreign hosted domain, naming it', async () => {
    const connector = byName('GoogleWorkspace');
    const setup = await setupFor(connector);
    idp.person.hd = 'evil.test';
    await assert.rejects(travel(connector, setup), refused('connector.hosted_domain', /evil\.test/));
    delete idp.person.hd;
    await assert.rejects(travel(connector, setup), refused('connector.hosted_domain', /no organization/));
    idp.person.hd = 'acme.test';
    idp.person.email = 'eve@evil.test';
    await assert.rejects(travel(connector, setup), refused('connector.email_domain', /eve@evil\.test/));
    idp.person.email = 'taro@acme.test';
    await travel(connector, setup);
    assert.equal(idp.seen.authorize?.get('hd'), 'acme.test');
    assert.equal(idp.seen.authorize?.get('prompt'), 'select_account');
    assert.equal(idp.seen.authorize?.get('access_type'), null);
  });

  it('L-02 Entra refuses the issuers of every directory', () => {
    const { config } = byName('AzureAdOidc');
    for (const tenant of ['common', 'organizations', 'consumers', '{tenantid}', 'COMMON']) {
      const issuer = `https://login.microsoftonline.com/${tenant}/v2.0`;
      assert.equal(config.safeParse({ clientId: 'x', issuer }).success, false, tenant);
    }
    const issuer = 'https://login.microsoftonline.com/3f0a1c1e-0000-4000-8000-000000000000/v2.0';
    assert.equal(config.safeParse({ clientId: 'x', issuer }).success, true);
  });

  it('L-01 only the generic kinds may trust an address that the provider says nothing about', async () => {
    delete idp.person.email_verified;
    for (const connector of CONNECTORS) {
      const setup = await setupFor(connector, { trustUnverifiedEmail: true });
      const { identity } = await travel(connector, setup);
      const trusting = ['OIDC', 'Okta'].includes(connector.providerName);
      assert.equal(identity.emailVouched, trusting, connector.providerName);
      assert.equal('trustUnverifiedEmail' in connector.config.shape, trusting);
    }
    idp.person.email_verified = false;
    const explicit = await travel(
      byName('OIDC'),
      await setupFor(byName('OIDC'), { trustUnverifiedEmail: true }),
    );
    assert.equal(explicit.identity.emailVouched, false);
  });

  it('takes an address and the word for it from the same answer', async () => {
    const connector = byName('OIDC');
    const setup = await setupFor(connector);
    idp.bend = { userinfo: (claims) => ({ ...claims, email: 'other@acme.test', email_verified: true }) };
    idp.person = { sub: 'p', email: 'taro@acme.test', email_verified: false };
    const { identity } = await travel(connector, setup);
    assert.equal(identity.email, 'taro@acme.test');
    assert.equal(identity.emailVouched, false);
  });
});
