/** Fields of what third-party applications may ask for, of access control and of the life of sessions. */
import assert from 'node:assert/strict';
import { choose } from '../sign-in.ts';
import { authorize, authorizeUrl, createClient, signedIn, userinfo } from '../spec/world.ts';
import { granted, ownAccount, sharing, thirdParty } from './consent.rows.ts';
import { bootOf, type Effect, type Effects, type Fields, someApi, together } from './effects.ts';
import type { Stage } from './stage.ts';

const ASK = 'POST /api/applications/:applicationId/user-consent-scopes';
const CONTROL = 'PUT /api/applications/:applicationId/access-control';
const LIFE = 'PATCH /api/configs/oidc/session';
const NOBODY = { userIds: [], userRoleIds: [], organizationIds: [], organizationRoleRules: [] };

/** What the application may ask for once it was let. */
const allowed = async (stage: Stage, body: Record<string, string[]>) => {
  const applicationId = await thirdParty(stage);
  await stage.call(ASK, { params: { applicationId }, body }, 201);
  return stage.need('GET', `/api/applications/${applicationId}/user-consent-scopes`);
};
const ofResources = (field: string) => async (stage: Stage) => {
  const { scopeId } = await someApi(stage);
  const shown = await allowed(stage, { [field]: [scopeId] });
  assert.equal(shown[field][0].scopes[0].id, scopeId);
};

/** Whom the rules let in, and whom not. */
const letsIn = (rules: (stage: Stage, userId: string) => Promise<Record<string, unknown>>): Effect => {
  return async (stage) => {
    const client = await createClient(stage.app);
    const path = `/api/applications/${client.id}`;
    await stage.need('PATCH', path, { appLevelAccessControlEnabled: true });
    const [{ id: inside }, { id: outside }] = [await stage.make.user(), await stage.make.user()];
    const body = { ...NOBODY, ...(await rules(stage, inside)) };
    await stage.call(CONTROL, { params: { applicationId: client.id }, body }, 200);
    stage.app.clock.advance(1100);
    const answer = async (userId: string) =>
      (await authorize(stage.app, await signedIn(stage.app, userId), client)).headers.get('location') ?? '';
    assert.match(await answer(inside), /code=/);
    assert.match(await answer(outside), /error=access_denied/);
  };
};

const SHARE = 'POST /api/applications/:id/users/:userId/consent-organizations';
const REPLACE = 'PUT /api/applications/:id/users/:userId/consent-organizations';
const SHARED = 'GET /api/applications/:id/users/:userId/consent-organizations';

/** A page of one, and what it says of all. */
const pageOfShared = async (stage: Stage, query: string) => {
  const { params, path, first, second } = await sharing(stage);
  await stage.need('PUT', path, { organizationIds: [first, second] });
  const { body, headers } = await stage.call(SHARED, { params, query }, 200);
  assert.deepEqual([body.organizations.length, headers.get('total-number')], [1, '2']);
};

/** Whether the grant that a token was given under is over once its session was ended with a query. */
const endsWith = async (stage: Stage, query: string): Promise<boolean> => {
  const { token, sessionId } = await ownAccount(stage);
  const end = 'DELETE /api/my-account/sessions/:sessionId';
  await stage.call(end, { token, params: { sessionId }, query }, 204);
  return (await userinfo(stage.app, token)).status === 401;
};

const PAGE = 'PUT /api/applications/:applicationId/sign-in-experience';
/** What a page of sign-in was told when the application with these settings asks. */
const pageOf = async (stage: Stage, fields: Fields) => {
  const client = await createClient(stage.app);
  const addresses = { termsOfUseUrl: null, privacyPolicyUrl: null };
  const params = { applicationId: client.id };
  await stage.call(PAGE, { params, body: { ...addresses, ...fields } }, 201);
  const browser = stage.app.browser();
  await browser.get(authorizeUrl(client));
  await choose(browser, 'SignIn');
  return bootOf(browser);
};
const looks = (fields: Fields, seen: Fields) => async (stage: Stage) => {
  const { branding } = (await pageOf(stage, fields)).settings;
  assert.deepEqual({ ...branding, ...seen }, branding);
};
const logo = 'https://cdn.example/shop.svg';
const terms = (field: 'termsOfUseUrl' | 'privacyPolicyUrl') => async (stage: Stage) => {
  const address = 'https://shop.example/words';
  assert.equal((await pageOf(stage, { [field]: address })).settings[field], address);
};

export const consentEffects: Effects = {
  [PAGE]: {
    'color.primaryColor': looks({ color: { primaryColor: '#b00020' } }, { primaryColor: '#b00020' }),
    'color.darkPrimaryColor': looks({ color: { darkPrimaryColor: '#fcc' } }, { darkPrimaryColor: '#fcc' }),
    'color.isDarkModeEnabled': looks({ color: { isDarkModeEnabled: false } }, { isDarkModeEnabled: false }),
    'branding.logoUrl': looks({ branding: { logoUrl: logo } }, { logoUrl: logo }),
    'branding.darkLogoUrl': looks({ branding: { darkLogoUrl: logo } }, { darkLogoUrl: logo }),
    'branding.favicon': looks({ branding: { favicon: logo } }, { favicon: logo }),
    'branding.darkFavicon': looks({ branding: { darkFavicon: logo } }, { darkFavicon: logo }),
    customCss: looks({ customCss: 'b{color:red}' }, { customCss: 'b{color:red}' }),
    displayName: async (stage) => {
      assert.equal((await pageOf(stage, { displayName: 'The shop' })).application?.name, 'The shop');
    },
    termsOfUseUrl: terms('termsOfUseUrl'),
    privacyPolicyUrl: terms('privacyPolicyUrl'),
  },
  'DELETE /api/my-account/sessions/:sessionId': {
    '?revokeGrantsTarget': async (stage) => {
      assert.deepEqual(
        [await endsWith(stage, ''), await endsWith(stage, 'revokeGrantsTarget=all')],
        [false, true],
      );
    },
  },
  'GET /api/my-account/grants': {
    '?appType': async (stage) => {
      const { token } = await ownAccount(stage);
      const shown = async (appType: string) =>
        (await stage.call('GET /api/my-account/grants', { token, query: `appType=${appType}` }, 200)).body
          .grants.length;
      assert.deepEqual([await shown('firstParty'), await shown('thirdParty')], [1, 0]);
    },
  },
  [SHARED]: together(['?page', '?page_size'], (stage) => pageOfShared(stage, 'page=2&page_size=1')),
  [SHARE]: {
    organizationIds: async (stage) => {
      const { params, first, second, shown } = await sharing(stage);
      await stage.call(SHARE, { params, body: { organizationIds: [second] } }, 201);
      assert.deepEqual(await shown(), [first, second].sort());
    },
  },
  [REPLACE]: {
    organizationIds: async (stage) => {
      const { params, second, shown } = await sharing(stage);
      await stage.call(REPLACE, { params, body: { organizationIds: [second] } }, 204);
      assert.deepEqual(await shown(), [second]);
    },
  },
  [ASK]: {
    userScopes: async (stage) => {
      assert.deepEqual((await allowed(stage, { userScopes: ['phone'] })).userScopes, ['phone']);
    },
    organizationScopes: async (stage) => {
      const { id } = await stage.make.organizationScope();
      assert.equal((await allowed(stage, { organizationScopes: [id] })).organizationScopes[0].id, id);
    },
    resourceScopes: ofResources('resourceScopes'),
    organizationResourceScopes: ofResources('organizationResourceScopes'),
  },
  [CONTROL]: {
    userIds: letsIn(async (_, userId) => ({ userIds: [userId] })),
    userRoleIds: letsIn(async (stage, userId) => {
      const { id } = await stage.make.role();
      await stage.need('POST', `/api/users/${userId}/roles`, { roleIds: [id] });
      return { userRoleIds: [id] };
    }),
    organizationIds: letsIn(async (stage, userId) => {
      const { id } = await stage.make.organization();
      await stage.need('POST', `/api/organizations/${id}/users`, { userIds: [userId] });
      return { organizationIds: [id] };
    }),
    ...together(
      ['organizationRoleRules[].organizationId', 'organizationRoleRules[].organizationRoleIds'],
      letsIn(async (stage, userId) => {
        const [{ id }, { id: role }] = [await stage.make.organization(), await stage.make.organizationRole()];
        await stage.need('POST', `/api/organizations/${id}/users`, { userIds: [userId] });
        await stage.need('POST', `/api/organizations/${id}/users/${userId}/roles`, {
          organizationRoleIds: [role],
        });
        return { organizationRoleRules: [{ organizationId: id, organizationRoleIds: [role] }] };
      }),
    ),
  },
  [LIFE]: {
    ttl: async (stage) => {
      await stage.call(LIFE, { body: { ttl: 60 } }, 200);
      const { userId, sessionId } = await stage.make.session();
      await stage.call(LIFE, { body: { ttl: 1_209_600 } }, 200);
      const { payload } = await stage.need('GET', `/api/users/${userId}/sessions/${sessionId}`);
      assert.equal(payload.exp - payload.iat, 60);
    },
  },
  'GET /api/users/:userId/grants': {
    '?appType': async (stage) => {
      const { userId } = await granted(stage, true);
      const shown = async (appType: string) =>
        (
          await stage.call(
            'GET /api/users/:userId/grants',
            { params: { userId }, query: `appType=${appType}` },
            200,
          )
        ).body.grants.length;
      assert.deepEqual([await shown('firstParty'), await shown('thirdParty')], [0, 1]);
    },
  },
};
