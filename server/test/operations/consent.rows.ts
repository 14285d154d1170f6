/** What third-party applications may ask for, who may use an application, how long sessions live, grants. */
import { createClient, signedIn, signInTo } from '../spec/world.ts';
import type { Request } from './recorder.ts';
import type { Rows, Stage } from './stage.ts';

const NOBODY = { userIds: [], userRoleIds: [], organizationIds: [], organizationRoleRules: [] };
export const thirdParty = async (stage: Stage): Promise<string> =>
  (
    await stage.need('POST', '/api/applications', {
      name: stage.unique(),
      type: 'Traditional',
      isThirdParty: true,
    })
  ).id;
const application = async (stage: Stage) => ({
  params: { applicationId: (await stage.make.application()).id as string },
});

/** A user with one grant. */
export const granted = async (stage: Stage, isThirdParty = false) => {
  const { id: userId } = await stage.make.user();
  const client = await createClient(stage.app);
  await signInTo(stage.app, await signedIn(stage.app, userId), client);
  if (isThirdParty) {
    await stage.app.platform.db.queries
      .updateTable('applications')
      .set({ isThirdParty: true })
      .where('id', '=', client.id)
      .execute();
  }
  const { grants } = await stage.need('GET', `/api/users/${userId}/grants`);
  return { userId: userId as string, grantId: grants[0].id as string };
};

const SHARED = '/consent-organizations';
/** A user, a third-party application, and two organizations of the user: the first is shared. */
export const sharing = async (stage: Stage) => {
  const id = await thirdParty(stage);
  const { id: first, userId } = await stage.make.member();
  const { id: second } = await stage.make.organization();
  await stage.need('POST', `/api/organizations/${second}/users`, { userIds: [userId] });
  const params = { id, userId };
  const path = `/api/applications/${id}/users/${userId}${SHARED}`;
  await stage.need('POST', path, { organizationIds: [first] });
  const shown = async (): Promise<string[]> =>
    (await stage.need('GET', path)).organizations.map((one: { id: string }) => one.id).sort();
  return { params, path, first, second, shown };
};
const firstParty = async (stage: Stage, good: Request): Promise<Request> => ({
  params: { ...good.params, id: (await stage.make.application()).id },
});
const foreign = async (stage: Stage) => ({
  body: { organizationIds: [(await stage.make.organization()).id] },
});
const shareSecond = async (stage: Stage) => {
  const { params, second } = await sharing(stage);
  return { params, body: { organizationIds: [second] } };
};

const SESSIONS = 'openid urn:logto:scope:sessions';
/** A user's own token and session; `scope` is what the token covers. */
export const ownAccount = async (stage: Stage, scope = SESSIONS) => {
  const { id: userId } = await stage.make.user();
  const browser = await signedIn(stage.app, userId);
  const { access_token: token } = await signInTo(stage.app, browser, await createClient(stage.app), {
    scope,
  });
  const { sessions } = await stage.need('GET', `/api/users/${userId}/sessions`);
  return { token: token as string, browser, sessionId: sessions[0].payload.uid as string };
};
const withoutScope = async (stage: Stage) => ({ token: (await ownAccount(stage, 'openid')).token });

/** A body that changes something of the pages. */
const PAGES = { termsOfUseUrl: null, privacyPolicyUrl: '', displayName: 'The shop' };

export const consentRows: Rows = {
  'DELETE /api/applications/:id/legacy-secret': {
    good: async (stage) => ({ params: { id: (await stage.make.application()).id } }),
    again: 404,
  },
  'GET /api/applications/:applicationId/sign-in-experience': {
    good: async (stage) => {
      const { params } = await application(stage);
      await stage.need('PUT', `/api/applications/${params.applicationId}/sign-in-experience`, PAGES);
      return { params };
    },
  },
  'PUT /api/applications/:applicationId/sign-in-experience': {
    good: async (stage) => {
      const { params } = await application(stage);
      await stage.need('PUT', `/api/applications/${params.applicationId}/sign-in-experience`, PAGES);
      return { params, body: PAGES };
    },
    other: application,
  },
  'GET /api/my-account/sessions': {
    good: async (stage) => ({ token: (await ownAccount(stage)).token }),
    refused: { 403: withoutScope },
  },
  'DELETE /api/my-account/sessions/:sessionId': {
    good: async (stage) => {
      const { token, sessionId } = await ownAccount(stage);
      return { token, params: { sessionId } };
    },
    refused: { 403: withoutScope },
    again: 404,
  },
  'GET /api/my-account/grants': {
    good: async (stage) => ({ token: (await ownAccount(stage)).token }),
    refused: { 403: withoutScope },
  },
  'DELETE /api/my-account/grants/:grantId': {
    good: async (stage) => {
      const { token, browser } = await ownAccount(stage);
      const other = await createClient(stage.app);
      await signInTo(stage.app, browser, other);
      const { body } = await stage.call('GET /api/my-account/grants', { token }, 200);
      const of = (grant: { application: { id: string } }) => grant.application.id === other.id;
      return { token, params: { grantId: body.grants.find(of).id } };
    },
    refused: { 403: withoutScope },
    again: 404,
  },
  'GET /api/applications/:id/users/:userId/consent-organizations': {
    good: async (stage) => ({ params: (await sharing(stage)).params }),
    refused: { 422: firstParty },
  },
  'POST /api/applications/:id/users/:userId/consent-organizations': {
    good: shareSecond,
    refused: { 422: foreign },
  },
  'PUT /api/applications/:id/users/:userId/consent-organizations': {
    good: shareSecond,
    refused: { 422: foreign },
  },
  'DELETE /api/applications/:id/users/:userId/consent-organizations/:organizationId': {
    good: async (stage) => {
      const { params, first } = await sharing(stage);
      return { params: { ...params, organizationId: first } };
    },
    refused: { 422: firstParty },
    again: 404,
  },
  'GET /api/applications/:applicationId/user-consent-scopes': { good: application },
  'POST /api/applications/:applicationId/user-consent-scopes': {
    good: async (stage) => ({
      params: { applicationId: await thirdParty(stage) },
      body: { userScopes: ['profile'] },
    }),
    refused: { 422: () => ({ body: { resourceScopes: ['nothing'] } }) },
  },
  'DELETE /api/applications/:applicationId/user-consent-scopes/:scopeType/:scopeId': {
    good: async (stage) => {
      const applicationId = await thirdParty(stage);
      await stage.need('POST', `/api/applications/${applicationId}/user-consent-scopes`, {
        userScopes: ['email'],
      });
      return { params: { applicationId, scopeType: 'user-scopes', scopeId: 'email' } };
    },
    refused: {
      404: (_, good) => ({ params: { ...good.params, scopeId: 'phone' } }),
    },
  },
  'GET /api/applications/:applicationId/access-control': { good: application },
  'PUT /api/applications/:applicationId/access-control': {
    good: async (stage) => ({ ...(await application(stage)), body: NOBODY }),
    refused: { 422: () => ({ body: { ...NOBODY, userIds: ['nobody'] } }) },
  },
  'GET /api/configs/oidc/session': { good: () => ({}) },
  'PATCH /api/configs/oidc/session': { good: () => ({ body: { ttl: 1_209_600 } }) },
  'GET /api/users/:userId/grants': {
    good: async (stage) => ({ params: { userId: (await granted(stage)).userId } }),
  },
  'DELETE /api/users/:userId/grants/:grantId': {
    good: async (stage) => ({ params: await granted(stage) }),
    again: 404,
  },
};
