/** Scripts for claims and actions, the hosts they may reach, and the larger claims of ID tokens. */
import type { Rows, Stage } from './stage.ts';

const CLAIMS = 'const getCustomJwtClaims = () => ({ rank: 1 })';
const ACTION = 'const postSignIn = () => null';
const TELLING = 'const postSignIn = () => ({ rank: 1 })';
const machine = { tokenTypePath: 'client-credentials' };
const none = { tokenTypePath: 'access-token' };
const last = { actionType: 'action.postSignIn' };
const absent = { actionType: 'action.postFirstFactorVerification' };

const withClaims = async (stage: Stage) => {
  await stage.need('PUT', '/api/configs/jwt-customizer/client-credentials', { script: CLAIMS });
  return { params: machine };
};
const withAction = async (stage: Stage) => {
  await stage.need('PUT', '/api/configs/actions/action.postSignIn', { script: ACTION });
  return { params: last };
};
const noScript = { script: 'const other = 1' };
const trial = { tokenType: 'client-credentials', script: CLAIMS, token: {}, context: {} };

export const scriptingRows: Rows = {
  'GET /api/configs/jwt-customizer': { good: () => ({}) },
  'POST /api/configs/jwt-customizer/test': {
    good: () => ({ body: trial }),
    refused: { 422: () => ({ body: { ...trial, ...noScript } }) },
  },
  'PUT /api/configs/jwt-customizer/:tokenTypePath': {
    good: async (stage) => ({ ...(await withClaims(stage)), body: { script: CLAIMS } }),
    other: async (stage) => {
      await stage.need('DELETE', '/api/configs/jwt-customizer/client-credentials');
      return {};
    },
    refused: { 422: () => ({ body: noScript }) },
  },
  'GET /api/configs/jwt-customizer/:tokenTypePath': {
    good: withClaims,
    refused: { 404: () => ({ params: none }) },
  },
  'PATCH /api/configs/jwt-customizer/:tokenTypePath': {
    good: async (stage) => ({ ...(await withClaims(stage)), body: { blockIssuanceOnError: true } }),
    refused: { 404: () => ({ params: none }), 422: () => ({ body: noScript }) },
  },
  'DELETE /api/configs/jwt-customizer/:tokenTypePath': {
    good: withClaims,
    refused: { 404: () => ({ params: none }) },
    again: 404,
  },
  'GET /api/configs/actions': { good: () => ({}) },
  'POST /api/configs/actions/test': {
    good: () => ({ body: { script: TELLING, actionType: last.actionType, event: {} } }),
    other: () => ({ body: { script: ACTION, actionType: last.actionType, event: {} } }),
    refused: { 422: () => ({ body: { ...noScript, actionType: last.actionType, event: {} } }) },
  },
  'PUT /api/configs/actions/:actionType': {
    good: async (stage) => ({ ...(await withAction(stage)), body: { script: ACTION } }),
    other: async (stage) => {
      await stage.need('DELETE', '/api/configs/actions/action.postSignIn');
      return {};
    },
    refused: { 422: () => ({ body: noScript }) },
  },
  'GET /api/configs/actions/:actionType': {
    good: withAction,
    refused: { 404: () => ({ params: absent }) },
  },
  'PATCH /api/configs/actions/:actionType': {
    good: async (stage) => ({ ...(await withAction(stage)), body: { enabled: false } }),
    refused: { 404: () => ({ params: absent }), 422: () => ({ body: noScript }) },
  },
  'DELETE /api/configs/actions/:actionType': {
    good: withAction,
    refused: { 404: () => ({ params: absent }) },
    again: 404,
  },
  'GET /api/configs/scripting': { good: () => ({}) },
  'PATCH /api/configs/scripting': { good: () => ({ body: { allowedHosts: [] } }) },
  'GET /api/configs/id-token': { good: () => ({}) },
  'PUT /api/configs/id-token': {
    good: () => ({
      body: { enabledExtendedClaims: ['roles', 'organizations', 'organization_roles'] },
    }),
  },
};
