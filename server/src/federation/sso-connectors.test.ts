import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type Stage, setStage } from '../../test/sso-stage.ts';
import { findConnectorsForEmail, isSsoEnforced, listAvailableConnectors } from './index.ts';

let stage: Stage;
before(async () => {
  stage = await setStage();
});
afterEach(() => stage.idp.straighten());
after(() => stage.close());

let sequence = 0;
const name = () => {
  sequence += 1;
  return `Acme ${sequence}`;
};
const create = (body: Record<string, unknown>) =>
  stage.api('POST', '/api/sso-connectors', { providerName: 'OIDC', connectorName: name(), ...body });
const settings = () => ({
  clientId: stage.idp.clientId,
  clientSecret: stage.idp.clientSecret,
  issuer: stage.idp.issuer,
});

describe('enterprise connectors', () => {
  it('the catalogue shows what works', async () => {
    const { status, body } = await stage.api('GET', '/api/sso-connector-providers');
    assert.equal(status, 200);
    const names = body.map((provider: { providerName: string }) => provider.providerName);
    assert.deepEqual(names, ['GoogleWorkspace', 'AzureAdOidc', 'Okta', 'OIDC']);
    for (const provider of body) {
      assert.match(provider.logo, /^data:image\/svg\+xml,/);
      assert.match(provider.logoDark, /^data:image\/svg\+xml,/);
      assert.ok(provider.configSchema.properties.clientId.description);
    }
  });

  it('is made with a name alone, filled in later, read, listed and removed', async () => {
    const made = await create({ providerName: 'GoogleWorkspace' });
    assert.equal(made.status, 200);
    assert.equal(made.body.isAvailable, false);
    assert.match(made.body.unavailableReason, /clientId, clientSecret/);
    assert.equal(made.body.providerConfig.issuer, stage.idp.issuer);
    assert.equal(made.body.providerConfig.redirectUri, `${stage.tenant.origin}/callback/${made.body.id}`);
    const path = `/api/sso-connectors/${made.body.id}`;
    const connected = await stage.api('PATCH', path, {
      config: { clientId: stage.idp.clientId, clientSecret: stage.idp.clientSecret, scope: 'calendar' },
    });
    assert.match(connected.body.unavailableReason, /no e-mail domain/);
    assert.deepEqual(connected.body.providerConfig.hosts, [new URL(stage.idp.issuer).host]);
    const done = await stage.api('PATCH', path, {
      domains: ['Acme.test', 'bücher.example'],
      branding: { displayName: 'Acme', logo: 'https://acme.test/logo.png' },
      syncProfile: true,
      enableTokenStorage: true,
    });
    assert.equal(done.body.isAvailable, true);
    assert.deepEqual(done.body.domains, ['acme.test', 'xn--bcher-kva.example']);
    assert.equal(done.body.config.scope, 'calendar');
    const list = await stage.api('GET', '/api/sso-connectors?page_size=100');
    assert.ok(Number(list.headers.get('total-number')) >= 1);
    assert.deepEqual(
      list.body.find((connector: { id: string }) => connector.id === made.body.id),
      (await stage.api('GET', path)).body,
    );
    assert.equal((await stage.api('DELETE', path)).status, 204);
    assert.equal((await stage.api('GET', path)).status, 404);
    assert.equal((await stage.api('DELETE', path)).status, 404);
    const keys = (await stage.audit()).map(({ key }) => key);
    for (const key of ['SsoConnector.Create', 'SsoConnector.Update', 'SsoConnector.Delete']) {
      assert.ok(keys.includes(key), key);
    }
  });

  it('refuses unknown providers, names in use and settings it does not know', async () => {
    const before = (await stage.rows()).ssoConnectors;
    assert.equal((await create({ providerName: 'SAML' })).status, 422);
    assert.equal((await create({ providerName: 'Nobody' })).body.code, 'single_sign_on.unsupported_provider');
    assert.equal((await create({ config: { ...settings(), admin: true } })).status, 400);
    assert.equal((await create({ config: { ...settings(), issuer: 'ftp://x' } })).status, 400);
    assert.equal((await create({ tenantId: 'admin' })).status, 400);
    assert.equal((await create({ branding: { logo: 'javascript:alert(1)' } })).status, 400);
    assert.equal((await stage.rows()).ssoConnectors, before);
    const taken = await create({});
    const again = await create({ connectorName: taken.body.connectorName });
    assert.equal(again.status, 409);
    const other = await create({});
    const renamed = await stage.api('PATCH', `/api/sso-connectors/${other.body.id}`, {
      connectorName: taken.body.connectorName,
    });
    assert.equal(renamed.status, 409);
  });

  it('refuses offline_access as a scope and says what to do instead', async () => {
    const answer = await create({ config: { ...settings(), scope: 'calendar offline_access' } });
    assert.equal(answer.status, 422);
    assert.match(answer.body.message, /switch on offline access/);
  });

  it('refuses bare suffixes, public mail, what is no domain, and doubles; allows sharing', async () => {
    for (const domain of [
      'co.jp',
      'com',
      'github.io',
      'gmail.com',
      'GMail.com',
      'yahoo.co.jp',
      'outlook.com',
    ]) {
      const answer = await create({ domains: [domain] });
      assert.equal(answer.status, 422, domain);
      assert.equal(answer.body.code, 'single_sign_on.forbidden_domains');
    }
    for (const domain of [
      '',
      'acme',
      '@acme.test',
      '*.acme.test',
      '1.2.3.4',
      'acme.test/x',
      'ａcme.test',
      'a b.test',
    ]) {
      assert.equal((await create({ domains: [domain] })).status, 422, domain);
    }
    const twice = await create({ domains: ['acme.test', 'ACME.test'] });
    assert.equal(twice.body.code, 'single_sign_on.duplicate_domains');
    const [one, two] = [
      await create({ domains: ['shared.test'] }),
      await create({ domains: ['shared.test'] }),
    ];
    assert.equal(one.status, 200);
    assert.equal(two.status, 200);
  });

  it('R-08 R-19 keeps what was typed as a draft when the provider is silent, refuses when it answers wrongly', async () => {
    stage.idp.bend = { status: { discovery: 503 } };
    const draft = await create({ config: settings(), domains: ['draft.test'] });
    assert.equal(draft.status, 200);
    assert.equal(draft.body.isAvailable, false);
    assert.match(draft.body.unavailableReason, /503/);
    assert.equal(draft.body.config.issuer, stage.idp.issuer);
    stage.idp.bend = { discovery: (document) => ({ ...document, issuer: 'https://evil.example' }) };
    const before = (await stage.rows()).ssoConnectors;
    assert.equal((await create({ config: settings() })).body.code, 'connector.discovery_invalid');
    stage.idp.bend = {
      discovery: (document) => ({ ...document, token_endpoint: 'http://evil.example/token' }),
    };
    assert.equal((await create({ config: settings() })).body.code, 'connector.discovery_invalid');
    assert.equal((await stage.rows()).ssoConnectors, before);
    stage.idp.straighten();
    const saved = await stage.api('PATCH', `/api/sso-connectors/${draft.body.id}`, { config: settings() });
    assert.equal(saved.body.isAvailable, true);
  });

  it('R-13 R-15 refuses issuers on private addresses and redirects, audited, with nothing made', async () => {
    const before = (await stage.rows()).ssoConnectors;
    for (const issuer of ['https://10.0.0.1', 'https://169.254.169.254', 'https://[::1]:1']) {
      const answer = await create({ config: { ...settings(), issuer } });
      assert.equal(answer.status, 422, issuer);
      assert.equal(answer.body.code, 'outgoing.refused');
    }
    stage.idp.bend = { redirect: { discovery: 'http://127.0.0.1:1/' } };
    assert.equal((await create({ config: settings() })).body.code, 'outgoing.refused');
    assert.equal((await stage.rows()).ssoConnectors, before);
    const rows = await stage.audit();
    assert.ok(
      rows.some(({ key, payload }) => key === 'Api.Refusal' && payload.reason === 'outgoing.refused'),
    );
  });

  it('M-11 never gives the client secret back, keeps it when it is omitted or masked, seals it', async () => {
    const made = await create({ config: settings(), domains: ['masked.test'] });
    const path = `/api/sso-connectors/${made.body.id}`;
    assert.equal(made.body.config.clientSecret, '******');
    const { clientSecret: planted, ...rest } = settings();
    for (const config of [rest, { ...rest, clientSecret: '******' }, { ...rest, clientSecret: '' }]) {
      const patched = await stage.api('PATCH', path, { config });
      assert.equal(patched.body.isAvailable, true);
      assert.ok((await stage.arrive(made.body.id)).identity.subject);
    }
    const answers = [
      await stage.api('GET', path),
      await stage.api('GET', '/api/sso-connectors?page_size=100'),
      await create({ config: { ...settings(), nonsense: 1 } }),
    ];
    assert.ok(!JSON.stringify([made, ...answers, await stage.audit()]).includes(planted));
    const row = await stage.platform.db.queries
      .selectFrom('ssoConnectors')
      .selectAll()
      .where('id', '=', made.body.id)
      .executeTakeFirst();
    assert.ok(!JSON.stringify(row).includes(planted));
  });

  it('M-11 does not send a stored client secret to a new issuer', async () => {
    const made = await create({ config: settings(), domains: ['moved.test'] });
    const path = `/api/sso-connectors/${made.body.id}`;
    const { clientSecret, ...rest } = settings();
    const moved = { ...rest, issuer: `${stage.idp.issuer.replace('127.0.0.1', '127.0.0.2')}` };
    const refused = await stage.api('PATCH', path, { config: moved });
    assert.equal(refused.body.code, 'single_sign_on.secret_needed');
    assert.equal((await stage.api('GET', path)).body.config.issuer, stage.idp.issuer);
  });

  it('M-11 a stored secret does not outlive its issuer, so that it cannot be carried over in two steps', async () => {
    const made = await create({ config: settings(), domains: ['carried.test'] });
    const path = `/api/sso-connectors/${made.body.id}`;
    const { clientSecret, issuer, ...rest } = settings();
    const emptied = await stage.api('PATCH', path, { config: rest });
    assert.equal(emptied.status, 200);
    assert.equal(emptied.body.config.clientSecret, undefined);
    const elsewhere = String(issuer).replace('127.0.0.1', '127.0.0.2');
    const moved = await stage.api('PATCH', path, { config: { ...rest, issuer: elsewhere } });
    assert.equal(moved.body.isAvailable, false);
    assert.equal(moved.body.config.clientSecret, undefined);
    const row = await stage.platform.db.queries
      .selectFrom('ssoConnectors')
      .select('sealedSecret')
      .where('id', '=', made.body.id)
      .executeTakeFirstOrThrow();
    assert.equal(row.sealedSecret, null);
  });
});

describe('routing by e-mail domain', () => {
  it('finds connectors of the exact domain, while the switch is on', async () => {
    const { context } = stage;
    const id = await stage.connector('Okta', { domains: ['route.test', 'xn--bcher-kva.test'] });
    const ids = async (email: string) =>
      (await findConnectorsForEmail(context, email)).map((choice) => choice.id);
    assert.deepEqual(await ids('taro@route.test'), [id]);
    assert.deepEqual(await ids('Taro@ROUTE.test'), [id]);
    assert.deepEqual(await ids('taro@bücher.test'), [id]);
    for (const email of [
      'taro@sub.route.test',
      'taro@xroute.test',
      'route.test',
      'taro@route.test@evil.test',
      'taro@route.test.',
    ]) {
      assert.deepEqual(await ids(email), [], email);
    }
    assert.equal((await isSsoEnforced(context, { primaryEmail: 'x@route.test' })).length, 1);
    assert.equal((await isSsoEnforced(context, { primaryEmail: null })).length, 0);
    assert.ok((await listAvailableConnectors(context)).some((choice) => choice.id === id));
    const { queries } = stage.platform.db;
    await queries.updateTable('signInExperiences').set({ singleSignOnEnabled: false }).execute();
    assert.deepEqual(await ids('taro@route.test'), []);
    assert.deepEqual(await listAvailableConnectors(context), []);
    await assert.rejects(stage.depart(id), { code: 'single_sign_on.disabled' });
    await queries.updateTable('signInExperiences').set({ singleSignOnEnabled: true }).execute();
    assert.deepEqual(await ids('taro@route.test'), [id]);
  });

  it('counts the users whom the switch touches', async () => {
    const { queries } = stage.platform.db;
    const before = (await stage.api('GET', '/api/sso-connector-reach')).body;
    const now = stage.platform.clock.now();
    for (const [id, emailKey] of [
      ['reach-1', 'a@route.test'],
      ['reach-2', 'a@sub.route.test'],
      ['reach-3', null],
    ] as const) {
      const primaryEmail = emailKey ?? 'b@route.test';
      const row = { id, primaryEmail, emailKey, emailVerified: emailKey !== null };
      await queries
        .insertInto('users')
        .values({
          ...row,
          tenantId: 'default',
          profile: {},
          customData: {},
          isSuspended: false,
          createdAt: now,
          updatedAt: now,
        })
        .execute();
    }
    const after = (await stage.api('GET', '/api/sso-connector-reach')).body;
    assert.equal(after.userCount, before.userCount + 1);
    assert.ok(after.domains.includes('route.test'));
  });

  it('lets the user choose where a domain has several connectors, and hides drafts', async () => {
    const first = await stage.connector('OIDC', {
      domains: ['several.test'],
      branding: {
        displayName: 'First',
        logo: 'https://several.test/l.png',
        darkLogo: 'https://several.test/d.png',
      },
    });
    const second = await stage.connector('Okta', { domains: ['several.test'] });
    await create({ domains: ['several.test'] });
    const choices = await findConnectorsForEmail(stage.context, 'a@several.test');
    assert.deepEqual(
      choices.map(({ id, name: shown }) => [id, shown]),
      [
        [first, 'First'],
        [second, 'Okta'],
      ],
    );
    assert.deepEqual(
      [choices[0]?.logo, choices[0]?.darkLogo],
      ['https://several.test/l.png', 'https://several.test/d.png'],
    );
    assert.match(String(choices[1]?.logo), /^data:image/);
    assert.match(String(choices[1]?.darkLogo), /^data:image/);
    assert.ok(!JSON.stringify(choices).includes(stage.idp.clientId));
  });
});
