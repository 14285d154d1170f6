/** What users prove themselves with beside passwords, tokens for them, and how many there are. */
import type { Rows, Stage } from './stage.ts';

const user = async (stage: Stage) => ({ params: { userId: (await stage.make.user()).id as string } });
const withPassword = async (stage: Stage) => ({
  params: { userId: (await stage.addUser({ username: stage.unique('user') })).id },
});

const identity = async (stage: Stage, target = 'github') => {
  const { params } = await user(stage);
  const userId = stage.unique('subject');
  await stage.need('PUT', `/api/users/${params.userId}/identities/${target}`, { userId });
  return { params: { ...params, target }, subject: userId };
};
/** A user, and what a social provider sent back about somebody there. */
export const comeBack = async (stage: Stage, sub = stage.unique('person')) => {
  const { params } = await user(stage);
  const connector = await stage.need('POST', '/api/connectors', {
    connectorId: 'oidc',
    config: {
      issuer: stage.idp.issuer,
      clientId: stage.idp.clientId,
      clientSecret: stage.idp.clientSecret,
    },
    metadata: { target: stage.unique('target').replaceAll('_', '-') },
  });
  return { params, ...(await answerOf(stage, connector.id, sub)) };
};
const answerOf = async (stage: Stage, connectorId: string, sub: string) => {
  const token = await stage.app.managementToken();
  stage.idp.person = { sub, email: `${sub}@mail.example`, email_verified: true, name: 'Taro' };
  const { redirectTo } = await stage.need('POST', `/api/connectors/${connectorId}/authorization-uri`, {
    state: stage.unique('state'),
    redirectUri: 'https://app.example/callback',
  });
  const back = await stage.idp.authorize(redirectTo);
  return { token, body: { connectorId, connectorData: Object.fromEntries(back.searchParams) } };
};
const factor = async (stage: Stage) => {
  const { params } = await user(stage);
  const path = `/api/users/${params.userId}/mfa-verifications`;
  await stage.need('POST', path, { type: 'BackupCode' });
  const [{ id: verificationId }] = await stage.need('GET', path);
  return { params: { ...params, verificationId: verificationId as string } };
};
const token = async (stage: Stage) => {
  const { params } = await user(stage);
  for (const name of ['Deployment', 'Other']) {
    await stage.need('POST', `/api/users/${params.userId}/personal-access-tokens`, { name });
  }
  return { params, name: 'Deployment' };
};
const unknownToken = () => ({ body: { name: 'nothing' } });
const oneTimeToken = async (stage: Stage) => {
  const email = `${stage.unique('someone')}@mail.example`;
  return stage.need('POST', '/api/one-time-tokens', { email });
};

export const usersMoreRows: Rows = {
  'GET /api/users/:userId/logto-configs': { good: user },
  'PATCH /api/users/:userId/logto-configs': {
    good: async (stage) => ({ ...(await user(stage)), body: { mfa: { skipped: true } } }),
  },
  'PATCH /api/users/:userId/password/expiration': {
    good: async (stage) => ({ ...(await withPassword(stage)), body: { isExpired: true } }),
    refused: { 422: user },
  },
  'GET /api/users/:userId/identities/:target': { good: identity },
  'PUT /api/users/:userId/identities/:target': {
    good: async (stage) => ({
      params: (await identity(stage)).params,
      body: { userId: stage.unique('subject') },
    }),
    other: async (stage) => ({
      params: { ...(await user(stage)).params, target: 'github' },
      body: { userId: stage.unique('subject') },
    }),
    refused: {
      404: () => ({ params: { userId: 'nothing', target: 'github' } }),
      422: async (stage) => ({ body: { userId: (await identity(stage)).subject } }),
    },
  },
  'POST /api/users/:userId/identities': {
    good: comeBack,
    refused: {
      404: () => ({ params: { userId: 'nothing' } }),
      422: async (stage) => {
        const sub = stage.unique('person');
        const { params, body, token } = await comeBack(stage, sub);
        await stage.call('POST /api/users/:userId/identities', { params, body, token }, 200);
        return answerOf(stage, body.connectorId, sub);
      },
      502: async (stage) => {
        const request = await comeBack(stage);
        stage.idp.bend = { status: { token: 500 } };
        return request;
      },
    },
    again: 400,
  },
  'DELETE /api/users/:userId/identities/:target': { good: identity, again: 404 },
  'GET /api/users/:userId/mfa-verifications': { good: user },
  'POST /api/users/:userId/mfa-verifications': {
    good: async (stage) => ({ ...(await user(stage)), body: { type: 'Totp' } }),
    refused: { 422: () => ({ body: { type: 'Totp', secret: 'not base32' } }) },
    again: 422,
  },
  'DELETE /api/users/:userId/mfa-verifications/:verificationId': { good: factor, again: 404 },
  'GET /api/users/:userId/personal-access-tokens': { good: user },
  'POST /api/users/:userId/personal-access-tokens': {
    good: async (stage) => ({ ...(await user(stage)), body: { name: 'Deployment' } }),
    again: 422,
  },
  'PATCH /api/users/:userId/personal-access-tokens': {
    good: async (stage) => {
      const { params, name } = await token(stage);
      return { params, body: { currentName: name, name: 'Renamed' } };
    },
    refused: { 422: () => ({ body: { currentName: 'Deployment', name: 'Other' } }) },
    again: 404,
  },
  'PATCH /api/users/:userId/personal-access-tokens/:name': {
    good: async (stage) => {
      const { params, name } = await token(stage);
      return { params: { ...params, name }, body: { name: 'Renamed' } };
    },
    refused: { 422: () => ({ body: { name: 'Other' } }) },
  },
  'POST /api/users/:userId/personal-access-tokens/delete': {
    good: async (stage) => {
      const { params, name } = await token(stage);
      return { params, body: { name } };
    },
    refused: { 404: unknownToken },
  },
  'DELETE /api/users/:userId/personal-access-tokens/:name': {
    good: async (stage) => {
      const { params, name } = await token(stage);
      return { params: { ...params, name } };
    },
  },
  'GET /api/one-time-tokens': { good: () => ({ query: 'status=active' }) },
  'POST /api/one-time-tokens': {
    good: () => ({ body: { email: 'invited@mail.example' } }),
    refused: {
      422: () => ({ body: { email: 'a@mail.example', context: { jitOrganizationIds: ['nothing'] } } }),
    },
  },
  'POST /api/one-time-tokens/verify': {
    good: async (stage) => {
      const { token: value, email } = await oneTimeToken(stage);
      return { body: { token: value, email } };
    },
    refused: { 404: () => ({ body: { token: 'nothing', email: 'a@mail.example' } }) },
    again: 400,
  },
  'GET /api/one-time-tokens/:id': {
    good: async (stage) => ({ params: { id: (await oneTimeToken(stage)).id } }),
  },
  'DELETE /api/one-time-tokens/:id': {
    good: async (stage) => ({ params: { id: (await oneTimeToken(stage)).id } }),
    again: 404,
  },
  'PUT /api/one-time-tokens/:id/status': {
    good: async (stage) => ({
      params: { id: (await oneTimeToken(stage)).id },
      body: { status: 'revoked' },
    }),
    again: 400,
  },
  'POST /api/sentinel-activities/delete': {
    good: () => ({ body: { targetType: 'User', targets: ['somebody'] } }),
    refused: { 400: () => ({ body: { targetType: 'App', targets: ['some-app'] } }) },
  },
  'DELETE /api/secrets/:id': {
    good: async (stage) => {
      const { userId } = await stage.account(await stage.make.connector());
      const { ssoIdentities } = await stage.need(
        'GET',
        `/api/users/${userId}/all-identities?includeTokenSecret=true`,
      );
      return { params: { id: ssoIdentities[0].tokenSecret.id as string } };
    },
    again: 404,
  },
  'GET /api/dashboard/users/total': { good: () => ({}) },
  'GET /api/dashboard/users/new': { good: () => ({}) },
  'GET /api/dashboard/users/active': { good: () => ({ query: 'date=2026-01-31' }) },
};
