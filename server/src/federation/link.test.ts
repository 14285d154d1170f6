import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { type Stage, setStage } from '../../test/sso-stage.ts';
import { createUser, findUser, insertUser, newUserRow, suspendUser, type User } from '../users/index.ts';
import {
  arriveFrom,
  attachIdentity,
  departTo,
  findLinkedUser,
  redirectUriOf,
  registerExternalUser,
} from './index.ts';

let stage: Stage;
let sequence = 0;
before(async () => {
  stage = await setStage();
});
after(() => stage.close());
beforeEach(() => {
  sequence += 1;
  stage.idp.person = {
    sub: `subject-${sequence}`,
    email: `taro${sequence}@acme.test`,
    email_verified: true,
    name: 'Taro',
    picture: 'https://acme.test/taro.png',
    hd: 'acme.test',
    department: 'Sales',
  };
});
afterEach(() => stage.idp.straighten());

const email = () => String(stage.idp.person.email);
const system = () => ({ ...stage.context, actor: { type: 'system' } as const });
const identities = (userId: string) =>
  stage.platform.db.queries.selectFrom('ssoIdentities').selectAll().where('userId', '=', userId).execute();
const current = async (user: User) => (await findUser(stage.platform.db.queries, 'default', user.id)) as User;

/** Runs `work`, which must be refused with `code` and leave no row behind but an audit row that says why. */
const refuses = async (code: string, work: () => Promise<unknown>) => {
  const before = await stage.rows();
  await assert.rejects(work(), { code });
  assert.deepEqual(await stage.rows(), before);
};
const auditTells = async (reason: string) => {
  const rows = await stage.audit();
  assert.ok(
    rows.some(({ result, payload }) => result === 'Error' && payload.reason === reason),
    reason,
  );
};

describe('who an outside identity is', () => {
  it('makes a new user with a verified address, and finds it again by issuer and subject alone', async () => {
    const id = await stage.connector();
    const made = await stage.signIn(id);
    assert.equal(made.primaryEmail, email());
    assert.equal(made.emailVerified, true);
    assert.equal(made.name, 'Taro');
    assert.equal(made.avatar, 'https://acme.test/taro.png');
    stage.idp.person.email = 'renamed@acme.test';
    assert.equal((await stage.signIn(id)).id, made.id);
    const [identity, ...rest] = await identities(made.id);
    assert.equal(rest.length, 0);
    assert.equal(identity?.issuer, stage.idp.issuer);
    assert.equal(identity?.detail.department, 'Sales');
    assert.equal(identity?.detail.email, 'renamed@acme.test');
    assert.equal((await current(made)).primaryEmail, `taro${sequence}@acme.test`);
    const keys = (await stage.audit()).map(({ key }) => key);
    for (const key of [
      'Interaction.SignIn.Verification.EnterpriseSso.Create',
      'Interaction.SignIn.Verification.EnterpriseSso.Submit',
      'User.Create',
      'SsoIdentity.Create',
      'SsoIdentity.Update',
    ]) {
      assert.ok(keys.includes(key), key);
    }
  });

  it('links by a vouched address inside the domains', async () => {
    const holder = await createUser(system(), { username: `holder${sequence}`, primaryEmail: email() });
    const id = await stage.connector();
    assert.equal((await stage.signIn(id)).id, holder.id);
    assert.equal((await identities(holder.id)).length, 1);
  });

  it('two connectors of one issuer share the identity', async () => {
    const made = await stage.signIn(await stage.connector());
    assert.equal((await stage.signIn(await stage.connector('Okta'))).id, made.id);
  });

  it('L-01 does not link an address that is not vouched for; the page says to sign in first', async () => {
    for (const verified of [false, undefined, 'false', 'yes']) {
      sequence += 1;
      stage.idp.person = {
        sub: `s-${sequence}`,
        email: `l01-${sequence}@acme.test`,
        email_verified: verified,
      };
      const holder = await createUser(system(), { primaryEmail: email() });
      const id = await stage.connector();
      const arrival = await stage.arrive(id);
      await refuses('user.sign_in_first_to_link', () => stage.signIn(id));
      assert.equal(await findLinkedUser(stage.context, arrival), 'sign-in-first');
      await refuses('user.sign_in_first_to_link', () =>
        stage.platform.db.transaction((tx) => registerExternalUser(tx, stage.context, arrival)),
      );
      assert.equal((await identities(holder.id)).length, 0);
    }
    await auditTells('user.sign_in_first_to_link');
  });

  it('L-01 makes a new account with an unverified address where nobody has it', async () => {
    stage.idp.person.email_verified = false;
    const made = await stage.signIn(await stage.connector());
    assert.equal(made.emailVerified, false);
    assert.equal(made.emailKey, null);
    assert.equal(made.primaryEmail, email());
  });

  it('L-01 does not link an address outside the domains of the connector', async () => {
    stage.idp.person.email = `victim${sequence}@other.test`;
    await createUser(system(), { primaryEmail: email() });
    const id = await stage.connector();
    await refuses('user.sign_in_first_to_link', () => stage.signIn(id));
    sequence += 1;
    stage.idp.person = { sub: `s-${sequence}`, email: `new${sequence}@other.test`, email_verified: true };
    assert.equal((await stage.signIn(id)).emailVerified, false);
  });

  it('L-01 the trust switch links where the provider says nothing, never where it says no', async () => {
    delete stage.idp.person.email_verified;
    const holder = await createUser(system(), { primaryEmail: email() });
    const id = await stage.connector('OIDC', { config: { trustUnverifiedEmail: true } });
    assert.equal((await stage.signIn(id)).id, holder.id);
    sequence += 1;
    stage.idp.person = { sub: `s-${sequence}`, email: `no${sequence}@acme.test`, email_verified: false };
    await createUser(system(), { primaryEmail: email() });
    await refuses('user.sign_in_first_to_link', () => stage.signIn(id));
  });

  it('L-02 the issuers of every Entra directory cannot be saved', async () => {
    const answer = await stage.api('POST', '/api/sso-connectors', {
      providerName: 'AzureAdOidc',
      connectorName: `Entra ${sequence}`,
      config: { clientId: 'x', clientSecret: 'y', issuer: 'https://login.microsoftonline.com/common/v2.0' },
    });
    assert.equal(answer.status, 400);
    assert.match(answer.body.message, /one directory/);
  });

  it("L-03 a known identity that turns up with another user's address takes over nothing", async () => {
    const id = await stage.connector();
    const attacker = await stage.signIn(id);
    const victim = await createUser(system(), { primaryEmail: `victim${sequence}@acme.test` });
    stage.idp.person.email = victim.primaryEmail;
    assert.equal((await stage.signIn(id)).id, attacker.id);
    assert.equal((await current(victim)).primaryEmail, victim.primaryEmail);
    assert.notEqual((await current(attacker)).primaryEmail, victim.primaryEmail);
    assert.equal((await identities(victim.id)).length, 0);
  });

  it('L-04 whoever registered an address without proving it keeps nothing of its owner', async () => {
    const squatter = await insertUser(
      stage.platform.db.queries,
      newUserRow(stage.context, {
        username: `squatter${sequence}`,
        primaryEmail: email(),
        emailVerified: false,
        passwordHash: 'planted',
      }),
    );
    const owner = await stage.signIn(await stage.connector());
    assert.notEqual(owner.id, squatter.id);
    assert.equal(owner.emailVerified, true);
    assert.equal(owner.passwordHash, null);
    assert.equal((await current(squatter)).emailKey, null);
    assert.equal((await identities(squatter.id)).length, 0);
  });

  it('L-05 an arrival of one subject signs in nobody else, whatever was found before', async () => {
    const id = await stage.connector();
    const x = await stage.arrive(id);
    const userX = await stage.signIn(id);
    stage.idp.person = { ...stage.idp.person, sub: `other-${sequence}`, email: `y${sequence}@acme.test` };
    const userY = await stage.signIn(id);
    assert.notEqual(userX.id, userY.id);
    await refuses('user.sign_in_first_to_link', () =>
      stage.platform.db.transaction((tx) => attachIdentity(tx, stage.context, userY.id, x)),
    );
    const attached = await stage.platform.db.transaction((tx) =>
      attachIdentity(tx, stage.context, userX.id, x),
    );
    assert.equal(attached.id, userX.id);
  });

  it('L-05 parallel registrations of one identity make one user', async () => {
    const id = await stage.connector();
    const arrivals = await Promise.all([stage.arrive(id), stage.arrive(id), stage.arrive(id)]);
    const before = await stage.rows();
    const results = await Promise.allSettled(
      arrivals.map((arrival) =>
        stage.platform.db.transaction((tx) => registerExternalUser(tx, stage.context, arrival)),
      ),
    );
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
    const after = await stage.rows();
    assert.equal(after.users, Number(before.users) + 1);
    assert.equal(after.ssoIdentities, Number(before.ssoIdentities) + 1);
  });

  it('refuses suspended users, found by identity or by address', async () => {
    const id = await stage.connector();
    const user = await stage.signIn(id);
    await suspendUser(system(), user.id, true);
    await refuses('user.suspended', () => stage.signIn(id));
    stage.idp.person.sub = `again-${sequence}`;
    await refuses('user.suspended', () => stage.signIn(id));
    await suspendUser(system(), user.id, false);
    assert.equal((await stage.signIn(id)).id, user.id);
  });

  it('takes over name and picture at every sign-in only where the connector says so', async () => {
    const once = await stage.connector('OIDC', { syncProfile: false });
    const always = await stage.connector('OIDC', { syncProfile: true });
    const user = await stage.signIn(once);
    stage.idp.person.name = 'Jiro';
    assert.equal((await stage.signIn(once)).name, 'Taro');
    stage.idp.person.picture = 'javascript:alert(1)';
    const synced = await stage.signIn(always);
    assert.equal(synced.id, user.id);
    assert.equal(synced.name, 'Jiro');
    assert.equal(synced.avatar, 'https://acme.test/taro.png');
  });

  it('removing the connector removes the way in and its identities, not the user', async () => {
    const id = await stage.connector();
    const user = await stage.signIn(id);
    assert.equal((await stage.api('DELETE', `/api/sso-connectors/${id}`)).status, 204);
    assert.equal((await identities(user.id)).length, 0);
    assert.equal((await current(user)).id, user.id);
    await assert.rejects(stage.signIn(id), { code: 'single_sign_on.connector_not_found' });
  });
});

describe('leaving and coming back', () => {
  it('refuses a foreign redirect URI and a connector that is not available', async () => {
    const id = await stage.connector();
    for (const redirectUri of [
      'https://evil.test/callback',
      `${redirectUriOf(stage.tenant, id)}/`,
      redirectUriOf(stage.tenant, 'other'),
    ]) {
      await refuses('single_sign_on.redirect_uri', () =>
        departTo(stage.context, id, { state: 'state-123', redirectUri }),
      );
    }
    const draft = await stage.api('POST', '/api/sso-connectors', {
      providerName: 'OIDC',
      connectorName: `Draft ${sequence}`,
    });
    await refuses('single_sign_on.connector_not_available', () => stage.depart(draft.body.id));
    await auditTells('single_sign_on.connector_not_available');
  });

  it('R-08 stops when the provider moves to another host, until the connector is saved again', async () => {
    const id = await stage.connector();
    await stage.signIn(id);
    stage.clock.advance(11 * 60_000);
    const elsewhere = stage.idp.issuer.replace('127.0.0.1', '127.0.0.1.nip.test');
    stage.idp.bend = {
      discovery: (document) => ({ ...document, token_endpoint: elsewhere.replace('http:', 'https:') }),
    };
    await refuses('connector.hosts_changed', () => stage.depart(id));
    await auditTells('connector.hosts_changed');
    stage.idp.straighten();
    const { issuer, clientId } = stage.idp;
    const saved = await stage.api('PATCH', `/api/sso-connectors/${id}`, { config: { issuer, clientId } });
    assert.equal(saved.body.isAvailable, true);
    await stage.signIn(id);
  });

  it('R-09 R-10 R-17 a code and its way back are good once, in their own sign-in', async () => {
    const id = await stage.connector();
    const mine = await stage.depart(id);
    const theirs = await stage.depart(id);
    await refuses('connector.state_mismatch', () => arriveFrom(stage.context, id, mine.memory, theirs.query));
    await refuses('connector.provider_unavailable', () =>
      arriveFrom(stage.context, id, mine.memory, { ...mine.query, code: theirs.query.code }),
    );
    const again = await stage.depart(id);
    await arriveFrom(stage.context, id, again.memory, again.query);
    await refuses('connector.provider_unavailable', () =>
      arriveFrom(stage.context, id, again.memory, again.query),
    );
    await auditTells('connector.state_mismatch');
  });

  it('R-07 a way back to another connector is refused before any token request', async () => {
    const [a, b] = [await stage.connector(), await stage.connector('Okta')];
    const { memory, query } = await stage.depart(a);
    const before = stage.idp.counts.token;
    await refuses('single_sign_on.redirect_uri', () => arriveFrom(stage.context, b, memory, query));
    assert.equal(stage.idp.counts.token, before);
  });

  it('R-11 a refusal of the provider is told as text and makes nothing', async () => {
    const id = await stage.connector();
    const { memory, query } = await stage.depart(id);
    const { code, ...rest } = query;
    await refuses('connector.provider_refused', () =>
      arriveFrom(stage.context, id, memory, {
        ...rest,
        error: 'access_denied',
        error_description: '<b>no</b>',
      }),
    );
    assert.ok(code);
    await auditTells('connector.provider_refused');
  });

  it('R-19 a provider that fails makes a clean refusal, and the next try works', async () => {
    const id = await stage.connector();
    for (const bend of [
      { status: { token: 500 } },
      { body: { token: 'x' } },
      { status: { userinfo: 500 } },
    ]) {
      stage.idp.bend = bend;
      await refuses('connector.provider_unavailable', () => stage.signIn(id));
    }
    stage.idp.straighten();
    await stage.signIn(id);
    assert.equal((await stage.api('GET', `/api/sso-connectors/${id}`)).body.isAvailable, true);
  });

  it('Google Workspace: a foreign hosted domain is refused, named and audited, with nothing made', async () => {
    const id = await stage.connector('GoogleWorkspace');
    await stage.signIn(id);
    stage.idp.person = { ...stage.idp.person, sub: `g-${sequence}`, hd: 'evil.test' };
    await refuses('connector.hosted_domain', () => stage.signIn(id));
    delete stage.idp.person.hd;
    await refuses('connector.hosted_domain', () => stage.signIn(id));
    await auditTells('connector.hosted_domain');
  });
});
