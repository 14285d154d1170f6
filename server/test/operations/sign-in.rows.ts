/** The Experience API: what a sign-in page says. */
import assert from 'node:assert/strict';
import type { Browser } from '../browser.ts';
import { beginSignIn, identify, PASSWORD, provePassword } from '../sign-in.ts';
import type { Request } from './recorder.ts';
import type { Rows, Stage } from './stage.ts';

const overtaken = (): Request => ({ overtaken: true });
const signIn = async (stage: Stage) => ({ browser: await stage.begun('SignIn') });
const register = async (stage: Stage) => ({ browser: await stage.begun('Register') });

/** A browser in which somebody's password has been proved. */
const proved = async (stage: Stage) => {
  const { id: userId, username } = await stage.addUser({ username: stage.unique('user') });
  const browser = await stage.begun('SignIn');
  const answer = await provePassword(browser, String(username), PASSWORD);
  assert.equal(answer.status, 200, answer.text);
  return { browser, userId, verificationId: answer.json.verificationId as string };
};
const suspend = (stage: Stage, userId: string) =>
  stage.need('PATCH', `/api/users/${userId}/is-suspended`, { isSuspended: true });

const identified = async (stage: Stage) => {
  const { browser, userId, verificationId } = await proved(stage);
  assert.equal((await identify(browser, verificationId)).status, 204);
  return { browser, userId };
};

/** A registration in which an address has been sent a code, and perhaps has proved it. */
const codeSent = async (stage: Stage, address = `${stage.unique('new')}@mail.example`) => {
  const browser = await stage.begun('Register');
  const identifier = { type: 'email', value: address };
  const path = '/api/experience/verification/verification-code';
  const answer = await browser.post(path, { interactionEvent: 'Register', identifier });
  assert.equal(answer.status, 200, answer.text);
  const { verificationId } = answer.json as { verificationId: string };
  return { browser, body: { verificationId, identifier, code: await stage.codeFor(address) } };
};
const addressProved = async (stage: Stage, address?: string) => {
  const { browser, body } = await codeSent(stage, address);
  assert.equal(
    (await browser.post('/api/experience/verification/verification-code/verify', body)).status,
    200,
  );
  return { browser, verificationId: body.verificationId };
};

/** A sign-in on a tenant with terms, and one on a tenant that has none. */
const withTerms = async (stage: Stage): Promise<Request> => {
  await stage.need('PATCH', '/api/sign-in-exp', { termsOfUseUrl: 'https://acme.example/terms' });
  return { browser: await stage.begun('SignIn') };
};
const withoutTerms = async ({ app }: Stage): Promise<Request> => {
  const browser = app.browser('admin');
  await beginSignIn(app, browser, { tenantId: 'admin' });
  return { browser, tenantId: 'admin' };
};

const wrongCode = (code: string) => (code === '000000' ? '111111' : '000000');

const beginningRows: Rows = {
  'PUT /api/experience': {
    good: async (stage) => ({ browser: await stage.begun(), body: { interactionEvent: 'SignIn' } }),
    refused: { 409: overtaken },
  },
  'PUT /api/experience/interaction-event': {
    good: async (stage) => ({ ...(await signIn(stage)), body: { interactionEvent: 'Register' } }),
    refused: { 409: overtaken },
  },
  'GET /api/experience/interaction': { good: signIn },
};

const factorRows: Rows = {
  'POST /api/experience/verification/password': {
    good: async (stage) => {
      const { username } = await stage.addUser({ username: stage.unique('user') });
      const identifier = { type: 'username', value: username };
      return { ...(await signIn(stage)), body: { identifier, password: PASSWORD } };
    },
    refused: {
      401: async (stage) => {
        const { id, username } = await stage.addUser({ username: stage.unique('user') });
        await suspend(stage, id);
        return { body: { identifier: { type: 'username', value: username }, password: PASSWORD } };
      },
      409: overtaken,
      422: (_, good) => ({ body: { ...(good.body as object), password: 'not the password of anybody' } }),
    },
  },
  'POST /api/experience/verification/new-password-identity': {
    good: async (stage) => ({
      ...(await register(stage)),
      body: { identifier: { type: 'username', value: stage.unique('user') }, password: PASSWORD },
    }),
    refused: {
      409: overtaken,
      422: (_, good) => ({ body: { ...(good.body as object), password: 'short' } }),
    },
  },
  'POST /api/experience/verification/verification-code': {
    good: async (stage) => ({
      ...(await register(stage)),
      body: { interactionEvent: 'Register', identifier: { type: 'email', value: 'new@mail.example' } },
    }),
    refused: {
      409: overtaken,
      422: async (stage) => {
        const [domain] = (await stage.make.connector()).domains;
        const identifier = { type: 'email', value: `new@${domain}` };
        return { body: { interactionEvent: 'Register', identifier } };
      },
      429: async (stage, { body }) => {
        const request = { ...(body as object), identifier: { type: 'email', value: 'often@mail.example' } };
        const browser: Browser = await stage.begun('Register');
        for (let sent = 0; sent < 5; sent += 1) {
          await browser.post('/api/experience/verification/verification-code', request);
        }
        return { browser, body: request };
      },
    },
  },
  'POST /api/experience/verification/verification-code/verify': {
    good: codeSent,
    refused: {
      404: (_, good) => ({ body: { ...(good.body as object), verificationId: 'nothing' } }),
      409: overtaken,
      429: async (stage) => {
        const { browser, body } = await codeSent(stage);
        const wrong = { ...body, code: wrongCode(body.code) };
        for (let guesses = 0; guesses < 10; guesses += 1) {
          await browser.post('/api/experience/verification/verification-code/verify', wrong);
        }
        return { browser, body };
      },
    },
  },
};

const endRows: Rows = {
  'POST /api/experience/identification': {
    good: async (stage) => {
      const { browser, verificationId } = await proved(stage);
      return { browser, body: { verificationId } };
    },
    refused: {
      401: async (stage) => {
        const { browser, userId, verificationId } = await proved(stage);
        await suspend(stage, userId);
        return { browser, body: { verificationId } };
      },
      404: () => ({ body: { verificationId: 'nothing' } }),
      409: overtaken,
      422: async (stage) => {
        const address = `${stage.unique('known')}@mail.example`;
        await stage.addUser({ primaryEmail: address });
        const { browser, verificationId } = await addressProved(stage, address);
        return { browser, body: { verificationId } };
      },
    },
  },
  'POST /api/experience/profile': {
    good: async (stage) => {
      const { browser, verificationId } = await addressProved(stage);
      return { browser, body: { type: 'email', verificationId } };
    },
    refused: {
      404: () => ({ body: { type: 'email', verificationId: 'nothing' } }),
      409: overtaken,
      422: async (stage) => ({ body: { type: 'username', value: (await stage.make.user()).username } }),
    },
  },
  'POST /api/experience/terms-agreement': {
    good: withTerms,
    refused: { 409: overtaken, 422: withoutTerms },
  },
  'POST /api/experience/submit': {
    good: async (stage) => ({ browser: (await identified(stage)).browser }),
    refused: {
      401: async (stage) => {
        const { browser, userId } = await identified(stage);
        await suspend(stage, userId);
        return { browser };
      },
      404: signIn,
      409: overtaken,
      422: register,
    },
  },
};

const redirectUri = (stage: Stage, id: string) => `${stage.app.origin}/callback/${id}`;
const departure = async (stage: Stage, over: Record<string, unknown> = {}) => {
  const { id } = await stage.make.connector(over);
  const body = { state: 'state-of-this-browser', redirectUri: redirectUri(stage, id) };
  return { ...(await signIn(stage)), params: { connectorId: id as string }, body };
};
const arrival = async (stage: Stage) => {
  const connector = await stage.make.connector();
  return { ...(await stage.departed(connector)), params: { connectorId: connector.id as string } };
};

const connectRows: Rows = {
  'GET /api/experience/sso-connectors': {
    good: async (stage) => ({ ...(await signIn(stage)), query: 'email=taro%40acme.test' }),
  },
  'POST /api/experience/verification/sso/:connectorId/authorization-uri': {
    good: departure,
    refused: {
      404: (stage, good) => ({
        params: { connectorId: 'nothing' },
        body: { ...(good.body as object), redirectUri: redirectUri(stage, 'nothing') },
      }),
      409: overtaken,
      // A draft: without a domain nobody can go through it.
      422: (stage) => departure(stage, { domains: [] }),
      502: async (stage) => {
        const request = await departure(stage);
        stage.idp.bend = { status: { discovery: 500 } };
        return request;
      },
    },
  },
  'POST /api/experience/verification/sso/:connectorId/verify': {
    good: arrival,
    refused: {
      404: (_, good) => ({ body: { ...(good.body as object), verificationId: 'nothing' } }),
      409: async (stage) => ({ ...(await arrival(stage)), overtaken: true }),
      422: async (stage) => {
        stage.idp.bend = { claims: (claims) => ({ ...claims, hd: 'foreign.example' }) };
        return arrival(stage);
      },
      502: async (stage) => {
        const request = await arrival(stage);
        stage.idp.bend = { status: { token: 500 } };
        return request;
      },
    },
  },
};

export const signInRows: Rows = { ...beginningRows, ...factorRows, ...endRows, ...connectRows };

/** Operations that hash a password, each at the point where it does. */
export const hashingRows: Rows = {
  'POST /api/experience/verification/password': {
    good: async (stage) => ({
      ...(await signIn(stage)),
      body: { identifier: { type: 'username', value: 'nobody' }, password: PASSWORD },
    }),
  },
  'POST /api/experience/verification/new-password-identity': {
    good: async (stage) => ({
      ...(await register(stage)),
      body: { identifier: { type: 'username', value: stage.unique('user') }, password: PASSWORD },
    }),
  },
  'POST /api/experience/profile': {
    good: async (stage) => ({ ...(await register(stage)), body: { type: 'password', value: PASSWORD } }),
  },
  'POST /api/users': { good: (stage) => ({ body: { username: stage.unique('user'), password: PASSWORD } }) },
  'PATCH /api/users/:userId/password': {
    good: async (stage) => ({
      params: { userId: (await stage.make.user()).id },
      body: { password: PASSWORD },
    }),
  },
  'POST /api/users/:userId/password/verify': {
    good: async (stage) => ({
      params: { userId: (await stage.make.user()).id },
      body: { password: PASSWORD },
    }),
  },
};
