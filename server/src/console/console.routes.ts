/** The console's own routes: set-up, session, sign-out. What it manages goes through the Management API. */
import { z } from 'zod';
import { record } from '../audit/index.ts';
import { route } from '../http/index.ts';
import { endSession, revokeGrantsOfSession } from '../sessions/index.ts';
import { listTenants } from '../tenants/index.ts';
import { getUser, type User } from '../users/index.ts';
import { scopesOfRole } from './administrator-roles.ts';
import { refuseCrossSite, requireAdministratorSession, requireAdminOrigin } from './administrators.ts';
import { setUp } from './setup-link.ts';

const administratorSchema = z.object({
  id: z.string(),
  username: z.string().nullable(),
  name: z.string().nullable(),
  avatar: z.string().nullable(),
});

const presentAdministrator = ({ id, username, name, avatar }: User): z.infer<typeof administratorSchema> => ({
  id,
  username,
  name,
  avatar,
});

export const consoleRoutes = [
  route(
    'POST /console/api/set-up',
    {
      summary: 'Make the first administrator with the set-up link',
      scope: 'public',
      body: z.strictObject({
        token: z.string().regex(/^[\w-]{43}$/, 'must be the token of a set-up link'),
        username: z.string().trim().min(1).max(128),
        password: z.string().min(1).max(1024),
      }),
      response: z.object({ administrator: administratorSchema }),
      status: 201,
      errors: [400, 403, 404, 409, 410, 422, 429],
    },
    async ({ context, body, incoming, reply }) => {
      requireAdminOrigin(context);
      refuseCrossSite(context, incoming);
      const { user, cookie } = await setUp(context, body);
      reply.cookies.push(cookie);
      return { administrator: presentAdministrator(user) };
    },
  ),
  route(
    'GET /console/api/session',
    {
      summary: 'Who is signed in, and what they administer',
      scope: 'console',
      response: z.object({
        administrator: administratorSchema,
        tenants: z.array(
          z.object({
            id: z.string(),
            name: z.string(),
            origin: z.string(),
            /** The administrator's role there, and the scopes of the Management API that come with it. */
            role: z.string(),
            scopes: z.array(z.string()),
          }),
        ),
        /** The stand-in for Google Workspace, while one is configured. */
        demoIssuer: z.string().nullable(),
      }),
    },
    async ({ context, incoming }) => {
      const { platform, tenant } = context;
      const { session, administered } = await requireAdministratorSession(context, incoming);
      const user = await getUser(platform.db.queries, tenant.id, session.userId);
      const tenants = await listTenants(platform);
      const roleOn = new Map(administered.map(({ tenantId, role }) => [tenantId, role]));
      const administeredTenants = tenants.flatMap(({ id, name, origin }) => {
        const role = roleOn.get(id);
        return role === undefined ? [] : [{ id, name, origin, role }];
      });
      return {
        administrator: presentAdministrator(user),
        tenants: await Promise.all(
          administeredTenants.map(async (one) => ({
            ...one,
            scopes: [...(await scopesOfRole(platform.db.queries, one.role))],
          })),
        ),
        demoIssuer: platform.config.googleWorkspaceIssuer ?? null,
      };
    },
  ),
  route(
    'POST /console/api/sign-out',
    { summary: 'End the administrator’s session', scope: 'console' },
    async ({ context, incoming, reply }) => {
      const { platform, tenant } = context;
      const { session } = await requireAdministratorSession(context, incoming);
      const cookie = await platform.db.transaction(async (tx) => {
        const removal = await endSession(tx, context, session);
        await revokeGrantsOfSession(tx, tenant.id, session.id, platform.clock.now());
        await record(tx, context, { key: 'Session.End', userId: session.userId });
        return removal;
      });
      reply.cookies.push(cookie);
    },
  ),
];
