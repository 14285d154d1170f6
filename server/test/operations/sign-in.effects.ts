/** Fields of the Experience API. */
import assert from 'node:assert/strict';
import type { Browser } from '../browser.ts';
import { identify, PASSWORD, provePassword, submit } from '../sign-in.ts';
import { type Effects, type Fields, together } from './effects.ts';
import type { Stage } from './stage.ts';

const CODE = 'POST /api/experience/verification/verification-code';
const CHECK = 'POST /api/experience/verification/verification-code/verify';
const VERIFY_PASSWORD = 'POST /api/experience/verification/password';
const PROPOSE = 'POST /api/experience/verification/new-password-identity';
const PROFILE = 'POST /api/experience/profile';
const IDENTIFY = 'POST /api/experience/identification';

const progress = async (browser: Browser) => (await browser.get('/api/experience/interaction')).json;

const interactionEvent =
  (operation: 'PUT /api/experience' | 'PUT /api/experience/interaction-event') => async (stage: Stage) => {
    const browser = await stage.begun('SignIn');
    for (const event of ['Register', 'SignIn']) {
      await stage.call(operation, { browser, body: { interactionEvent: event } }, 204);
      assert.equal((await progress(browser)).interactionEvent, event);
    }
  };

/** A password is proved by its owner's username or address, and by nothing else. */
const credentials = async (stage: Stage): Promise<void> => {
  const username = stage.unique('user');
  const primaryEmail = `${username}@mail.example`;
  await stage.addUser({ username, primaryEmail });
  const browser = await stage.begun('SignIn');
  const prove = (type: string, value: string, password: string, status: number) =>
    stage.call(VERIFY_PASSWORD, { browser, body: { identifier: { type, value }, password } }, status);
  await prove('username', username, PASSWORD, 200);
  await prove('email', primaryEmail, PASSWORD, 200);
  await prove('email', username, PASSWORD, 422);
  await prove('username', `${username}2`, PASSWORD, 422);
  await prove('username', username, `${PASSWORD}!`, 422);
};

const proposed = async (stage: Stage): Promise<void> => {
  const username = stage.unique('user');
  const browser = await stage.begun('Register');
  const propose = (type: string, password: string, status: number) =>
    stage.call(PROPOSE, { browser, body: { identifier: { type, value: username }, password } }, status);
  await propose('username', 'short', 422);
  await propose('email', PASSWORD, 422);
  const { body } = await propose('username', PASSWORD, 200);
  assert.equal((await identify(browser, body.verificationId)).status, 204);
  assert.equal((await progress(browser)).profile.username, username);
};

const sendCode = async (stage: Stage, browser: Browser, address: string): Promise<string> => {
  const request = { interactionEvent: 'Register', identifier: { type: 'email', value: address } };
  return (await stage.call(CODE, { browser, body: request }, 200)).body.verificationId;
};

const codes = async (stage: Stage): Promise<void> => {
  const address = `${stage.unique('new')}@mail.example`;
  const browser = await stage.begun('Register');
  await sendCode(stage, browser, address);
  assert.match(await stage.codeFor(address), /^\d{6}$/);
  const identifier = { type: 'email', value: address };
  await stage.call(CODE, { browser, body: { interactionEvent: 'SignIn', identifier } }, 422);
  const wrong = { interactionEvent: 'Register', identifier: { ...identifier, type: 'username' } };
  await stage.call(CODE, { browser, body: wrong }, 400);
};

const codeChecks = async (stage: Stage): Promise<void> => {
  const address = `${stage.unique('new')}@mail.example`;
  const browser = await stage.begun('Register');
  const verificationId = await sendCode(stage, browser, address);
  const code = await stage.codeFor(address);
  const right = { verificationId, identifier: { type: 'email', value: address }, code };
  const check = (change: Fields, status: number) =>
    stage.call(CHECK, { browser, body: { ...right, ...change } }, status);
  await check({ verificationId: 'nothing' }, 404);
  await check({ identifier: { type: 'email', value: 'other@mail.example' } }, 400);
  await check({ identifier: { type: 'username', value: address } }, 400);
  await check({ code: code === '000000' ? '111111' : '000000' }, 400);
  await check({}, 200);
};

const addressProved = async (stage: Stage, browser: Browser, address: string): Promise<string> => {
  const verificationId = await sendCode(stage, browser, address);
  const body = {
    verificationId,
    identifier: { type: 'email', value: address },
    code: await stage.codeFor(address),
  };
  await stage.call(CHECK, { browser, body }, 200);
  return verificationId;
};

/** A registration put together part by part, which then signs in with all of them. */
const profile = async (stage: Stage): Promise<void> => {
  const username = stage.unique('user');
  const address = `${username}@mail.example`;
  const browser = await stage.begun('Register');
  const add = (body: Fields, status: number) => stage.call(PROFILE, { browser, body }, status);
  await add({ type: 'username', value: 'not a username' }, 422);
  await add({ type: 'username', value: username }, 204);
  await add({ type: 'password', value: 'short' }, 422);
  await add({ type: 'password', value: PASSWORD }, 204);
  await add({ type: 'email', verificationId: 'nothing' }, 404);
  await add({ type: 'email', verificationId: await addressProved(stage, browser, address) }, 204);
  const { profile: told } = await progress(browser);
  assert.deepEqual(told, { username, primaryEmail: address });
  assert.equal((await submit(browser)).status, 200);
  assert.equal((await provePassword(await stage.begun('SignIn'), address, PASSWORD)).status, 200);
};

const identification = async (stage: Stage): Promise<void> => {
  const { id, username } = await stage.addUser({ username: stage.unique('user') });
  const browser = await stage.begun('SignIn');
  const { verificationId } = (await provePassword(browser, String(username), PASSWORD)).json;
  await stage.call(IDENTIFY, { browser, body: { verificationId: 'nothing' } }, 404);
  await stage.call(IDENTIFY, { browser, body: { verificationId } }, 204);
  assert.equal((await progress(browser)).userId, id);
};

export const signInEffects: Effects = {
  'PUT /api/experience': { interactionEvent: interactionEvent('PUT /api/experience') },
  'PUT /api/experience/interaction-event': {
    interactionEvent: interactionEvent('PUT /api/experience/interaction-event'),
  },
  [VERIFY_PASSWORD]: together(['identifier.type', 'identifier.value', 'password'], credentials),
  [PROPOSE]: together(['identifier.type', 'identifier.value', 'password'], proposed),
  [CODE]: together(['interactionEvent', 'identifier.type', 'identifier.value'], codes),
  [CHECK]: together(['verificationId', 'identifier.type', 'identifier.value', 'code'], codeChecks),
  [IDENTIFY]: { verificationId: identification },
  [PROFILE]: together(['type', 'value', 'verificationId'], profile),
};
