/** Fields of connectors, templates and verification codes. */
import assert from 'node:assert/strict';
import { sendMessage } from '../../src/messaging/index.ts';
import { dispatchDue } from '../../src/outbox/index.ts';
import { type Receiver, startReceiver } from '../http-receiver.ts';
import { aTemplate, smsConnector, socialConnector, takesAll } from './connectors.rows.ts';
import type { Effect, Effects, Fields } from './effects.ts';
import type { Body } from './recorder.ts';
import type { Stage } from './stage.ts';

type Make = (stage: Stage, fields: Fields, status?: number) => Promise<Body>;

const made: Make = async (stage, fields, status = 200) => {
  const { metadata, ...body } = socialConnector(stage);
  const { metadata: more, ...others } = fields;
  const whole = { ...body, ...others, metadata: { ...metadata, ...(more as object | undefined) } };
  return (await stage.call('POST /api/connectors', { body: whole }, status)).body;
};
const changed: Make = async (stage, fields, status = 200) => {
  const { id } = await stage.need('POST', '/api/connectors', socialConnector(stage));
  return (await stage.call('PATCH /api/connectors/:id', { params: { id }, body: fields }, status)).body;
};

const departure = async (stage: Stage, id: string, body: Fields = {}): Promise<URL> => {
  const request = { params: { id }, body: { state: 's', redirectUri: 'https://app.example/cb', ...body } };
  const answer = await stage.call('POST /api/connectors/:id/authorization-uri', request, 200);
  return new URL(answer.body.redirectTo);
};

/** What both ways of saying it change. */
const settings = (make: Make): Record<string, Effect> => ({
  config: async (stage) => {
    const { config } = socialConnector(stage);
    const { id } = await make(stage, { config: { ...config, scope: 'calendar' } });
    assert.match(String((await departure(stage, id)).searchParams.get('scope')), /\bcalendar\b/);
  },
  'metadata.name': async (stage) => {
    const { id } = await make(stage, { metadata: { name: { en: 'Acme', ja: 'アクメ' } } });
    assert.equal((await stage.need('GET', `/api/connectors/${id}`)).name.ja, 'アクメ');
  },
  'metadata.logo': async (stage) => {
    const logo = 'https://acme.example/logo.png';
    const { id } = await make(stage, { metadata: { logo } });
    assert.equal((await stage.need('GET', `/api/connectors/${id}`)).logo, logo);
  },
  'metadata.logoDark': async (stage) => {
    const { id } = await make(stage, { metadata: { logoDark: null } });
    assert.equal((await stage.need('GET', `/api/connectors/${id}`)).logoDark, null);
  },
  syncProfile: async (stage) => {
    const { id } = await make(stage, { syncProfile: true });
    assert.equal((await stage.need('GET', `/api/connectors/${id}`)).syncProfile, true);
  },
  enableTokenStorage: async (stage) => {
    assert.equal((await make(stage, { enableTokenStorage: false })).enableTokenStorage, false);
    const refused = await make(stage, { enableTokenStorage: true }, 422);
    assert.equal(refused.code, 'connector.token_storage_not_supported');
  },
});

const received = async (work: (receiver: Receiver) => Promise<void>): Promise<Receiver['received']> => {
  const receiver = await startReceiver();
  try {
    await work(receiver);
    return receiver.received;
  } finally {
    await receiver.close();
  }
};

const test = (stage: Stage, factoryId: string, body: Fields) =>
  stage.call('POST /api/connectors/:factoryId/test', { params: { factoryId }, body }, 204);

/** What a message of the tenant says. */
const message = async (stage: Stage, language = 'en'): Promise<Receiver['received'][number]['body']> => {
  const { app } = stage;
  const context = await app.context();
  const [one] = await received(async (receiver) => {
    const config = { endpoint: receiver.origin };
    const { id } = await stage.need('POST', '/api/connectors', { connectorId: 'http-email', config });
    await app.platform.db.transaction((tx) =>
      sendMessage(tx, context, {
        channel: 'email',
        recipient: 'someone@example.com',
        template: 'MfaVerification',
        variables: { code: '<42>' },
        language,
      }),
    );
    await dispatchDue(app.platform);
    await stage.need('DELETE', `/api/connectors/${id}`);
  });
  return one?.body;
};

const put = (stage: Stage, ...templates: object[]) =>
  stage.call('PUT /api/email-templates', { body: { templates } }, 200);

/** The details of a template, and what a message with them has. */
const DETAILS: Record<string, [value: string, see: (sent: Body) => void]> = {
  subject: ['Code {{code}}', (sent) => assert.equal(sent.subject, 'Code <42>')],
  content: ['<b>{{code}}</b>', (sent) => assert.equal(sent.content, '<b>&lt;42&gt;</b>')],
  contentType: ['text/plain', (sent) => assert.equal(sent.content, 'It is <42>.')],
  replyTo: ['help@example.com', (sent) => assert.equal(sent.replyTo, 'help@example.com')],
  sendFrom: ['shop@example.com', (sent) => assert.equal(sent.sendFrom, 'shop@example.com')],
};

const details = (
  prefix: string,
  write: (stage: Stage, field: string, value: string) => Promise<unknown>,
): Record<string, Effect> =>
  Object.fromEntries(
    Object.entries(DETAILS).map(([field, [value, see]]) => [
      `${prefix}${field}`,
      async (stage: Stage) => {
        await write(stage, field, value);
        see(await message(stage));
        await stage.need('DELETE', '/api/email-templates');
      },
    ]),
  );

const listed: Effect = async (stage) => {
  await put(stage, aTemplate('en'), aTemplate('ja'), { ...aTemplate('ja'), templateType: 'SignIn' });
  const query = 'languageTag=ja&templateType=SignIn';
  const { body } = await stage.call('GET /api/email-templates', { query }, 200);
  assert.deepEqual(
    body.map((one: Body) => [one.languageTag, one.templateType]),
    [['ja', 'SignIn']],
  );
  const removed = await stage.call('DELETE /api/email-templates', { query }, 200);
  assert.equal(removed.body.rowCount, 1);
  assert.equal((await stage.need('DELETE', '/api/email-templates')).rowCount, 2);
};

const code: Effect = async (stage) => {
  const email = `${stage.unique('someone')}@example.com`;
  await stage.call('POST /api/verification-codes', { body: { email } }, 204);
  const body = { email, verificationCode: await stage.codeFor(email) };
  await stage.call('POST /api/verification-codes/verify', { body }, 204);
};

const textedCode: Effect = async (stage) => {
  const phone = '819012345678';
  let sent = '';
  await received(async (receiver) => {
    const config = { endpoint: receiver.origin };
    await stage.need('POST', '/api/connectors', { connectorId: 'http-sms', config });
    await stage.call('POST /api/verification-codes', { body: { phone } }, 204);
    await dispatchDue(stage.app.platform);
    sent = receiver.received[0]?.body.payload.code;
  });
  const body = { phone, verificationCode: sent };
  await stage.call('POST /api/verification-codes/verify', { body }, 204);
};

const limited =
  (field: string, address: () => Fields): Effect =>
  async (stage) => {
    const set = (body: Fields) => stage.call('PATCH /api/configs/message-limits', { body }, 200);
    await stage.need('POST', '/api/connectors', smsConnector(stage));
    stage.app.clock.advance(2 * 3_600_000);
    await set({ [field]: 1 });
    await stage.call('POST /api/verification-codes', { body: address() }, 204);
    await stage.call('POST /api/verification-codes', { body: address() }, 429);
    stage.app.clock.advance(2 * 3_600_000);
    await set({ [field]: 5000 });
  };

let number = 0;
const nextPhone = () => {
  number += 1;
  return { phone: `81901234000${number}` };
};
const nextEmail = () => {
  number += 1;
  return { email: `limited${number}@example.com` };
};

export const connectorsEffects: Effects = {
  'POST /api/connectors': {
    ...settings(made),
    connectorId: async (stage) => {
      assert.equal((await made(stage, { connectorId: 'oidc' })).connectorId, 'oidc');
    },
    id: async (stage) => {
      const id = stage.unique('own');
      await made(stage, { id });
      assert.equal((await stage.need('GET', `/api/connectors/${id}`)).id, id);
    },
    'metadata.target': async (stage) => {
      const target = stage.unique('target');
      await made(stage, { metadata: { target } });
      const { body } = await stage.call('GET /api/connectors', { query: `target=${target}` }, 200);
      assert.equal(body.length, 1);
    },
  },
  'GET /api/connectors': {
    '?target': async (stage) => {
      await made(stage, {});
      const { body } = await stage.call('GET /api/connectors', { query: 'target=nothing' }, 200);
      assert.deepEqual(body, []);
    },
  },
  'PATCH /api/connectors/:id': {
    ...settings(changed),
    'metadata.target': async (stage) => {
      const refused = await changed(stage, { metadata: { target: 'another' } }, 400);
      assert.equal(refused.code, 'connector.can_not_modify_target');
    },
  },
  'POST /api/connectors/:id/authorization-uri': {
    state: async (stage) => {
      const { id } = await made(stage, {});
      assert.equal((await departure(stage, id, { state: 'mine' })).searchParams.get('state'), 'mine');
    },
    redirectUri: async (stage) => {
      const { id } = await made(stage, {});
      const redirectUri = 'https://other.example/back';
      assert.equal(
        (await departure(stage, id, { redirectUri })).searchParams.get('redirect_uri'),
        redirectUri,
      );
    },
  },
  'POST /api/connectors/:factoryId/test': {
    email: async (stage) => {
      const [one] = await received(async ({ origin }) => {
        const config = { endpoint: origin };
        await test(stage, 'http-email', { email: 'me@example.com', config });
        const many = {
          params: { factoryId: 'http-email' },
          body: { email: 'me@a.example,you@a.example', config },
        };
        await stage.call('POST /api/connectors/:factoryId/test', many, 400);
      });
      assert.equal(one?.body.to, 'me@example.com');
    },
    phone: async (stage) => {
      const [one] = await received(async ({ origin }) => {
        await test(stage, 'http-sms', { phone: '819012345678', config: { endpoint: origin } });
      });
      assert.equal(one?.body.to, '819012345678');
    },
    config: async (stage) => {
      const [one] = await received(async ({ origin }) => {
        const config = { endpoint: `${origin}/there`, authorization: 'Bearer drafted' };
        await test(stage, 'http-sms', { phone: '819012345678', config });
      });
      assert.equal(one?.url, '/there');
      assert.equal(one?.headers.authorization, 'Bearer drafted');
    },
    locale: async (stage) => {
      const [one] = await received(async ({ origin }) => {
        const draft = { phone: '819012345678', config: { endpoint: origin }, locale: 'ja' };
        await test(stage, 'http-sms', draft);
      });
      assert.match(one?.body.content, /確認コード/);
    },
  },
  'GET /api/email-templates': { '?languageTag': listed, '?templateType': listed },
  'DELETE /api/email-templates': { '?languageTag': listed, '?templateType': listed },
  'PUT /api/email-templates': {
    'templates[].languageTag': async (stage) => {
      const chinese = aTemplate('zh-CN');
      await put(stage, { ...chinese, details: { ...chinese.details, subject: '代码' } });
      assert.equal((await message(stage, 'zh-CN')).subject, '代码');
      await stage.need('DELETE', '/api/email-templates');
    },
    'templates[].templateType': async (stage) => {
      await put(stage, { ...aTemplate(), templateType: 'Register' });
      assert.match((await message(stage)).subject, /two-step verification code/);
      await stage.need('DELETE', '/api/email-templates');
    },
    ...details('templates[].details.', (stage, field, value) => {
      const whole = aTemplate();
      return put(stage, { ...whole, details: { ...whole.details, [field]: value } });
    }),
  },
  'PATCH /api/email-templates/:id/details': details('', async (stage, field, value) => {
    const [{ id }] = await stage.need('PUT', '/api/email-templates', { templates: [aTemplate()] });
    const request = { params: { id }, body: { [field]: value } };
    return stage.call('PATCH /api/email-templates/:id/details', request, 200);
  }),
  'POST /api/verification-codes': { email: code, phone: textedCode },
  'POST /api/verification-codes/verify': { email: code, verificationCode: code, phone: textedCode },
  'PATCH /api/configs/development-inbox': {
    keepCopies: async (stage) => {
      const config = { endpoint: takesAll(stage) };
      const { id } = await stage.need('POST', '/api/connectors', { connectorId: 'http-email', config });
      const copies = async (keepCopies: boolean): Promise<boolean> => {
        await stage.call('PATCH /api/configs/development-inbox', { body: { keepCopies } }, 200);
        const { email } = { email: `${stage.unique('copied')}@example.com` };
        await stage.need('POST', '/api/verification-codes', { email });
        return (await stage.codeFor(email)) !== 'undefined';
      };
      assert.equal(await copies(true), true);
      assert.equal(await copies(false), false);
      await stage.need('DELETE', `/api/connectors/${id}`);
    },
  },
  'PATCH /api/configs/message-limits': {
    emailsPerHour: limited('emailsPerHour', nextEmail),
    smsPerHour: limited('smsPerHour', nextPhone),
  },
};
