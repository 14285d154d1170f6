/** Subject tokens, clients that register themselves, clients known by a metadata document. */
import type { Rows, Stage } from './stage.ts';

const ROOT = '/api/configs/dynamic-client-registration';
const unknownScopes = { organizationScopes: ['nothing'] };

const initialToken = async (stage: Stage) => {
  const { id } = await stage.need('POST', `${ROOT}/initial-access-tokens`, { name: stage.unique() });
  return { params: { id: id as string } };
};

const allowed = async (stage: Stage) => {
  await stage.need('POST', '/api/cimd/user-consent-scopes', { userScopes: ['email'] });
  return { params: { scopeType: 'user-scopes', scopeId: 'email' } };
};

export const grantsRows: Rows = {
  'POST /api/subject-tokens': {
    good: async (stage) => ({ body: { userId: (await stage.make.user()).id, context: { ticket: 7 } } }),
    refused: { 404: () => ({ body: { userId: 'nothing' } }) },
  },
  'GET /api/configs/cimd': { good: () => ({}) },
  'PATCH /api/configs/cimd': { good: () => ({ body: { enabled: false } }) },
  'GET /api/cimd/user-consent-scopes': { good: () => ({}) },
  'POST /api/cimd/user-consent-scopes': {
    good: () => ({ body: { userScopes: ['profile'] } }),
    refused: { 422: () => ({ body: unknownScopes }) },
  },
  'DELETE /api/cimd/user-consent-scopes/:scopeType/:scopeId': {
    good: allowed,
    refused: { 404: (_, good) => ({ params: { ...good.params, scopeId: 'nothing' } }) },
    again: 404,
  },
  'GET /api/configs/dynamic-client-registration': { good: () => ({}) },
  'PATCH /api/configs/dynamic-client-registration': {
    good: () => ({ body: { enabled: true } }),
    refused: { 422: () => ({ body: { allowedScopes: unknownScopes } }) },
  },
  'POST /api/configs/dynamic-client-registration/initial-access-tokens': {
    good: () => ({ body: { name: 'For assistants' } }),
    refused: { 422: () => ({ body: { name: 'Late', expiresAt: 1 } }) },
  },
  'DELETE /api/configs/dynamic-client-registration/initial-access-tokens/:id': {
    good: initialToken,
    again: 404,
  },
};
