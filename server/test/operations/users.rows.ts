/** Users, their sessions and their outside identities, for administrators. */
import { PASSWORD } from '../sign-in.ts';
import type { Rows, Stage } from './stage.ts';

const user = async (stage: Stage) => ({ params: { userId: (await stage.make.user()).id as string } });
const withPassword = async (stage: Stage) => ({
  params: { userId: (await stage.addUser({ username: stage.unique('user') })).id },
});
/** The only administrator of the installation. */
const lastAdministrator = async (stage: Stage) => ({
  tenantId: 'admin',
  params: { userId: (await stage.need('GET', '/api/users', undefined, 'admin'))[0].id as string },
});
const session = async (stage: Stage) => ({ params: await stage.make.session() });
const identity = async (stage: Stage) => {
  const connector = await stage.make.connector();
  const { userId } = await stage.account(connector);
  return { params: { userId, ssoConnectorId: connector.id as string }, query: 'includeTokenSecret=true' };
};

export const usersRows: Rows = {
  'GET /api/users': { good: () => ({ query: 'search=u' }) },
  'POST /api/users': {
    good: () => ({ body: { username: 'hanako', password: PASSWORD, name: 'Hanako' } }),
    again: 422,
  },
  'GET /api/users/:userId': { good: user },
  'PATCH /api/users/:userId': {
    good: async (stage) => ({ ...(await user(stage)), body: { name: 'Taro' } }),
    refused: { 422: async (stage) => ({ body: { username: (await stage.make.user()).username } }) },
  },
  'DELETE /api/users/:userId': { good: user, refused: { 422: lastAdministrator } },
  'PATCH /api/users/:userId/password': {
    good: async (stage) => ({ ...(await user(stage)), body: { password: PASSWORD } }),
    refused: { 422: () => ({ body: { password: 'short' } }) },
  },
  'POST /api/users/:userId/password/verify': {
    good: async (stage) => ({ ...(await withPassword(stage)), body: { password: PASSWORD } }),
    refused: { 422: () => ({ body: { password: 'not the password of anybody' } }) },
  },
  'GET /api/users/:userId/has-password': { good: user },
  'PATCH /api/users/:userId/is-suspended': {
    good: async (stage) => ({ ...(await user(stage)), body: { isSuspended: true } }),
    refused: { 422: lastAdministrator },
  },
  'GET /api/users/:userId/custom-data': { good: user },
  'PATCH /api/users/:userId/custom-data': {
    good: async (stage) => ({ ...(await user(stage)), body: { customData: { shelf: 3 } } }),
  },
  'PATCH /api/users/:userId/profile': {
    good: async (stage) => ({ ...(await user(stage)), body: { profile: { nickname: 'Tai' } } }),
  },
  'GET /api/users/:userId/sessions': { good: user },
  'GET /api/users/:userId/sessions/:sessionId': { good: session },
  'DELETE /api/users/:userId/sessions/:sessionId': {
    good: async (stage) => ({ ...(await session(stage)), query: 'revokeGrantsTarget=all' }),
  },
  'GET /api/users/:userId/sso-identities/:ssoConnectorId': { good: identity },
  'GET /api/users/:userId/all-identities': {
    good: async (stage) => {
      const { params, query } = await identity(stage);
      return { params: { userId: params.userId }, query };
    },
  },
};
