/**
 * Roles of administrators: what somebody may do on a tenant, as scopes of its Management API. Three are in every
 * installation; the operator's own are a name and a list of scopes, kept at tenant `admin` and good on every tenant.
 */
import { differences, record } from '../audit/index.ts';
import type { Queries, Transaction } from '../db/index.ts';
import { MANAGEMENT_SCOPE, MANAGEMENT_SCOPES, scopesBeyond } from '../http/index.ts';
import { createId } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { isRoleGiven, OWNER } from '../tenants/index.ts';
import {
  type AdministratorRole,
  findAdministratorRoleRow,
  insertAdministratorRole,
  listAdministratorRoleRows,
  removeAdministratorRole,
  updateAdministratorRole,
} from './administrator-roles.store.ts';
import { refuse } from './errors.ts';

/** A role as the wire shows it. */
export type Role = Pick<AdministratorRole, 'id' | 'name' | 'description'> & {
  scopes: string[];
  isBuiltIn: boolean;
};

const every = MANAGEMENT_SCOPES.map(({ name }) => name).filter((name) => name !== MANAGEMENT_SCOPE);
/** Whom these are left to: they make administrators, show what is stored sealed, or end every token at once. */
const OWNERS_ALONE = ['administrators:write', 'tenants:write', 'secrets:read', 'secrets:write', 'keys:write'];
/** The development inbox shows codes, with which one signs in as somebody else. */
const NOT_FOR_READERS = ['secrets:read', 'inbox:read'];

const BUILT_IN: readonly Role[] = [
  {
    id: OWNER,
    name: 'Owner',
    description: 'Everything, administrators too',
    scopes: [MANAGEMENT_SCOPE],
    isBuiltIn: true,
  },
  {
    id: 'admin',
    name: 'Admin',
    description: 'Everything but administrators, tenants, stored secrets and changing keys',
    scopes: every.filter((name) => !OWNERS_ALONE.includes(name)),
    isBuiltIn: true,
  },
  {
    id: 'read-only',
    name: 'Read-only',
    description: 'Reads everything but stored secrets and the development inbox',
    scopes: every.filter((name) => name.endsWith(':read') && !NOT_FOR_READERS.includes(name)),
    isBuiltIn: true,
  },
];

const present = ({ id, name, description, managementScopes }: AdministratorRole): Role => ({
  id,
  name,
  description,
  scopes: managementScopes,
  isBuiltIn: false,
});

/** A role by its id; undefined when there is none. */
export const findRole = async (db: Queries | Transaction, id: string): Promise<Role | undefined> => {
  const builtIn = BUILT_IN.find((role) => role.id === id);
  if (builtIn) return builtIn;
  const row = await findAdministratorRoleRow(db, id);
  return row && present(row);
};

/** Scopes that come with a role; none when the role is gone. */
export const scopesOfRole = async (db: Queries | Transaction, id: string): Promise<readonly string[]> =>
  (await findRole(db, id))?.scopes ?? [];

/** Throws `administrator_role.not_found`. */
export const getRole = async (db: Queries | Transaction, id: string): Promise<Role> => {
  const role = await findRole(db, id);
  if (!role) throw refuse('administrator_role.not_found', { id });
  return role;
};

/** Every role, those of the installation first. */
export const listRoles = async (db: Queries): Promise<Role[]> => [
  ...BUILT_IN,
  ...(await listAdministratorRoleRows(db)).map(present),
];

/** Nobody gives a role that may do more than they may themselves (M-04). */
export const refuseBeyondOwn = ({ actor }: Context, scopes: readonly string[]): void => {
  const beyond = scopesBeyond(actor, scopes);
  if (beyond.length > 0) throw refuse('administrator_role.beyond_own', { scopes: beyond.join(', ') });
};

const getChangeable = async (tx: Transaction, id: string): Promise<Role> => {
  const role = await getRole(tx, id);
  if (role.isBuiltIn) throw refuse('administrator_role.built_in');
  return role;
};

type Input = { name: string; description?: string | null | undefined; scopes: readonly string[] };

export const createRole = async (context: Context, input: Input): Promise<Role> => {
  const { platform, tenant } = context;
  const managementScopes = [...new Set(input.scopes)].sort();
  refuseBeyondOwn(context, managementScopes);
  const row = {
    tenantId: tenant.id,
    id: createId(),
    name: input.name,
    description: input.description ?? null,
    managementScopes,
    createdAt: platform.clock.now(),
  };
  await platform.db.transaction(async (tx) => {
    await insertAdministratorRole(tx, row);
    await record(tx, context, {
      key: 'AdministratorRole.Create',
      payload: { roleId: row.id, after: present(row) },
    });
  });
  return present(row);
};

/** Changes a role, for everybody who holds it at once. Neither the former nor the new scopes may go beyond the actor's. */
export const changeRole = async (
  context: Context,
  id: string,
  patch: { [K in keyof Input]?: Input[K] | undefined },
): Promise<Role> =>
  context.platform.db.transaction(async (tx) => {
    const role = await getChangeable(tx, id);
    const next = {
      name: patch.name ?? role.name,
      description: patch.description === undefined ? role.description : patch.description,
      scopes: patch.scopes ? [...new Set(patch.scopes)].sort() : role.scopes,
    };
    refuseBeyondOwn(context, [...role.scopes, ...next.scopes]);
    const { scopes: managementScopes, ...rest } = next;
    await updateAdministratorRole(tx, id, { ...rest, managementScopes });
    await record(tx, context, {
      key: 'AdministratorRole.Update',
      payload: { roleId: id, ...differences(role, next) },
    });
    return { ...role, ...next };
  });

/** Deletes a role that nobody holds. */
export const deleteRole = async (context: Context, id: string): Promise<void> => {
  await context.platform.db.transaction(async (tx) => {
    const role = await getChangeable(tx, id);
    if (await isRoleGiven(tx, id)) throw refuse('administrator_role.in_use');
    await removeAdministratorRole(tx, id);
    await record(tx, context, { key: 'AdministratorRole.Delete', payload: { roleId: id, before: role } });
  });
};
