/** Fields of scripts, of the hosts they may reach, and of the larger claims of ID tokens. */
import assert from 'node:assert/strict';
import { addUser, beginSignIn, choose, identify, PASSWORD, provePassword, submit } from '../sign-in.ts';
import { type Effect, type Effects, type Fields, idTokenOf, machineClaims, together } from './effects.ts';
import type { Body, Operation } from './recorder.ts';
import type { Stage } from './stage.ts';

const GET_CLAIMS = 'GET /api/configs/jwt-customizer/:tokenTypePath';
const GET_ACTION = 'GET /api/configs/actions/:actionType';
const machine = { tokenTypePath: 'client-credentials' };
const last = { actionType: 'action.postSignIn' };

const claims = (result: string) => `const getCustomJwtClaims = ({ environmentVariables }) => (${result})`;
const action = (body: string) => `const postSignIn = ({ event, environmentVariables, api }) => { ${body} }`;

/** Removes a script when an effect is seen, so that the next one begins with none. */
const without =
  (path: string, effect: Effect): Effect =>
  async (stage) => {
    await effect(stage);
    await stage.need('DELETE', path);
  };

/** Claims that a machine gets for a new API. */
const tokenOf = async (stage: Stage): Promise<Body> => {
  const { id, secret } = await stage.make.application('MachineToMachine');
  const { indicator } = await stage.make.resource();
  return machineClaims(stage, { id, secret }, indicator);
};
const isRefused = async (stage: Stage): Promise<void> => {
  await assert.rejects(tokenOf(stage), /access_denied/);
};

const CLAIMS_PATH = '/api/configs/jwt-customizer/client-credentials';
const customizerEffects = (operation: Operation): Record<string, Effect> => {
  const send = async (stage: Stage, body: Fields) => {
    if (operation.startsWith('PATCH')) await stage.need('PUT', CLAIMS_PATH, { script: claims('{}') });
    await stage.call(operation, { params: machine, body }, operation.startsWith('PATCH') ? 200 : 201);
  };
  const sample = (field: string) =>
    without(CLAIMS_PATH, async (stage) => {
      await send(stage, { script: claims('{}'), [field]: { scope: 'read' } });
      assert.deepEqual((await stage.call(GET_CLAIMS, { params: machine }, 200)).body[field], {
        scope: 'read',
      });
    });
  return {
    script: without(CLAIMS_PATH, async (stage) => {
      await send(stage, { script: claims('{ rank: 7 }') });
      assert.equal((await tokenOf(stage)).rank, 7);
    }),
    environmentVariables: without(CLAIMS_PATH, async (stage) => {
      await send(stage, { script: claims('environmentVariables'), environmentVariables: { STAGE: 'test' } });
      assert.equal((await tokenOf(stage)).STAGE, 'test');
    }),
    blockIssuanceOnError: without(CLAIMS_PATH, async (stage) => {
      await send(stage, { script: claims('missing()'), blockIssuanceOnError: true });
      await isRefused(stage);
    }),
    contextSample: sample('contextSample'),
    tokenSample: sample('tokenSample'),
  };
};

const ACTION_PATH = '/api/configs/actions/action.postSignIn';
const signsIn = async (stage: Stage, status: number): Promise<Body> => {
  const user = await addUser(stage.app, { username: stage.unique('actor') });
  const browser = stage.app.browser();
  await beginSignIn(stage.app, browser);
  await choose(browser, 'SignIn');
  const proved = await provePassword(browser, String(user.username), PASSWORD);
  await identify(browser, proved.json.verificationId);
  const done = await submit(browser);
  assert.equal(done.status, status, JSON.stringify(done.json));
  return stage.need('GET', `/api/users/${user.id}`);
};
const actionEffects = (operation: Operation): Record<string, Effect> => {
  const send = async (stage: Stage, body: Fields) => {
    if (operation.startsWith('PATCH'))
      await stage.need('PUT', ACTION_PATH, { script: action('return null') });
    await stage.call(operation, { params: last, body }, operation.startsWith('PATCH') ? 200 : 201);
  };
  return {
    script: without(ACTION_PATH, async (stage) => {
      await send(stage, { script: action(`return { user: { name: 'Acted' } }`) });
      assert.equal((await signsIn(stage, 200)).name, 'Acted');
    }),
    environmentVariables: without(ACTION_PATH, async (stage) => {
      await send(stage, {
        script: action('return { user: { name: environmentVariables.NAME } }'),
        environmentVariables: { NAME: 'From outside' },
      });
      assert.equal((await signsIn(stage, 200)).name, 'From outside');
    }),
    enabled: without(ACTION_PATH, async (stage) => {
      await send(stage, { script: action(`api.denyAccess('no')`), enabled: false });
      await signsIn(stage, 200);
    }),
    onExecutionError: without(ACTION_PATH, async (stage) => {
      await send(stage, { script: action('missing()'), onExecutionError: 'block' });
      await signsIn(stage, 422);
    }),
    contextSample: without(ACTION_PATH, async (stage) => {
      await send(stage, { script: action('return null'), contextSample: { user: null } });
      assert.deepEqual((await stage.call(GET_ACTION, { params: last }, 200)).body.contextSample, {
        user: null,
      });
    }),
  };
};

const TRY_CLAIMS = 'POST /api/configs/jwt-customizer/test';
const TRY_ACTION = 'POST /api/configs/actions/test';

const tryClaims: Effect = async (stage) => {
  const script = `const getCustomJwtClaims = ({ token, context, environmentVariables }) =>
    ({ ...token, ...context, ...environmentVariables })`;
  const body = { script, token: { a: 1 }, context: { b: 2 }, environmentVariables: { C: '3' } };
  for (const tokenType of ['access-token', 'client-credentials']) {
    const tried = await stage.call(TRY_CLAIMS, { body: { ...body, tokenType } }, 200);
    assert.deepEqual(tried.body, { a: 1, b: 2, C: '3' });
  }
};

/** A stored script with the samples that are stored with it. */
const tryStored: Effect = async (stage) => {
  const script = `const getCustomJwtClaims = ({ token, context, environmentVariables }) =>
    ({ ...token, ...context, ...environmentVariables })`;
  const samples = { tokenSample: { a: 1 }, contextSample: { b: 2 } };
  const payload = { script, ...samples, environmentVariables: { C: '3' } };
  const tried = await stage.call(TRY_CLAIMS, { body: { tokenType: 'access-token', payload } }, 200);
  assert.deepEqual(tried.body, { a: 1, b: 2, C: '3' });
};

const tryAction: Effect = async (stage) => {
  for (const [actionType, name] of [
    ['action.postSignIn', 'postSignIn'],
    ['action.postFirstFactorVerification', 'postFirstFactorVerification'],
  ]) {
    const script = `const ${name} = ({ event, environmentVariables }) => ({ ...event, ...environmentVariables })`;
    const body = { script, actionType, event: { a: 1 }, environmentVariables: { B: '2' } };
    assert.deepEqual((await stage.call(TRY_ACTION, { body }, 200)).body, { a: 1, B: '2' });
  }
};

const allowedHosts: Effect = async (stage) => {
  const script = `const getCustomJwtClaims = async () => ({ status: (await fetch('${stage.app.origin}/healthz')).status })`;
  const { host } = new URL(stage.app.origin);
  const body = { script, tokenType: 'access-token', token: {}, context: {} };
  await stage.call(TRY_CLAIMS, { body }, 422);
  await stage.call('PATCH /api/configs/scripting', { body: { allowedHosts: [host] } }, 200);
  assert.equal((await stage.call(TRY_CLAIMS, { body }, 200)).body.status, 200);
  await stage.call('PATCH /api/configs/scripting', { body: { allowedHosts: [] } }, 200);
};

const enabledExtendedClaims: Effect = async (stage) => {
  const { id } = await stage.make.user();
  await stage.need('PATCH', `/api/users/${id}/custom-data`, { customData: { plan: 'gold' } });
  const claimsWith = async (claims: string[]) => {
    const body = { enabledExtendedClaims: claims };
    await stage.call('PUT /api/configs/id-token', { body }, 200);
    return idTokenOf(stage, id, 'roles custom_data identities urn:logto:scope:organizations');
  };
  const few = await claimsWith(['custom_data', 'identities', 'sso_identities', 'organization_data']);
  assert.deepEqual(few.custom_data, { plan: 'gold' });
  assert.deepEqual([few.identities, few.sso_identities, few.organization_data], [{}, [], []]);
  assert.deepEqual([few.roles, few.organizations], [undefined, undefined]);
  const usual = await claimsWith(['roles', 'organizations', 'organization_roles']);
  assert.deepEqual([usual.roles, usual.organizations, usual.custom_data], [[], [], undefined]);
};

export const scriptingEffects: Effects = {
  'PUT /api/configs/jwt-customizer/:tokenTypePath': customizerEffects(
    'PUT /api/configs/jwt-customizer/:tokenTypePath',
  ),
  'PATCH /api/configs/jwt-customizer/:tokenTypePath': customizerEffects(
    'PATCH /api/configs/jwt-customizer/:tokenTypePath',
  ),
  'PUT /api/configs/actions/:actionType': actionEffects('PUT /api/configs/actions/:actionType'),
  'PATCH /api/configs/actions/:actionType': actionEffects('PATCH /api/configs/actions/:actionType'),
  [TRY_CLAIMS]: {
    ...together(['tokenType', 'script', 'token', 'context', 'environmentVariables'], tryClaims),
    ...together(
      ['script', 'contextSample', 'tokenSample', 'environmentVariables'].map((name) => `payload.${name}`),
      tryStored,
    ),
  },
  [TRY_ACTION]: together(['script', 'actionType', 'event', 'environmentVariables'], tryAction),
  'PATCH /api/configs/scripting': { allowedHosts },
  'PUT /api/configs/id-token': { enabledExtendedClaims },
};
