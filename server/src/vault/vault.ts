/**
 * The Secret Vault: what identity providers gave for a user, sealed in an envelope of its own that is bound to
 * tenant, user, row and version. A ciphertext moved to another user or an older one put back does not open (V-02).
 * Only metadata is readable without the master key.
 */
import { record, recordRefusal } from '../audit/index.ts';
import type { Transaction } from '../db/index.ts';
import { createId } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { refuse } from './errors.ts';
import {
  dropLease,
  findSecretRow,
  holdIdentity,
  insertSecretRow,
  raiseVersion,
  removeSecretRow,
  replaceSecretRow,
  takeLease,
  type VaultRow,
} from './vault.store.ts';

/** What may be shown of a stored token set. `expiresAt` in seconds since the epoch. */
export type SecretMetadata = {
  readonly scope?: string;
  readonly expiresAt?: number;
  readonly tokenType?: string;
  readonly hasRefreshToken: boolean;
};

export type VaultOwner = {
  readonly userId: string;
  readonly ssoConnectorId: string;
  readonly ssoIdentityId: string;
};

/** A stored secret without its content. */
export type VaultSecret = VaultRow & { readonly vaultVersion: number };

const bindingOf = (row: { tenantId: string; userId: string; id: string }, version: number): string[] => [
  'vault',
  row.tenantId,
  row.userId,
  row.id,
  String(version),
];

/** The secret stored for an outside identity, unopened. */
export const findSecret = (context: Context, ssoIdentityId: string): Promise<VaultSecret | undefined> =>
  findSecretRow(context.platform.db.queries, context.tenant.id, ssoIdentityId);

/** What may be shown of a secret: when it was stored and what it allows, nothing of its content. */
export const secretMetadata = (secret: Pick<VaultRow, 'metadata'>): SecretMetadata =>
  secret.metadata as unknown as SecretMetadata;

/** Stores a secret, in place of an earlier one of the same identity. Part of the caller's transaction. */
export const putSecret = async (
  tx: Transaction,
  context: Context,
  owner: VaultOwner,
  plaintext: string,
  metadata: SecretMetadata,
): Promise<void> => {
  const { platform, tenant } = context;
  const now = platform.clock.now();
  const version = await raiseVersion(tx, tenant.id, owner.ssoIdentityId);
  const known = await findSecretRow(tx, tenant.id, owner.ssoIdentityId);
  if (known) await removeSecretRow(tx, known);
  const id = createId();
  const row = { tenantId: tenant.id, id, ...owner };
  await insertSecretRow(tx, {
    ...row,
    kekId: platform.sealer.keyId,
    sealed: platform.sealer.seal(plaintext, bindingOf(row, version)),
    metadata: { ...metadata },
    version,
    leaseUntil: 0,
    createdAt: known?.createdAt ?? now,
    updatedAt: now,
  });
  await record(tx, context, {
    key: 'Vault.Secret.Store',
    userId: owner.userId,
    payload: { ssoConnectorId: owner.ssoConnectorId, ...metadata },
  });
};

/**
 * The content of a secret. Throws `vault.secret_unreadable`, audited, when the row was altered, belongs to somebody
 * else, is older than what was stored last, or was sealed under another master key.
 */
export const openSecret = async (context: Context, secret: VaultSecret): Promise<string> => {
  try {
    if (secret.version !== secret.vaultVersion) throw new Error('an older version was put back');
    return context.platform.sealer.open(secret.sealed, bindingOf(secret, secret.version));
  } catch (cause) {
    await recordRefusal(context, {
      key: 'Vault.Secret.Read',
      userId: secret.userId,
      payload: {
        ssoConnectorId: secret.ssoConnectorId,
        secretId: secret.id,
        reason: 'vault.secret_unreadable',
      },
    });
    throw refuse('vault.secret_unreadable', undefined, { cause });
  }
};

/** Puts new content in place of what `secret` was read as. Answers false when somebody replaced it meanwhile. */
export const replaceSecret = async (
  tx: Transaction,
  context: Context,
  secret: VaultSecret,
  plaintext: string,
  metadata: SecretMetadata,
): Promise<boolean> => {
  const { platform, tenant } = context;
  const version = secret.version + 1;
  // Like putSecret, identity first: in the other order a sign-in and a renewal would wait for each other.
  await holdIdentity(tx, tenant.id, secret.ssoIdentityId);
  const won = await replaceSecretRow(tx, secret, {
    kekId: platform.sealer.keyId,
    sealed: platform.sealer.seal(plaintext, bindingOf(secret, version)),
    metadata: { ...metadata },
    version,
    updatedAt: platform.clock.now(),
  });
  if (won) await raiseVersion(tx, tenant.id, secret.ssoIdentityId);
  return won;
};

/** Removes a secret, unless it was replaced since it was read. */
export const removeSecret = async (
  tx: Transaction,
  context: Context,
  secret: VaultSecret,
  reason: string,
): Promise<void> => {
  if (!(await removeSecretRow(tx, secret))) return;
  await record(tx, context, {
    key: 'Vault.Secret.Delete',
    userId: secret.userId,
    payload: { ssoConnectorId: secret.ssoConnectorId, reason },
  });
};

/**
 * The right to refresh a secret, for one caller among all nodes; undefined when another holds it. It ends by itself,
 * so that a node that dies does not keep it.
 */
export const leaseSecret = async (
  context: Context,
  secret: VaultSecret,
  milliseconds: number,
): Promise<{ release: () => Promise<void> } | undefined> => {
  const { db, clock } = context.platform;
  const now = clock.now();
  const until = now + milliseconds;
  if (!(await takeLease(db.queries, secret, now, until))) return undefined;
  return { release: () => dropLease(db.queries, secret, until) };
};
