/** Fields of enterprise connectors, the settings of every kind among them. */
import assert from 'node:assert/strict';
import { CONNECTORS } from '../../src/connectors/index.ts';
import { identify, submit } from '../sign-in.ts';
import type { Effect, Effects, Fields } from './effects.ts';
import type { Body } from './recorder.ts';
import type { Stage } from './stage.ts';

type Make = (stage: Stage, fields: Fields) => Promise<Body>;

const base = (stage: Stage): Fields => ({
  providerName: 'OIDC',
  connectorName: stage.unique('Connector'),
  domains: [`${stage.unique('d').replace('_', '-')}.example.com`],
  config: { issuer: stage.idp.issuer, clientId: stage.idp.clientId, clientSecret: stage.idp.clientSecret },
});
const made: Make = async (stage, fields) =>
  (await stage.call('POST /api/sso-connectors', { body: { ...base(stage), ...fields } }, 200)).body;
const changed: Make = async (stage, fields) => {
  const { id } = await stage.need('POST', '/api/sso-connectors', base(stage));
  return (await stage.call('PATCH /api/sso-connectors/:id', { params: { id }, body: fields }, 200)).body;
};

/** The address that a browser is sent to. */
const departure = async (stage: Stage, connector: Body, over: Fields = {}): Promise<URL> => {
  const { body } = await stage.call(
    'POST /api/experience/verification/sso/:connectorId/authorization-uri',
    {
      browser: await stage.begun('SignIn'),
      params: { connectorId: connector.id },
      body: {
        state: 'state-of-a-test',
        redirectUri: `${stage.app.origin}/callback/${connector.id}`,
        ...over,
      },
    },
    200,
  );
  return new URL(body.authorizationUri);
};

/** What the sign-in page learns of the connectors of a domain. */
const choices = async (stage: Stage, domain: string): Promise<Body[]> => {
  const browser = await stage.begun('SignIn');
  return (await browser.get(`/api/experience/sso-connectors?email=anybody%40${domain}`)).json.connectors;
};

/** Comes back from the provider; answers the status of the check. */
const arrives = async (stage: Stage, connector: Body) => {
  const { browser, body } = await stage.departed(connector);
  const path = `/api/experience/verification/sso/${connector.id}/verify`;
  return { browser, verificationId: body.verificationId, status: (await browser.post(path, body)).status };
};

/** Signs in as the same person, for the first time or again; answers the user. */
const signsIn = async (stage: Stage, connector: Body, person: Fields = {}): Promise<Body> => {
  const claims = stage.idp.bend.claims;
  stage.idp.bend = {
    ...stage.idp.bend,
    claims: (honest) => ({ ...(claims?.(honest) ?? honest), ...person }),
  };
  stage.idp.bend.userinfo = () => ({ ...stage.idp.person, ...person });
  const { browser, verificationId, status } = await arrives(stage, connector);
  stage.idp.straighten();
  assert.equal(status, 200);
  if ((await identify(browser, verificationId)).status === 404) {
    await browser.put('/api/experience/interaction-event', { interactionEvent: 'Register' });
    assert.equal((await identify(browser, verificationId)).status, 204);
  }
  assert.equal((await submit(browser)).status, 200);
  const users: Body[] = await stage.need('GET', '/api/users?includeSsoIdentities=true&page_size=100');
  const found = users.find(({ ssoIdentities }) =>
    ssoIdentities.some(({ identityId }: Body) => identityId === (person.sub ?? stage.idp.person.sub)),
  );
  assert.ok(found);
  return found;
};

/** Each setting of a connector, and what a browser or the provider sees of it. */
const SETTINGS: Record<string, (stage: Stage, make: Make, config: Fields) => Promise<void>> = {
  issuer: async (stage, make, config) => {
    const at = await departure(stage, await make(stage, { config }));
    assert.equal(at.origin, new URL(String(config.issuer)).origin);
  },
  clientId: async (stage, make, config) => {
    const at = await departure(stage, await make(stage, { config: { ...config, clientId: 'another' } }));
    assert.equal(at.searchParams.get('client_id'), 'another');
  },
  clientSecret: async (stage, make, config) => {
    const right = await make(stage, { config });
    assert.equal((await arrives(stage, right)).status, 200);
    const wrong = await make(stage, { config: { ...config, clientSecret: 'not the secret' } });
    assert.ok((await arrives(stage, wrong)).status >= 400);
  },
  clientAuthentication: async (stage, make, config) => {
    const { id, domains } = await make(stage, {
      config: { ...config, clientAuthentication: 'client_secret' },
    });
    const { publicJwk } = await stage.need('POST', `/api/sso-connectors/${id}/signing-keys`, {
      active: true,
    });
    stage.idp.clientKeys = [publicJwk];
    await stage.need('PATCH', `/api/sso-connectors/${id}`, {
      config: { ...config, clientAuthentication: 'private_key_jwt' },
    });
    assert.equal((await arrives(stage, { id, domains })).status, 200);
    assert.equal(stage.idp.seen.assertions.at(-1)?.kid, publicJwk.kid);
  },
  scope: async (stage, make, config) => {
    const at = await departure(stage, await make(stage, { config: { ...config, scope: 'calendar' } }));
    assert.equal(at.searchParams.get('scope'), 'openid profile email calendar');
  },
  offlineAccess: async (stage, make, config) => {
    const at = await departure(stage, await make(stage, { config: { ...config, offlineAccess: true } }));
    assert.match(String(at.searchParams.get('scope')), /offline_access/);
    const providerName = 'GoogleWorkspace';
    const google = await stage.make.connector({ providerName });
    assert.equal((await departure(stage, google)).searchParams.get('access_type'), 'offline');
  },
  trustUnverifiedEmail: async (stage, make, config) => {
    for (const trustUnverifiedEmail of [true, false]) {
      const connector = await make(stage, { config: { ...config, trustUnverifiedEmail } });
      const user = await signsIn(stage, connector, { email_verified: undefined });
      assert.equal(user.emailVerified, trustUnverifiedEmail);
    }
  },
};

const config = (make: Make) => async (stage: Stage) => {
  const { shape } = { shape: CONNECTORS.flatMap((kind) => Object.keys(kind.config.shape)) };
  assert.deepEqual(Object.keys(SETTINGS).sort(), [...new Set([...shape, 'clientSecret'])].sort());
  for (const see of Object.values(SETTINGS)) await see(stage, make, base(stage).config as Fields);
};

const domains = (make: Make) => async (stage: Stage) => {
  const domain = `${stage.unique('d').replace('_', '-')}.example.com`;
  const { id } = await make(stage, { domains: [domain] });
  assert.deepEqual(
    (await choices(stage, domain)).map((choice) => choice.id),
    [id],
  );
};
const shownAs = (make: Make, branding: Fields, seen: string, value: string) => async (stage: Stage) => {
  const connector = await make(stage, { branding });
  const [choice] = await choices(stage, connector.domains[0]);
  assert.equal(choice[seen], value);
};
const syncProfile = (make: Make) => async (stage: Stage) => {
  for (const synced of [true, false]) {
    const connector = await make(stage, { syncProfile: synced });
    const sub = stage.unique('same');
    const email = `${sub}@${connector.domains[0]}`;
    await signsIn(stage, connector, { sub, email, name: 'Before' });
    const user = await signsIn(stage, connector, { sub, email, name: 'After' });
    assert.equal(user.name, synced ? 'After' : 'Before');
  }
};
const enableTokenStorage = (make: Make) => async (stage: Stage) => {
  for (const enabled of [true, false]) {
    const connector = await make(stage, { enableTokenStorage: enabled });
    const { id } = await signsIn(stage, connector);
    const path = `/api/users/${id}/sso-identities/${connector.id}?includeTokenSecret=true`;
    assert.equal('tokenSecret' in (await stage.need('GET', path)), enabled);
  }
};
const connectorName =
  (make: Make, refused: (stage: Stage, connectorName: string) => Promise<unknown>): Effect =>
  async (stage) => {
    const name = stage.unique('Unique');
    const { id } = await make(stage, { connectorName: name });
    assert.equal((await stage.need('GET', `/api/sso-connectors/${id}`)).connectorName, name);
    await refused(stage, name);
  };

const IMAGE = 'https://pictures.example/logo.svg';
const common = (make: Make): Record<string, Effect> => ({
  config: config(make),
  domains: domains(make),
  'branding.displayName': shownAs(make, { displayName: 'Acme accounts' }, 'name', 'Acme accounts'),
  'branding.logo': shownAs(make, { logo: IMAGE }, 'logo', IMAGE),
  'branding.darkLogo': shownAs(make, { darkLogo: IMAGE }, 'darkLogo', IMAGE),
  syncProfile: syncProfile(make),
  enableTokenStorage: enableTokenStorage(make),
});

export const federationEffects: Effects = {
  'POST /api/sso-connectors': {
    ...common(made),
    providerName: async (stage) => {
      const connector = await made(stage, { providerName: 'Okta' });
      assert.equal((await choices(stage, connector.domains[0]))[0].name, 'Okta');
      const unknown = { ...base(stage), providerName: 'Nobody' };
      await stage.call('POST /api/sso-connectors', { body: unknown }, 422);
    },
    connectorName: connectorName(made, (stage, name) =>
      stage.call('POST /api/sso-connectors', { body: { ...base(stage), connectorName: name } }, 409),
    ),
  },
  'PATCH /api/sso-connectors/:id': {
    ...common(changed),
    connectorName: connectorName(changed, async (stage, name) => {
      const { id } = await stage.need('POST', '/api/sso-connectors', base(stage));
      const request = { params: { id }, body: { connectorName: name } };
      await stage.call('PATCH /api/sso-connectors/:id', request, 409);
    }),
  },
  'POST /api/experience/verification/sso/:connectorId/authorization-uri': {
    state: async (stage) => {
      const at = await departure(stage, await made(stage, {}), { state: 'the-state-that-was-asked' });
      assert.equal(at.searchParams.get('state'), 'the-state-that-was-asked');
    },
    redirectUri: async (stage) => {
      const { id } = await made(stage, {});
      const at = await departure(stage, { id });
      assert.equal(at.searchParams.get('redirect_uri'), `${stage.app.origin}/callback/${id}`);
      await stage.call(
        'POST /api/experience/verification/sso/:connectorId/authorization-uri',
        {
          browser: await stage.begun('SignIn'),
          params: { connectorId: id },
          body: { state: 'state-of-a-test', redirectUri: 'https://evil.example/callback' },
        },
        400,
      );
    },
    email: async (stage) => {
      const connector = await made(stage, {});
      const email = `taro@${connector.domains[0]}`;
      assert.equal((await departure(stage, connector, { email })).searchParams.get('login_hint'), email);
    },
  },
  'POST /api/experience/verification/sso/:connectorId/verify': {
    verificationId: async (stage) => {
      const connector = await made(stage, {});
      const { browser, body } = await stage.departed(connector);
      const params = { connectorId: connector.id };
      const verify = (verificationId: string, status: number) =>
        stage.call(
          'POST /api/experience/verification/sso/:connectorId/verify',
          { browser, params, body: { ...body, verificationId } },
          status,
        );
      await verify('nothing', 404);
      await verify(body.verificationId, 200);
    },
    connectorData: async (stage) => {
      const connector = await made(stage, {});
      const { browser, body } = await stage.departed(connector);
      const request = {
        browser,
        params: { connectorId: connector.id },
        body: { ...body, connectorData: { ...body.connectorData, state: 'of somebody else' } },
      };
      await stage.call('POST /api/experience/verification/sso/:connectorId/verify', request, 400);
    },
  },
};
