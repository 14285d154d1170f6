/** Administrators: how one is made and how a browser is known to be one's. */
import { record } from '../audit/index.ts';
import type { Transaction } from '../db/index.ts';
import { comesFromOwnOrigin, type Incoming, refuse as refuseHttp } from '../http/index.ts';
import type { Actor, Context, Tenant } from '../platform.ts';
import { findSession, type Session } from '../sessions/index.ts';
import {
  ADMIN_TENANT,
  findAdministratorRole,
  findTenant,
  insertAdministrator,
  listAdministered,
  listTenants,
  OWNER,
  type TenantRole,
} from '../tenants/index.ts';
import { hashPassword, insertUser, newUserRow, refuseWeakPassword, type User } from '../users/index.ts';
import { scopesOfRole } from './administrator-roles.ts';
import { refuse } from './errors.ts';

/** A header that no form and no cross-site request without our consent can carry (M-09). */
const CONSOLE_HEADER = 'x-genkan-console';

export type NewAdministrator = {
  username: string;
  password: string;
  name?: string | null | undefined;
  /** Owner of every tenant unless told. */
  tenants?: readonly TenantRole[] | undefined;
};

/**
 * Makes a user of tenant `admin` an administrator. `also` runs first in the same transaction and may refuse. `context`
 * is of tenant `admin`.
 */
export const createAdministrator = async <T>(
  context: Context,
  input: NewAdministrator,
  also: (tx: Transaction, user: User) => Promise<T>,
): Promise<{ user: User; outcome: T }> => {
  const { platform } = context;
  if (input.username === '') throw refuse('console.username_required');
  const row = newUserRow(context, { username: input.username, ...(input.name ? { name: input.name } : {}) });
  await refuseWeakPassword(context, input.password, { username: input.username, name: input.name });
  const passwordHash = await hashPassword(input.password);
  const every = (await listTenants(platform)).map(({ id }) => ({ tenantId: id, role: OWNER }));
  const tenants = input.tenants ?? every;
  const now = platform.clock.now();
  return platform.db.transaction(async (tx) => {
    const user = await insertUser(tx, { ...row, passwordHash, passwordUpdatedAt: now });
    const outcome = await also(tx, user);
    for (const { tenantId, role } of tenants) {
      await insertAdministrator(tx, { tenantId, userId: user.id, role, createdAt: now });
    }
    await record(tx, context, {
      key: 'Administrator.Create',
      userId: user.id,
      payload: { userId: user.id, after: { username: user.username, tenants } },
    });
    return { user, outcome };
  });
};

/** The console lives on the admin origin alone; anywhere else its addresses do not exist. */
export const requireAdminOrigin = ({ tenant }: Context): void => {
  if (tenant.id !== ADMIN_TENANT) throw refuseHttp('request.not_found');
};

/**
 * Refuses requests that a page of another site may have caused: the custom header must be there (a cross-site page
 * would need our CORS consent to send it, and gets none), and what the browser says of their origin must fit.
 */
export const refuseCrossSite = (context: Context, incoming: Incoming): void => {
  const site = incoming.header('sec-fetch-site');
  if (
    incoming.header(CONSOLE_HEADER) !== '1' ||
    !comesFromOwnOrigin(context.tenant, incoming) ||
    (site !== undefined && site !== 'same-origin')
  ) {
    throw refuseHttp('request.cross_site');
  }
};

/** The administrator's session of a request. Throws for everybody else. */
export const requireAdministratorSession = async (
  context: Context,
  incoming: Incoming,
): Promise<{ session: Session; administered: TenantRole[] }> => {
  requireAdminOrigin(context);
  refuseCrossSite(context, incoming);
  const session = await findSession(context, incoming);
  if (!session) throw refuse('console.not_signed_in');
  const administered = await listAdministered(context.platform.db.queries, session.userId);
  if (administered.length === 0) throw refuse('console.not_signed_in');
  return { session, administered };
};

/** Who asks, for routes of scope `console`. */
export const authenticateAdministrator = async (context: Context, incoming: Incoming): Promise<Actor> => {
  const { session, administered } = await requireAdministratorSession(context, incoming);
  const here = administered.find(({ tenantId }) => tenantId === ADMIN_TENANT);
  const scopes = here ? await scopesOfRole(context.platform.db.queries, here.role) : [];
  return { type: 'administrator', userId: session.userId, role: here?.role ?? 'none', scopes };
};

/**
 * Lets an administrator's browser call a tenant's Management API, with the scopes of their role there. Throws unless
 * they administer that tenant.
 */
export const delegateTenant = async (
  context: Context,
  incoming: Incoming,
  tenantId: string,
): Promise<{ tenant: Tenant; actor: Actor }> => {
  const { session } = await requireAdministratorSession(context, incoming);
  const { platform } = context;
  const tenant = await findTenant(platform, tenantId);
  const role = tenant && (await findAdministratorRole(platform.db.queries, tenant.id, session.userId));
  if (!tenant || role === undefined) throw refuse('console.forbidden_tenant');
  const scopes = await scopesOfRole(platform.db.queries, role);
  return { tenant, actor: { type: 'administrator', userId: session.userId, role, scopes } };
};
