/**
 * The body that a webhook sends, in the wire contract's shape. It is made moments after the change, from the event and
 * from what the change left behind, and stays the same over all attempts.
 */
import { type HookEvent, type HookOccasion, MAX_NAMED } from '../audit/index.ts';
import type { Queries } from '../db/index.ts';
import type { Platform, Tenant } from '../platform.ts';
import {
  findApplicationSubject,
  findOrganizationRoleSubject,
  findOrganizationScopeSubject,
  findOrganizationSubject,
  findRoleSubject,
  findScopeSubject,
  findUserSubject,
  listOrganizationRoleScopeSubjects,
  listRoleScopeSubjects,
} from './subjects.store.ts';

type Data = Record<string, unknown> | Record<string, unknown>[] | undefined;
type Loader = (db: Queries, tenantId: string, occasion: HookOccasion) => Promise<Data>;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const userIdOf = ({ about, userId }: HookOccasion): string => textOf(about.userId) || (userId ?? '');

const user: Loader = (db, tenantId, occasion) => findUserSubject(db, tenantId, userIdOf(occasion));
const role: Loader = (db, tenantId, { about }) => findRoleSubject(db, tenantId, textOf(about.roleId));
const scope: Loader = (db, tenantId, { about }) => findScopeSubject(db, tenantId, textOf(about.scopeId));
const organization: Loader = (db, tenantId, { about }) =>
  findOrganizationSubject(db, tenantId, textOf(about.organizationId));
const organizationRole: Loader = (db, tenantId, { about }) =>
  findOrganizationRoleSubject(db, tenantId, textOf(about.organizationRoleId));
const organizationScope: Loader = (db, tenantId, { about }) =>
  findOrganizationScopeSubject(db, tenantId, textOf(about.organizationScopeId));

/** What `data` holds; null for events that are not listed, such as deletions. */
const DATA: Partial<Record<HookEvent, Loader>> = {
  'User.Created': user,
  'User.Data.Updated': user,
  'User.SuspensionStatus.Updated': user,
  'Role.Created': role,
  'Role.Data.Updated': role,
  'Role.Scopes.Updated': (db, tenantId, { about }) =>
    listRoleScopeSubjects(db, tenantId, textOf(about.roleId), MAX_NAMED),
  'Scope.Created': scope,
  'Scope.Data.Updated': scope,
  'Organization.Created': organization,
  'Organization.Data.Updated': organization,
  'OrganizationRole.Created': organizationRole,
  'OrganizationRole.Data.Updated': organizationRole,
  'OrganizationRole.Scopes.Updated': (db, tenantId, { about }) =>
    listOrganizationRoleScopeSubjects(db, tenantId, textOf(about.organizationRoleId), MAX_NAMED),
  'OrganizationScope.Created': organizationScope,
  'OrganizationScope.Data.Updated': organizationScope,
};

/** Which interaction an event ended; undefined for changes through an API. */
const INTERACTIONS: Partial<Record<HookEvent, string>> = {
  PostRegister: 'Register',
  PostSignIn: 'SignIn',
  PostSignInAdaptiveMfaTriggered: 'SignIn',
  PostResetPassword: 'ForgotPassword',
};

const idsOf = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? (value as string[]).slice(0, MAX_NAMED) : undefined;

/** Who came and who went. Users and machines are named apart; lists are cut at 5000. */
const membershipOf = ({ about }: HookOccasion): Record<string, unknown> => {
  const kind = about.applicationIds === undefined ? 'User' : 'Application';
  const [added, removed] = [idsOf(about.added), idsOf(about.removed)];
  return {
    organizationId: about.organizationId,
    ...(added ? { [`added${kind}Ids`]: added } : {}),
    ...(removed ? { [`removed${kind}Ids`]: removed } : {}),
  };
};

/** What an exception is about, for whoever reacts to it. */
const exceptionOf = ({ about }: HookOccasion): Record<string, unknown> => ({ data: about });

const EXCEPTIONS: readonly HookEvent[] = ['Identifier.Lockout', 'Message.RateLimited', 'Grant.LimitExceeded'];

/** Ids of what was changed, where no route's parameters name them. */
const paramsOf = ({ call, about }: HookOccasion): Record<string, unknown> =>
  call?.params ??
  Object.fromEntries(
    Object.entries(about).filter(([name, value]) => /Id$/.test(name) && typeof value === 'string'),
  );

/** The payload of one event of an occasion, for one webhook. */
export type HookPayload = Record<string, unknown> & { hookId: string; event: HookEvent };

/** Reads once what is the same for every webhook; answers how each one's payload is made. */
export const composePayload = async (
  { db }: Pick<Platform, 'db'>,
  tenant: Tenant,
  occasion: HookOccasion,
  event: HookEvent,
): Promise<(hookId: string) => HookPayload> => {
  const interactionEvent = INTERACTIONS[event];
  const { userId, applicationId, call } = occasion;
  const data = (await DATA[event]?.(db.queries, tenant.id, occasion)) ?? null;
  const who = userId ? await findUserSubject(db.queries, tenant.id, userId) : undefined;
  const application = applicationId
    ? await findApplicationSubject(db.queries, tenant.id, applicationId)
    : undefined;
  const common = {
    createdAt: new Date(occasion.at).toISOString(),
    ...(interactionEvent ? { interactionEvent } : {}),
    ...(typeof occasion.about.sessionId === 'string' ? { sessionId: occasion.about.sessionId } : {}),
    ...(occasion.userAgent === null ? {} : { userAgent: occasion.userAgent }),
    ip: occasion.ip,
    userIp: occasion.ip,
    ...(userId ? { userId } : {}),
    ...(who ? { user: who } : {}),
    ...(applicationId ? { applicationId } : {}),
    ...(application ? { application } : {}),
    ...(call
      ? { path: call.path, method: call.method, status: call.status, matchedRoute: call.matchedRoute }
      : {}),
    ...(interactionEvent ? {} : { params: paramsOf(occasion), data }),
    ...(event === 'Organization.Membership.Updated' ? membershipOf(occasion) : {}),
    ...(EXCEPTIONS.includes(event) ? exceptionOf(occasion) : {}),
  };
  return (hookId) => ({ hookId, event, ...common });
};
