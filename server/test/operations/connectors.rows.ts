/** Connectors for messages and social sign-in, templates, and verification codes by the API. */
import type { Rows, Stage } from './stage.ts';

/** The stage's provider answers whatever is posted here: an endpoint that takes everything. */
export const takesAll = (stage: Stage) => `${stage.idp.issuer}/.well-known/openid-configuration`;
const silent = 'http://127.0.0.1:9';

export const smsConnector = (stage: Stage) => ({
  connectorId: 'http-sms',
  config: { endpoint: takesAll(stage) },
});

export const socialConnector = (stage: Stage) => ({
  connectorId: 'oidc',
  config: {
    issuer: stage.idp.issuer,
    clientId: stage.idp.clientId,
    clientSecret: stage.idp.clientSecret,
  },
  metadata: { target: stage.unique('target') },
});

const social = async (stage: Stage) => {
  const { id } = await stage.need('POST', '/api/connectors', socialConnector(stage));
  return { params: { id: id as string } };
};

export const aTemplate = (languageTag = 'en') => ({
  languageTag,
  templateType: 'MfaVerification',
  details: { subject: 'Your code', content: 'It is {{code}}.' },
});

const template = async (stage: Stage) => {
  const body = { templates: [aTemplate()] };
  const [{ id }] = await stage.need('PUT', '/api/email-templates', body);
  return { params: { id: id as string } };
};

const address = (stage: Stage) => `${stage.unique('someone')}@example.com`;

export const connectorsRows: Rows = {
  'GET /api/connector-factories': { good: () => ({}) },
  'GET /api/connector-factories/:id': { good: () => ({ params: { id: 'http-sms' } }) },
  'GET /api/connectors': { good: () => ({}) },
  'POST /api/connectors': {
    good: (stage) => ({ body: smsConnector(stage) }),
    refused: {
      400: (stage) => ({ body: { ...smsConnector(stage), config: {} } }),
      422: (stage) => ({ body: { ...smsConnector(stage), connectorId: 'nothing' } }),
      502: (stage) => {
        const { config, ...body } = socialConnector(stage);
        return { body: { ...body, config: { ...config, issuer: silent } } };
      },
    },
  },
  'GET /api/connectors/:id': { good: social },
  'PATCH /api/connectors/:id': {
    good: async (stage) => ({ ...(await social(stage)), body: { syncProfile: true } }),
    refused: {
      422: () => ({ body: { enableTokenStorage: true } }),
      502: (stage) => {
        const { config } = socialConnector(stage);
        return { body: { config: { ...config, issuer: silent } } };
      },
    },
  },
  'DELETE /api/connectors/:id': { good: social, again: 404 },
  'POST /api/connectors/:id/authorization-uri': {
    good: async (stage) => ({
      ...(await social(stage)),
      body: { state: 'state', redirectUri: 'https://app.example/callback' },
    }),
    refused: {
      502: (stage) => {
        stage.idp.bend = { status: { discovery: 500 } };
        return {};
      },
    },
  },
  'POST /api/connectors/:factoryId/test': {
    good: (stage) => ({
      params: { factoryId: 'http-sms' },
      body: { phone: '819012345678', config: smsConnector(stage).config },
    }),
    refused: { 400: () => ({ body: { phone: '819012345678', config: { endpoint: silent } } }) },
  },
  'GET /api/email-templates': { good: () => ({}) },
  'PUT /api/email-templates': { good: () => ({ body: { templates: [aTemplate()] } }) },
  'GET /api/email-templates/:id': { good: template },
  'PATCH /api/email-templates/:id/details': {
    good: async (stage) => ({ ...(await template(stage)), body: { subject: 'New' } }),
  },
  'DELETE /api/email-templates/:id': { good: template, again: 404 },
  'DELETE /api/email-templates': { good: () => ({}) },
  'POST /api/verification-codes': {
    good: (stage) => ({ body: { email: address(stage) } }),
    refused: {
      422: () => ({ body: { email: 'a@b@example.com' } }),
      429: async (stage) => {
        const body = { email: address(stage) };
        for (let sent = 0; sent < 5; sent += 1) await stage.need('POST', '/api/verification-codes', body);
        return { body };
      },
    },
  },
  'POST /api/verification-codes/verify': {
    good: async (stage) => {
      const email = address(stage);
      await stage.need('POST', '/api/verification-codes', { email });
      return { body: { email, verificationCode: await stage.codeFor(email) } };
    },
    refused: {
      422: () => ({ body: { phone: '12', verificationCode: '123456' } }),
      429: async (stage) => {
        const body = { email: address(stage), verificationCode: '123456' };
        for (let guess = 0; guess < 10; guess += 1)
          await stage.app.management('POST', '/api/verification-codes/verify', body);
        return { body };
      },
    },
    again: 400,
  },
  'GET /api/configs/development-inbox': { good: () => ({}) },
  'PATCH /api/configs/development-inbox': { good: () => ({ body: { keepCopies: false } }) },
  'GET /api/configs/message-limits': { good: () => ({}) },
  'PATCH /api/configs/message-limits': { good: () => ({ body: { smsPerHour: 400 } }) },
};
