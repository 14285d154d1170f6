/**
 * Just-in-time provisioning: who signs up with a verified address of a domain, or first comes through an enterprise
 * connector, becomes a member at once. The roles are the organization's own list and nothing else: what an identity
 * provider says of groups gives nobody a role (M-15).
 */
import { refuseMissing } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Transaction } from '../db/index.ts';
import { isPublicMail } from '../lib/public-mail.ts';
import type { Context } from '../platform.ts';
import { readDomainKey } from '../users/index.ts';
import { refuse } from './errors.ts';
import {
  addJitDomain,
  addToJit,
  findConnectorIds,
  findJitOrganizations,
  findJitRoleIds,
  JIT_CONNECTORS,
  JIT_DOMAINS,
  JIT_ROLES,
  type JitList,
  removeFromJit,
} from './jit.store.ts';
import { addMemberRoles, addMembers, USERS } from './members.store.ts';
import { resolveRoles } from './members.ts';
import { getOrganization } from './organizations.store.ts';

export { JIT_CONNECTORS, JIT_DOMAINS, JIT_ROLES };

const readDomain = (typed: string): string => {
  const domain = readDomainKey(typed.trim());
  if (domain === undefined)
    throw refuse('organization.jit_domain_invalid', { emailDomain: typed.slice(0, 100) });
  return domain;
};

const check = async (
  tx: Transaction,
  tenantId: string,
  list: JitList,
  values: readonly string[],
): Promise<void> => {
  if (list === JIT_ROLES) await resolveRoles(tx, tenantId, 'User', { organizationRoleIds: values });
  if (list === JIT_CONNECTORS) refuseMissing(values, await findConnectorIds(tx, tenantId, values));
};

const change = (
  context: Context,
  organizationId: string,
  work: (tx: Transaction, tenantId: string) => Promise<Record<string, unknown>>,
): Promise<void> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    await getOrganization(tx, tenant.id, organizationId);
    const payload = await work(tx, tenant.id);
    await record(tx, context, { key: 'Organization.Jit.Update', payload: { organizationId, ...payload } });
  });
};

/** What the trail says where a domain is everybody's: who may have an address there may become a member. */
const warningOf = (list: JitList, values: readonly string[]): Record<string, unknown> => {
  const open = list === JIT_DOMAINS ? values.filter(isPublicMail) : [];
  return open.length > 0 ? { publicMail: open } : {};
};

/** Adds to one of the lists; with `replace` these are then all it has. */
export const putJit = (
  context: Context,
  list: JitList,
  organizationId: string,
  typed: readonly string[],
  options: { replace?: boolean } = {},
): Promise<void> => {
  const values = [...new Set(list === JIT_DOMAINS ? typed.map(readDomain) : typed)];
  return change(context, organizationId, async (tx, tenantId) => {
    await check(tx, tenantId, list, values);
    const before = options.replace
      ? { values: await removeFromJit(tx, list, tenantId, organizationId) }
      : undefined;
    await addToJit(tx, list, tenantId, organizationId, values);
    const change = before ? { before, after: { values } } : { added: values };
    return { list: list.id, ...change, ...warningOf(list, values) };
  });
};

/** Adds one domain and answers it as it is stored. */
export const putJitDomain = async (
  context: Context,
  organizationId: string,
  typed: string,
): Promise<string> => {
  const domain = readDomain(typed);
  await change(context, organizationId, async (tx, tenantId) => {
    await addJitDomain(tx, tenantId, organizationId, domain);
    return { list: JIT_DOMAINS.id, added: [domain], ...warningOf(JIT_DOMAINS, [domain]) };
  });
  return domain;
};

/** Takes a value from one of the lists. Throws `organization.jit_not_listed`. */
export const takeJit = (
  context: Context,
  list: JitList,
  organizationId: string,
  value: string,
): Promise<void> =>
  change(context, organizationId, async (tx, tenantId) => {
    if ((await removeFromJit(tx, list, tenantId, organizationId, value)).length === 0) {
      throw refuse('organization.jit_not_listed', { value });
    }
    return { list: list.id, removed: [value] };
  });

/**
 * Makes a user a member wherever provisioning says so, in the caller's transaction. `emailDomain` is the domain of an
 * address just verified at sign-up, `ssoConnectorId` the connector of an identity just linked; a user of a connector
 * is provisioned by it alone. Memberships and roles that are there already stay as they are.
 */
export const provisionMember = async (
  tx: Transaction,
  context: Context,
  input: { userId: string; emailDomain?: string | undefined; ssoConnectorId?: string | undefined },
): Promise<void> => {
  const { platform, tenant } = context;
  const { userId, emailDomain, ssoConnectorId } = input;
  const [list, value] =
    ssoConnectorId === undefined ? [JIT_DOMAINS, emailDomain] : [JIT_CONNECTORS, ssoConnectorId];
  if (value === undefined) return;
  for (const organizationId of await findJitOrganizations(tx, list, tenant.id, value)) {
    const now = platform.clock.now();
    const added = await addMembers(tx, USERS, tenant.id, organizationId, [userId], now);
    if (added.length === 0) continue;
    const roles = await findJitRoleIds(tx, tenant.id, organizationId);
    await addMemberRoles(tx, USERS, tenant.id, organizationId, userId, roles);
    await record(tx, context, {
      key: 'Organization.Membership.Update',
      userId,
      payload: {
        organizationId,
        userIds: [userId],
        added,
        addedRoles: roles,
        provisionedBy: { [list.id]: value },
      },
    });
  }
};
