/** Enterprise connectors, and the tokens that users read back through them. */
import type { Rows, Stage } from './stage.ts';

const connector = async (stage: Stage) => ({ params: { id: (await stage.make.connector()).id as string } });

/** Somebody whose token of the provider has expired. */
export const withExpiredToken = async (stage: Stage) => {
  const made = await stage.make.connector();
  stage.idp.bend = { lifetime: 1 };
  const { token } = await stage.account(made);
  stage.idp.straighten();
  return { params: { connectorId: made.id as string }, token };
};

export const federationRows: Rows = {
  'GET /api/sso-connector-providers': { good: () => ({}) },
  'GET /api/sso-connector-reach': { good: () => ({}) },
  'GET /api/sso-connectors': { good: () => ({}) },
  'POST /api/sso-connectors': {
    good: () => ({ body: { providerName: 'OIDC', connectorName: 'Acme' } }),
    refused: { 422: () => ({ body: { providerName: 'Nobody', connectorName: 'Nobody' } }) },
    again: 409,
  },
  'GET /api/sso-connectors/:id': { good: connector },
  'PATCH /api/sso-connectors/:id': {
    good: async (stage) => ({ ...(await connector(stage)), body: { connectorName: stage.unique('Acme') } }),
    refused: {
      409: async (stage) => ({ body: { connectorName: (await stage.make.connector()).connectorName } }),
      422: () => ({ body: { domains: ['gmail.com'] } }),
    },
  },
  'DELETE /api/sso-connectors/:id': { good: connector },
  'GET /api/my-account/sso-identities/:connectorId/access-token': {
    good: async (stage) => {
      const made = await stage.make.connector();
      const { token } = await stage.account(made);
      return { params: { connectorId: made.id }, token };
    },
    refused: {
      403: async (stage) => ({ token: (await stage.account(await stage.make.connector(), 'openid')).token }),
      422: async (stage) => {
        const late = await withExpiredToken(stage);
        // Without a domain nobody can go through it any more.
        await stage.need('PATCH', `/api/sso-connectors/${late.params.connectorId}`, { domains: [] });
        return late;
      },
      502: async (stage) => {
        const late = await withExpiredToken(stage);
        stage.idp.bend = { status: { token: 500 } };
        return late;
      },
    },
  },
};
