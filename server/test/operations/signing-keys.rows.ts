/** Keys that enterprise connectors sign with. */
import type { Rows, Stage } from './stage.ts';

/** A connector of a kind that signs. */
export const signer = async (stage: Stage) => {
  const { issuer, clientId, clientSecret } = stage.idp;
  const config = { issuer, clientId, clientSecret };
  return { params: { id: (await stage.make.connector({ providerName: 'OIDC', config })).id as string } };
};
const key = async (stage: Stage) => {
  const { id } = (await signer(stage)).params;
  const made = await stage.need('POST', `/api/sso-connectors/${id}/signing-keys`, { active: false });
  return { params: { id, keyId: made.id as string } };
};

export const signingKeysRows: Rows = {
  'GET /api/sso-connectors/:id/signing-keys': {
    good: signer,
    refused: {
      // Google knows secrets alone.
      400: async (stage) => ({ params: { id: (await stage.make.connector()).id } }),
      404: () => ({ params: { id: 'nothing' } }),
    },
  },
  'POST /api/sso-connectors/:id/signing-keys': {
    good: async (stage) => ({ ...(await signer(stage)), body: { active: false } }),
  },
  'PATCH /api/sso-connectors/:id/signing-keys/:keyId': {
    good: async (stage) => ({ ...(await key(stage)), body: { active: true } }),
  },
  'DELETE /api/sso-connectors/:id/signing-keys/:keyId': { good: key, again: 404 },
};
