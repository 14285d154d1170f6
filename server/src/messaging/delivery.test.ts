/** Messages on their way out: through SMTP and HTTP, tried again, given up, never lost. */
import assert from 'node:assert/strict';
import test, { after, before, beforeEach } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { startApp, type TestApp } from '../../test/app.ts';
import { TEST_TLS } from '../../test/certificate.ts';
import { type Receiver, startReceiver } from '../../test/http-receiver.ts';
import { type FakeSmtp, startSmtp, textOfMail } from '../../test/smtp.ts';
import { createConnect } from '../http/index.ts';
import { dispatchDue } from '../outbox/index.ts';
import { sendMessage } from './index.ts';

const MINUTE = 60_000;
const SMTP = 'simple-mail-transfer-protocol';
let app: TestApp;
let smtp: FakeSmtp;
let receiver: Receiver;
before(async () => {
  app = await startApp();
  smtp = await startSmtp();
  receiver = await startReceiver();
});
after(async () => {
  await app.close();
  await smtp.close();
  await receiver.close();
});
beforeEach(async () => {
  smtp.behave({});
  smtp.mails.length = 0;
  receiver.answer({ status: 200 });
  receiver.received.length = 0;
  app.clock.advance(25 * 60 * MINUTE);
});

const smtpConfig = (more: object = {}) => ({
  host: '127.0.0.1',
  port: smtp.port,
  ignoreTLS: true,
  auth: { user: 'genkan', pass: 'mail password' },
  fromEmail: 'Genkan <no-reply@example.com>',
  ...more,
});
const setUp = async (connectorId: string, config: object) => {
  const made = await app.management('POST', '/api/connectors', { connectorId, config });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  return made.body;
};
const send = async (over: object = {}) => {
  const context = await app.context();
  await app.platform.db.transaction((tx) =>
    sendMessage(tx, context, {
      channel: 'email',
      recipient: 'taro@example.com',
      template: 'SignIn',
      variables: { code: '314159' },
      language: 'en',
      ...over,
    }),
  );
};
const arrived = () => dispatchDue(app.platform);
const failures = async () =>
  (await app.audit()).filter(({ key }) => key === 'Message.DeliveryFailed').map(({ payload }) => payload);
const waiting = async () =>
  app.platform.db.queries
    .selectFrom('outboxMessages')
    .select(['attempts', 'deadAt'])
    .where('kind', 'in', ['email', 'sms'])
    .execute();

test('without a connector everything stays in the development inbox', async () => {
  await send();
  await send({ channel: 'sms', recipient: '819012345678', language: 'ja' });
  await arrived();
  const { body } = await app.management('GET', '/api/development-inbox');
  assert.deepEqual(body.map((one: { channel: string; code: string }) => [one.channel, one.code]).sort(), [
    ['email', '314159'],
    ['sms', '314159'],
  ]);
  assert.match(body.find((one: { channel: string }) => one.channel === 'sms').body, /確認コード: 314159/);
});

test('with an SMTP connector a message is mailed and no copy stays, unless copies are asked for', async () => {
  await app.management('DELETE', '/api/development-inbox');
  await setUp(SMTP, smtpConfig({ replyTo: 'help@example.com', customHeaders: { 'X-Campaign': 'none' } }));
  await send();
  await arrived();
  const [mail] = smtp.mails;
  assert.ok(mail);
  assert.deepEqual(mail.to, ['taro@example.com']);
  assert.equal(mail.user, 'genkan');
  for (const header of [
    /^From: Genkan <no-reply@example.com>$/m,
    /^Reply-To: help@example.com$/m,
    /^X-Campaign: none$/m,
    /^Subject: 314159 is your sign-in code$/m,
    /^Auto-Submitted: auto-generated$/m,
    /^Message-ID: <\w+@example.com>$/m,
  ]) {
    assert.match(mail.data, header);
  }
  assert.match(textOfMail(mail), /Your sign-in code is 314159/);
  assert.deepEqual(await app.inbox(), []);
  await app.management('PATCH', '/api/configs/development-inbox', { keepCopies: true });
  await send({ variables: { code: '271828' } });
  await arrived();
  await app.management('PATCH', '/api/configs/development-inbox', { keepCopies: false });
  assert.equal((await app.inbox())[0]?.code, '271828');
  assert.equal(smtp.mails.length, 2);
  assert.deepEqual(await waiting(), []);
});

test('HTTP connectors post each message, with its key and the variables', async () => {
  const endpoint = `${receiver.origin}/send`;
  await setUp('http-email', { endpoint, authorization: 'Bearer of-the-endpoint' });
  await setUp('http-sms', { endpoint });
  await send({ variables: { code: '314159', 'user.name': 'Taro' }, language: 'ja' });
  await arrived();
  await send({ channel: 'sms', recipient: '819012345678' });
  await arrived();
  const [email, sms] = receiver.received;
  assert.equal(email?.headers.authorization, 'Bearer of-the-endpoint');
  assert.match(String(email?.headers['idempotency-key']), /^\w{21}$/);
  assert.equal(email?.body.to, 'taro@example.com');
  assert.equal(email?.body.type, 'SignIn');
  assert.equal(email?.body.locale, 'ja');
  assert.equal(email?.body.payload.code, '314159');
  assert.equal(email?.body.payload.user.name, 'Taro');
  assert.match(email?.body.subject, /確認コード/);
  assert.equal(sms?.headers.authorization, undefined);
  assert.equal(sms?.body.to, '819012345678');
  assert.match(sms?.body.content, /^314159 is your sign-in code/);
});

test('a provider that is down is tried again with the same key; administrators hear of it once, without secrets', async () => {
  await setUp('http-email', { endpoint: `${receiver.origin}/down`, authorization: 'Bearer of-the-endpoint' });
  const before = (await failures()).length;
  receiver.answer({ status: 503, body: { message: 'no 314159 with Bearer of-the-endpoint' } });
  await send();
  await arrived();
  app.clock.advance(2000);
  await arrived();
  const told = (await failures()).slice(before);
  assert.equal(told.length, 1);
  assert.equal(told[0]?.reason, 'the endpoint answered 503');
  assert.equal(told[0]?.willRetry, true);
  assert.doesNotMatch(JSON.stringify(told), /314159|of-the-endpoint/);
  receiver.answer({ status: 200 });
  app.clock.advance(6000);
  await arrived();
  assert.equal(receiver.received.length, 3);
  assert.equal(new Set(receiver.received.map(({ headers }) => headers['idempotency-key'])).size, 1);
  assert.deepEqual(await waiting(), []);
});

test('what a provider refuses for good is given up at once, and so is a code that has expired', async () => {
  await setUp('http-email', { endpoint: `${receiver.origin}/no` });
  const before = (await failures()).length;
  receiver.answer({ status: 403 });
  await send();
  await arrived();
  assert.equal(receiver.received.length, 1);
  receiver.answer({ status: 503 });
  await send({ expiresAt: app.clock.now() + 10 * MINUTE });
  await arrived();
  app.clock.advance(10 * MINUTE);
  await arrived();
  assert.equal(receiver.received.length, 2);
  const told = (await failures()).slice(before).map(({ reason, willRetry }) => [reason, willRetry]);
  assert.deepEqual(told, [
    ['the endpoint answered 403', false],
    ['the endpoint answered 503', true],
    ['it expired before it could be sent', false],
  ]);
});

test('an answer of the mail server decides between later and never; its words are not repeated', async () => {
  await setUp(SMTP, smtpConfig());
  const before = (await failures()).length;
  smtp.behave({ answers: { RCPT: '450 mailbox of 314159 busy' } });
  await send();
  await arrived();
  smtp.behave({});
  app.clock.advance(2000);
  await arrived();
  assert.equal(smtp.mails.length, 1);
  smtp.behave({ answers: { RCPT: '550 no such user, mail password' } });
  await send();
  await arrived();
  const told = (await failures()).slice(before).map(({ reason, willRetry }) => [reason, willRetry]);
  assert.deepEqual(told, [
    ['the mail server did not accept sender or recipient (it answered 450)', true],
    ['the mail server did not accept sender or recipient (it answered 550)', false],
  ]);
});

test('a message survives the end of the process, and the end of its connector', async () => {
  await setUp('http-email', { endpoint: `${receiver.origin}/later` });
  receiver.answer({ status: 503 });
  await send({ variables: { code: '161803' } });
  await arrived();
  assert.equal((await waiting()).filter(({ deadAt }) => deadAt === null).length, 1);
  const [row] = await app.platform.db.queries
    .selectFrom('outboxMessages')
    .select('sealedPayload')
    .where('deadAt', 'is', null)
    .execute();
  assert.doesNotMatch(String(row?.sealedPayload), /161803|taro/);
  const [connector] = (await app.management('GET', '/api/connectors?target=http-email')).body;
  assert.equal((await app.management('DELETE', `/api/connectors/${connector.id}`)).status, 204);
  app.clock.advance(2000);
  await arrived();
  assert.equal((await app.inbox())[0]?.code, '161803');
});

test('mail is encrypted or not sent: STARTTLS is demanded and the certificate checked', async () => {
  const draft = { email: 'taro@example.com', config: { ...smtpConfig(), ignoreTLS: false } };
  const trial = () => app.management('POST', `/api/connectors/${SMTP}/test`, draft);
  const bare = await trial();
  assert.equal(bare.status, 400);
  assert.equal(bare.body.code, 'connector.test_failed');
  smtp.behave({ tls: TEST_TLS });
  const untrusted = await trial();
  assert.equal(untrusted.status, 400);
  assert.equal(smtp.mails.length, 0);
  const trusted = getCACertificates('default');
  setDefaultCACertificates([...trusted, TEST_TLS.cert]);
  const sent = await trial();
  setDefaultCACertificates(trusted);
  assert.equal(sent.status, 204, JSON.stringify(sent.body));
  assert.equal(smtp.mails[0]?.encrypted, true);
});

test('R-13 a mail server on a private network is not reached unless the operator allowed it', async () => {
  const connections = smtp.connections();
  const closed = createConnect({ outgoingAllow: [] });
  for (const host of ['127.0.0.1', 'localhost', '::1', '2130706433', '10.0.0.1', '169.254.169.254']) {
    await assert.rejects(closed({ host, port: smtp.port, secure: true }), { code: 'outgoing.refused' }, host);
  }
  const rebinding = createConnect({ outgoingAllow: [] }, (_, __, done) =>
    done(null, [{ address: '127.0.0.1', family: 4 }]),
  );
  await assert.rejects(rebinding({ host: 'mail.example', port: smtp.port, secure: true }), {
    code: 'outgoing.refused',
  });
  await assert.rejects(closed({ host: '8.8.8.8', port: 25, secure: false }), { code: 'outgoing.refused' });
  assert.equal(smtp.connections(), connections);
});
