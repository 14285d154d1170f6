/**
 * The tenant's rules for clients that register themselves (RFC 7591), and the initial access tokens without which
 * nobody may. Off until an administrator turns it on. The endpoint is in registration-endpoint.ts.
 */
import { addConsentScopesOf, type ConsentScopeIds, refuseUnknownScopes } from '../../applications/index.ts';
import { record } from '../../audit/index.ts';
import type { Queries, Transaction } from '../../db/index.ts';
import { sha256 } from '../../lib/digest.ts';
import { createId, createSecret } from '../../lib/ids.ts';
import type { Context } from '../../platform.ts';
import { findTenantSettings, putTenantSettings } from '../../tenants/index.ts';
import { refuseRegistration } from '../errors.ts';
import {
  insertRegistrationToken,
  type RegistrationToken,
  removeRegistrationToken,
} from './registration.store.ts';

const NAME = 'dynamic-client-registration';

export type RegistrationSettings = {
  enabled: boolean;
  /** What every new client may ask its users for; its own list starts with these. */
  allowedScopes: ConsentScopeIds;
};

export const registrationSettings = async (
  db: Queries | Transaction,
  tenantId: string,
): Promise<RegistrationSettings> => {
  const settings = await findTenantSettings(db, tenantId, NAME);
  return {
    enabled: settings?.enabled === true,
    allowedScopes: (settings?.allowedScopes ?? {}) as ConsentScopeIds,
  };
};

/** Changes the rules. Refuses permissions that nobody defined. */
export const changeRegistrationSettings = async (
  context: Context,
  change: { enabled?: boolean | undefined; allowedScopes?: ConsentScopeIds | undefined },
): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    const before = await registrationSettings(tx, tenant.id);
    if (change.allowedScopes) await refuseUnknownScopes(tx, tenant.id, change.allowedScopes);
    const after = {
      enabled: change.enabled ?? before.enabled,
      allowedScopes: change.allowedScopes ?? before.allowedScopes,
    };
    await putTenantSettings(tx, tenant.id, NAME, after);
    await record(tx, context, { key: 'TenantSettings.Update', payload: { name: NAME, before, after } });
  });
};

/** Lets a new client ask for what the rules allow. Permissions deleted since they were allowed are gone from it. */
export const allowScopes = async (
  tx: Transaction,
  context: Context,
  applicationId: string,
): Promise<void> => {
  const { allowedScopes } = await registrationSettings(tx, context.tenant.id);
  await addConsentScopesOf(tx, context.tenant.id, applicationId, allowedScopes);
};

/** Makes an initial access token. `value` is not kept. */
export const createRegistrationToken = async (
  context: Context,
  { name, maxUses, expiresAt }: { name: string; maxUses: number; expiresAt: number },
): Promise<{ token: RegistrationToken; value: string }> => {
  const { platform, tenant } = context;
  const now = platform.clock.now();
  if (expiresAt <= now) throw refuseRegistration('registration.token_expired');
  const value = `reg_${createSecret(40)}`;
  const token = {
    tenantId: tenant.id,
    id: createId(),
    tokenHash: sha256(value),
    name,
    usesLeft: maxUses,
    createdAt: now,
    expiresAt,
  };
  await platform.db.transaction(async (tx) => {
    await insertRegistrationToken(tx, token);
    await record(tx, context, {
      key: 'RegistrationToken.Create',
      payload: { registrationTokenId: token.id, name, maxUses, expiresAt },
    });
  });
  return { token, value };
};

/** Ends an initial access token; the clients registered with it stay. */
export const deleteRegistrationToken = async (context: Context, id: string): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    if (!(await removeRegistrationToken(tx, tenant.id, id))) {
      throw refuseRegistration('registration.token_not_found');
    }
    await record(tx, context, {
      key: 'RegistrationToken.Delete',
      payload: { registrationTokenId: id },
    });
  });
};
