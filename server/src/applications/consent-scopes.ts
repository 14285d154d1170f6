/**
 * What a third-party application may ask its users for. Whatever an application asks beyond it is dropped from the
 * request, and what is taken away here is gone with the next token.
 */
import { record } from '../audit/index.ts';
import type { Transaction } from '../db/index.ts';
import { createCache } from '../lib/cache.ts';
import type { Context, Platform } from '../platform.ts';
import { type Application, getApplication } from './applications.store.ts';
import { consentScopesOwner } from './cimd.store.ts';
import {
  type ConsentScopeIds,
  type ConsentScopes,
  findUnknownScopes,
  insertConsentScopes,
  listConsentScopes,
  removeConsentScope,
  type ScopeType,
} from './consent-scopes.store.ts';
import { refuse } from './errors.ts';

const keyOf = (tenantId: string, applicationId: string): string => `${tenantId}\n${applicationId}`;

const cache = createCache((platform: Platform, key: string): Promise<ConsentScopes> => {
  const [tenantId = '', applicationId = ''] = key.split('\n');
  return listConsentScopes(platform.db.queries, tenantId, consentScopesOwner(applicationId));
});

/** What the application may ask for, at most a second old. */
export const cachedConsentScopes = (
  platform: Platform,
  tenantId: string,
  applicationId: string,
): Promise<ConsentScopes> => cache.get(platform, keyOf(tenantId, applicationId));

/** Refuses applications whose users are never asked. */
export const refuseFirstParty = (application: Application): void => {
  if (!application.isThirdParty) throw refuse('application.third_party_application_only');
};

/** Refuses permissions that nobody defined. */
export const refuseUnknownScopes = async (
  tx: Transaction,
  tenantId: string,
  ids: ConsentScopeIds,
): Promise<void> => {
  const unknown = await findUnknownScopes(tx, tenantId, ids);
  if (unknown.length > 0) {
    throw refuse('application.user_consent_scopes_not_found', {
      invalidScopes: unknown.join(', '),
      scopeIds: unknown,
    });
  }
};

/** Lets an application that is being made ask for what is still there of some permissions. */
export const addConsentScopesOf = async (
  tx: Transaction,
  tenantId: string,
  applicationId: string,
  ids: ConsentScopeIds,
): Promise<void> => {
  const unknown = new Set(await findUnknownScopes(tx, tenantId, ids));
  const known = (list: readonly string[] | undefined) => list?.filter((id) => !unknown.has(id));
  await insertConsentScopes(
    tx,
    { tenantId, applicationId },
    {
      userScopes: ids.userScopes,
      organizationScopes: known(ids.organizationScopes),
      resourceScopes: known(ids.resourceScopes),
      organizationResourceScopes: known(ids.organizationResourceScopes),
    },
  );
};

/** Adds permissions. Refused for first-party applications and for permissions that nobody defined. */
export const addConsentScopes = async (
  context: Context,
  applicationId: string,
  ids: ConsentScopeIds,
): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    refuseFirstParty(await getApplication(tx, tenant.id, applicationId));
    await refuseUnknownScopes(tx, tenant.id, ids);
    await insertConsentScopes(tx, { tenantId: tenant.id, applicationId }, ids);
    await record(tx, context, {
      key: 'Application.ConsentScopes.Update',
      applicationId,
      payload: { added: ids },
    });
  });
  cache.forget(platform, keyOf(tenant.id, applicationId));
};

/** Takes one permission away. */
export const dropConsentScope = async (
  context: Context,
  applicationId: string,
  type: ScopeType,
  scopeId: string,
): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    await getApplication(tx, tenant.id, applicationId);
    if (!(await removeConsentScope(tx, { tenantId: tenant.id, applicationId }, type, scopeId)))
      throw refuse('application.consent_scope_not_found');
    await record(tx, context, {
      key: 'Application.ConsentScopes.Update',
      applicationId,
      payload: { removed: { type, scopeId } },
    });
  });
  cache.forget(platform, keyOf(tenant.id, applicationId));
};
