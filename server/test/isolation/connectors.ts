/** Rows of tenants' isolation for connectors of messages and social sign-in, templates and codes. */

type Call = (method: string, path: string, body?: unknown) => Promise<{ id: string } & { id: string }[]>;
type Attempt = { path: string; body?: unknown; expect?: 'harmless' };
type Ids = { socialConnector: string; template: string };

const oauth2 = (target: string) => ({
  connectorId: 'oauth2',
  config: {
    authorizationEndpoint: 'https://social.example/authorize',
    tokenEndpoint: 'https://social.example/token',
    userInfoEndpoint: 'https://social.example/me',
    clientId: 'x',
    clientSecret: 'social secret',
  },
  metadata: { target },
});
const template = {
  languageTag: 'en',
  templateType: 'Generic',
  details: { subject: 'Code', content: 'Template of a tenant {{code}}' },
};

/** Gives a tenant a social connector, a template and a code that waits. */
export const fillConnectors = async (call: Call, tenantId: string): Promise<Ids> => {
  const connector = await call('POST', '/api/connectors', oauth2('social'));
  const templates = await call('PUT', '/api/email-templates', { templates: [template] });
  await call('POST', '/api/verification-codes', { email: `waiting@${tenantId}.example` });
  await call('POST', `/api/connectors/${connector.id}/authorization-uri`, {
    state: 'waiting',
    redirectUri: 'https://app.example/callback',
  });
  return { socialConnector: connector.id, template: templates[0]?.id ?? '' };
};

export const connectorsAttempts = (a: Ids): Record<string, Attempt[]> => {
  const own = (path: string, body?: unknown): Attempt[] => [{ path, body, expect: 'harmless' }];
  const theirs = `/api/connectors/${a.socialConnector}`;
  const theirTemplate = `/api/email-templates/${a.template}`;
  return {
    'GET /api/connector-factories': own('/api/connector-factories'),
    'GET /api/connector-factories/:id': own('/api/connector-factories/http-sms'),
    'GET /api/connectors': [...own('/api/connectors'), ...own('/api/connectors?target=social')],
    'POST /api/connectors': own('/api/connectors', oauth2('another')),
    'GET /api/connectors/:id': [{ path: theirs }],
    'PATCH /api/connectors/:id': [{ path: theirs, body: { syncProfile: true } }],
    'DELETE /api/connectors/:id': [{ path: theirs }],
    'POST /api/connectors/:id/authorization-uri': [
      {
        path: `${theirs}/authorization-uri`,
        body: { state: 'waiting', redirectUri: 'https://app.example/callback' },
      },
    ],
    'POST /api/connectors/:factoryId/test': [
      { path: `${theirs}/test`, body: { email: 'a@b.example', config: {} } },
    ],
    'GET /api/email-templates': own('/api/email-templates'),
    'PUT /api/email-templates': own('/api/email-templates', { templates: [template] }),
    'DELETE /api/email-templates': own('/api/email-templates'),
    'GET /api/email-templates/:id': [{ path: theirTemplate }],
    'DELETE /api/email-templates/:id': [{ path: theirTemplate }],
    'PATCH /api/email-templates/:id/details': [
      { path: `${theirTemplate}/details`, body: { subject: 'Mine' } },
    ],
    'POST /api/verification-codes': own('/api/verification-codes', { email: 'waiting@default.example' }),
    'POST /api/verification-codes/verify': [
      { path: '/api/verification-codes/verify', body: { phone: '12', verificationCode: '000000' } },
    ],
    'GET /api/configs/development-inbox': own('/api/configs/development-inbox'),
    'PATCH /api/configs/development-inbox': own('/api/configs/development-inbox', { keepCopies: false }),
    'GET /api/configs/message-limits': own('/api/configs/message-limits'),
    'PATCH /api/configs/message-limits': own('/api/configs/message-limits', { smsPerHour: 100 }),
  };
};
