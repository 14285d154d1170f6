/** The Experience API of enterprise connectors: which ones an address leads to, leaving for one, and coming back. */
import { z } from 'zod';
import { findConnectorsForEmail } from '../federation/index.ts';
import { idSchema, route } from '../http/index.ts';
import { arriveFromSso, departForSso } from './factors/enterprise-sso.ts';
import { eventOf, getInteraction } from './interaction.ts';

const params = z.object({ connectorId: idSchema });
const choice = z.object({
  id: z.string(),
  name: z.string(),
  logo: z.string().nullable(),
  darkLogo: z.string().nullable(),
});

export const connectRoutes = [
  route(
    'GET /api/experience/sso-connectors',
    {
      summary: 'The connectors that an e-mail address leads to, by its domain alone',
      scope: 'interaction',
      query: z.object({ email: z.string().max(256) }),
      response: z.object({ connectorIds: z.array(z.string()), connectors: z.array(choice) }),
      errors: [400],
    },
    async ({ context, incoming, query }) => {
      await getInteraction(context, incoming);
      const connectors = await findConnectorsForEmail(context, query.email);
      return { connectorIds: connectors.map(({ id }) => id), connectors };
    },
  ),
  route(
    'POST /api/experience/verification/sso/:connectorId/authorization-uri',
    {
      summary: 'Where to send the browser; `state` and `redirectUri` are bound to this sign-in',
      scope: 'interaction',
      params,
      body: z.strictObject({
        state: z.string().min(8).max(512),
        redirectUri: z.string().max(2048),
        /** An address entered on the page; the provider hears of it only when the connector covers its domain. */
        email: z.string().max(256).optional(),
      }),
      response: z.object({ authorizationUri: z.string(), verificationId: z.string() }),
      errors: [400, 404, 409, 422, 502],
    },
    async ({ context, incoming, params: { connectorId }, body }) => {
      const interaction = await getInteraction(context, incoming);
      eventOf(interaction);
      // The app's login_hint only pre-fills our page: what goes upstream was entered or confirmed there.
      const email = body.email ?? null;
      return departForSso(context, interaction, { connectorId, ...body, email });
    },
  ),
  route(
    'POST /api/experience/verification/sso/:connectorId/verify',
    {
      summary: 'Check what the identity provider sent back',
      scope: 'interaction',
      params,
      body: z.strictObject({
        verificationId: z.string().min(1).max(64),
        connectorData: z.record(z.string().max(128), z.unknown()),
      }),
      response: z.object({ verificationId: z.string() }),
      errors: [400, 404, 409, 422, 502],
    },
    async ({ context, incoming, params: { connectorId }, body }) => {
      const interaction = await getInteraction(context, incoming);
      return { verificationId: await arriveFromSso(context, interaction, { connectorId, ...body }) };
    },
  ),
];
