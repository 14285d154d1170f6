/**
 * What a person answers about a third-party application, on the consent page and on the device page alike: which
 * permissions it is about, which organizations they may share, and what is kept of a yes. Every grant of a client known by its metadata document is
 * for one organization at most: such clients work for one at a time, and nobody looked them over.
 */
import type { Application } from '../../applications/index.ts';
import type { Queries, Transaction } from '../../db/index.ts';
import { userOrganizations } from '../../organizations/index.ts';
import type { Context } from '../../platform.ts';
import type { AskedPermissions, OrganizationChoice } from '../../signin/index.ts';
import { refusePage } from '../errors.ts';
import { ORGANIZATIONS_SCOPE } from '../tokens/claims.ts';
import {
  type Consenting,
  insertConsents,
  listSharedOrganizations,
  shareOrganizations,
  unshareOrganizations,
} from './consent.store.ts';
import type { Item } from './consent.ts';

type Described = Pick<Application, 'cimdClientId'>;

const asksOrganizations = (items: readonly Item[]): boolean =>
  items.some(({ key }) => key === `user:${ORGANIZATIONS_SCOPE}`);

/** Permissions by API; those of the organizations' template stand under no name. */
export const permissionsOf = (items: readonly Item[]): AskedPermissions[] => {
  const groups = new Map<string, AskedPermissions>();
  for (const item of items) {
    if (item.kind === 'user') continue;
    const api = item.kind === 'organization' ? null : item.resourceName;
    const withinOrganizations = item.kind !== 'resource';
    const name = `${withinOrganizations} ${item.kind === 'organization' ? '' : item.resourceId}`;
    const group = groups.get(name) ?? { api, withinOrganizations, texts: [] };
    groups.set(name, group);
    group.texts.push(item.description?.trim() || item.name);
  }
  return [...groups.values()];
};

/** The organizations that a user may share, where they are asked for. */
export const organizationChoice = async (
  db: Queries,
  { cimdClientId }: Described,
  consenting: Consenting,
  items: readonly Item[],
): Promise<OrganizationChoice> => {
  if (!asksOrganizations(items)) return { organizations: [], sharesOne: false };
  const shared = await listSharedOrganizations(db, consenting);
  const all = await userOrganizations(db, consenting.tenantId, consenting.userId);
  return {
    organizations: all.map(({ id, name }) => ({ id, name, isShared: shared.has(id) })),
    sharesOne: cimdClientId !== null,
  };
};

/**
 * Keeps a yes: what was asked, and the organizations in place of those shared before; a client by document keeps the
 * ones of its other grants. Answers the organizations that count. Refuses organizations of others, and more than one
 * for a client by document.
 */
export const keepConsent = async (
  tx: Transaction,
  { platform }: Context,
  { cimdClientId }: Described,
  answer: { consenting: Consenting; items: readonly Item[]; organizationIds: readonly string[] },
): Promise<string[]> => {
  const { consenting, items } = answer;
  const keys = items.map(({ key }) => key);
  await insertConsents(tx, consenting, keys, platform.clock.now());
  if (!asksOrganizations(items)) return [];
  const organizationIds = [...new Set(answer.organizationIds)];
  if (cimdClientId === null) await unshareOrganizations(tx, consenting);
  else if (organizationIds.length > 1) throw refusePage('consent.one_organization');
  await shareOrganizations(tx, consenting, organizationIds, () => refusePage('consent.not_a_member'));
  return organizationIds;
};
