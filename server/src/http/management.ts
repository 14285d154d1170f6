/**
 * Scopes of the Management API: `all`, and `<group>:read` or `<group>:write` by path and method. The groups are the
 * literal map below; a route of the Management API whose path is not in it fails when the application is built.
 */
import type { Actor, Tenant } from '../platform.ts';
import { refuse } from './errors.ts';
import type { Scope } from './route.ts';

/** Covers every other scope; what published clients ask for. */
export const MANAGEMENT_SCOPE = 'all';
/** Group of the routes that reveal stored secrets (scope `management:secrets`). */
const SECRETS = 'secrets';
/** The tenant whose users are the administrators: whoever changes anything there could become one of them. */
const ADMINISTRATORS_TENANT = 'admin';
/** Changes there that judge by themselves who may do what. */
const HARMLESS_THERE: readonly string[] = ['administrators:write', 'tenants:write'];
/** Shows what is written to administrators, codes among it. */
const REVEALING_THERE = 'inbox:read';

/** Group of each path. `:` stands for any parameter; the longest path that fits wins. */
const GROUPS: Readonly<Record<string, string>> = {
  '/api/users': 'users',
  '/api/verification-codes': 'users',
  '/api/users/:/organizations': 'organizations',
  '/api/users/:/roles': 'roles',
  '/api/one-time-tokens': 'impersonation',
  '/api/subject-tokens': 'impersonation',
  '/api/applications': 'applications',
  '/api/applications/:/roles': 'roles',
  '/api/applications/:/organizations': 'organizations',
  '/api/saml-applications': 'applications',
  '/api/cimd': 'applications',
  '/api/organizations': 'organizations',
  '/api/organization-roles': 'organizations',
  '/api/organization-scopes': 'organizations',
  '/api/organization-invitations': 'organizations',
  '/api/roles': 'roles',
  '/api/resources': 'resources',
  '/api/connectors': 'connectors',
  '/api/connector-factories': 'connectors',
  '/api/email-templates': 'connectors',
  '/api/sso-connectors': 'sso-connectors',
  '/api/sso-connector-providers': 'sso-connectors',
  '/api/sso-connector-reach': 'sso-connectors',
  '/api/sign-in-exp': 'sign-in-experience',
  '/api/custom-phrases': 'sign-in-experience',
  '/api/custom-profile-fields': 'sign-in-experience',
  '/api/account-center': 'sign-in-experience',
  '/api/captcha-provider': 'sign-in-experience',
  '/api/user-assets': 'sign-in-experience',
  '/api/configs': 'configs',
  '/api/systems': 'configs',
  '/api/configs/oidc': 'keys',
  '/api/configs/oidc/session': 'configs',
  '/api/configs/audit': 'logs',
  '/api/configs/audit-sink': 'logs',
  '/api/hooks': 'hooks',
  '/api/logs': 'logs',
  '/api/sentinel-activities': 'users',
  '/api/dashboard': 'dashboard',
  '/api/domains': 'domains',
  '/api/secrets': 'secrets',
  '/api/development-inbox': 'inbox',
  '/api/administrators': 'administrators',
  '/api/administrator-roles': 'administrators',
  '/api/administrator-invitations': 'administrators',
  '/api/tenants': 'tenants',
};

const fits = (pattern: string, path: string): boolean => {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  return wanted.every(
    (part, index) => part === given[index] || (part === ':' && given[index]?.startsWith(':')),
  );
};

/** The group of a route's path. Throws for a path that is in none, and says where to add it. */
export const managementGroupOf = (path: string): string => {
  const found = Object.keys(GROUPS)
    .filter((pattern) => fits(pattern, path))
    .sort((a, b) => b.split('/').length - a.split('/').length)[0];
  if (found === undefined) {
    throw new Error(
      `${path} has no group of management scopes: add a line for it to GROUPS in server/src/http/management.ts`,
    );
  }
  return GROUPS[found] as string;
};

/** Every group, sorted. */
const MANAGEMENT_GROUPS: readonly string[] = [...new Set(Object.values(GROUPS))].sort();

/** Every scope of the Management API with what it allows, `all` first. */
export const MANAGEMENT_SCOPES: readonly { name: string; description: string }[] = [
  { name: MANAGEMENT_SCOPE, description: 'Everything the Management API can do' },
  ...MANAGEMENT_GROUPS.flatMap((group) => [
    {
      name: `${group}:read`,
      description: group === SECRETS ? 'Reveal stored secrets' : `Read ${group.replaceAll('-', ' ')}`,
    },
    { name: `${group}:write`, description: `Change ${group.replaceAll('-', ' ')}` },
  ]),
];

/** The scope an operation needs; undefined where it is not of the Management API. */
export const managementScopeOf = (operation: string, scope: Scope): string | undefined => {
  if (scope !== 'management' && scope !== 'management:secrets') return undefined;
  const [method = '', path = ''] = operation.split(' ');
  const group = scope === 'management:secrets' ? SECRETS : managementGroupOf(path);
  return `${group}:${method === 'GET' ? 'read' : 'write'}`;
};

/** Scopes that an actor may use on the Management API of the context's tenant. */
const scopesOfActor = (actor: Actor): readonly string[] => {
  switch (actor.type) {
    case 'application':
    case 'administrator':
      return actor.scopes;
    case 'cli':
    case 'system':
      return [MANAGEMENT_SCOPE];
    default:
      return [];
  }
};

/** Whether scopes allow what `required` allows. */
export const covers = (scopes: readonly string[], required: string): boolean =>
  scopes.includes(MANAGEMENT_SCOPE) || scopes.includes(required);

/** Those of `wanted` that an actor's own scopes do not cover: what it may not pass on either (M-04). */
export const scopesBeyond = (actor: Actor, wanted: readonly string[]): string[] => {
  const held = scopesOfActor(actor);
  return wanted.filter((scope) => !covers(held, scope));
};

/**
 * Throws unless the actor's scopes cover the operation's. On tenant `admin` every change also needs `all`: with its
 * connectors, sign-in settings or users, whoever changes it could become an owner, and whoever reads the codes that are
 * sent there too.
 */
export const requireManagementScope = (actor: Actor, tenant: Pick<Tenant, 'id'>, required: string): void => {
  const held = scopesOfActor(actor);
  const reachesAdministrators =
    tenant.id === ADMINISTRATORS_TENANT &&
    (required === REVEALING_THERE || (required.endsWith(':write') && !HARMLESS_THERE.includes(required)));
  const needed = reachesAdministrators && covers(held, required) ? MANAGEMENT_SCOPE : required;
  if (covers(held, needed)) return;
  throw refuse(
    'auth.scope_missing',
    { scope: needed },
    { headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${needed}"` } },
  );
};
