/** `/api/configs/oidc/session`. */
import { z } from 'zod';
import { route } from '../http/index.ts';
import { sessionLife, setSessionLife } from './session-settings.ts';

const YEAR_IN_SECONDS = 365 * 86_400;
const settingsSchema = z.object({
  /** Seconds from the sign-in until a session is over. */
  ttl: z.number(),
});

export const sessionSettingsRoutes = [
  route(
    'GET /api/configs/oidc/session',
    { summary: 'How long browser sessions live', scope: 'management', response: settingsSchema },
    async ({ context }) => ({ ttl: await sessionLife(context.platform.db.queries, context.tenant.id) }),
  ),
  route(
    'PATCH /api/configs/oidc/session',
    {
      summary: 'Change how long browser sessions live that begin from now on',
      scope: 'management',
      body: z.strictObject({ ttl: z.number().int().min(1).max(YEAR_IN_SECONDS).optional() }),
      response: settingsSchema,
      errors: [400],
    },
    async ({ context, body }) => {
      if (body.ttl !== undefined) await setSessionLife(context, body.ttl);
      return { ttl: await sessionLife(context.platform.db.queries, context.tenant.id) };
    },
  ),
];
