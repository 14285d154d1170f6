/**
 * Which user an outside identity is. The key is (issuer, subject) and nothing else; an address joins a new identity
 * to an existing user only when the connector's domains cover it and the provider vouches for it. See
 * docs/decisions/0004-linking-outside-identities.md for the attacks this answers.
 */
import { record, recordRefusal } from '../audit/index.ts';
import { coversAddress } from '../connectors/index.ts';
import type { JsonObject, Queries, Transaction } from '../db/index.ts';
import { createId } from '../lib/ids.ts';
import { provisionMember } from '../organizations/index.ts';
import type { Context } from '../platform.ts';
import {
  createUserId,
  dropUnverifiedCredentials,
  findUser,
  findUserByVerifiedEmail,
  getUser,
  insertUser,
  newUserRow,
  readEmailKey,
  refuseUser,
  type User,
  updateUser,
} from '../users/index.ts';
import { findIdentity, insertIdentity, type SsoIdentity, updateIdentity } from './identities.store.ts';
import type { Arrival } from './sign-in.ts';
import { type ConnectorRow, getConnectorRow } from './sso-connectors.store.ts';
import { storeTokens } from './tokens.ts';

/** The address that may join an identity to a user, as its key; undefined when this one may not. */
const vouchedKey = (row: ConnectorRow, { email, emailVouched }: Arrival['identity']): string | undefined => {
  const key = email === null ? undefined : readEmailKey(email);
  return emailVouched && key !== undefined && coversAddress(row.domains, key) ? key : undefined;
};

const refuseSuspended = (user: User): User => {
  if (user.isSuspended) throw refuseUser('user.suspended');
  return user;
};

type Match = { user: User; by: 'identity' | 'email' } | 'sign-in-first' | undefined;

const match = async (db: Queries | Transaction, context: Context, arrival: Arrival): Promise<Match> => {
  const { tenant } = context;
  const known = await findIdentity(db, tenant.id, arrival.identity);
  if (known) {
    const user = await findUser(db, tenant.id, known.userId);
    return user && { user: refuseSuspended(user), by: 'identity' };
  }
  const row = await getConnectorRow(db, tenant.id, arrival.connectorId);
  const { email } = arrival.identity;
  const holder = email === null ? undefined : await findUserByVerifiedEmail(db, tenant.id, email);
  if (!holder) return undefined;
  return vouchedKey(row, arrival.identity) === holder.emailKey
    ? { user: refuseSuspended(holder), by: 'email' }
    : 'sign-in-first';
};

/**
 * The id of the user that an arrival signs in; undefined where a new account is due; `sign-in-first` where the
 * address belongs to an account that this identity may not be joined to. Throws `user.suspended`. Changes nothing.
 */
export const findLinkedUser = async (
  context: Context,
  arrival: Arrival,
): Promise<string | undefined | 'sign-in-first'> => {
  const found = await match(context.platform.db.queries, context, arrival);
  if (found === 'sign-in-first') {
    await recordRefusal(context, {
      key: 'Interaction.SignIn.Identifier.Submit',
      payload: {
        connectorId: arrival.connectorId,
        identityId: arrival.identity.subject,
        reason: 'user.sign_in_first_to_link',
      },
    });
  }
  return typeof found === 'object' ? found.user.id : found;
};

const identityRow = (context: Context, userId: string, arrival: Arrival) => {
  const now = context.platform.clock.now();
  return {
    tenantId: context.tenant.id,
    id: createId(),
    userId,
    ssoConnectorId: arrival.connectorId,
    issuer: arrival.identity.issuer,
    identityId: arrival.identity.subject,
    detail: arrival.identity.detail as JsonObject,
    createdAt: now,
    updatedAt: now,
  };
};

const keepTokens = (
  tx: Transaction,
  context: Context,
  identity: SsoIdentity,
  arrival: Arrival,
  row: ConnectorRow,
) => (row.enableTokenStorage ? storeTokens(tx, context, identity, arrival) : Promise.resolve());

/**
 * Lets an arrival in as an existing user, in the caller's transaction: notes what the provider said, joins the
 * identity where it is new, takes over name and picture where the connector says so, and stores its tokens. Judges
 * once more inside the transaction, and throws `user.sign_in_first_to_link` where `userId` is not whom the arrival
 * may sign in, whatever was found before (L-05).
 */
export const attachIdentity = async (
  tx: Transaction,
  context: Context,
  userId: string,
  arrival: Arrival,
): Promise<User> => {
  const { platform, tenant } = context;
  const row = await getConnectorRow(tx, tenant.id, arrival.connectorId);
  const found = await match(tx, context, arrival);
  if (typeof found !== 'object' || found.user.id !== userId) throw refuseUser('user.sign_in_first_to_link');
  const fresh = identityRow(context, userId, arrival);
  const inserted = found.by === 'email' ? await insertIdentity(tx, fresh) : undefined;
  const identity = inserted ?? (await findIdentity(tx, tenant.id, arrival.identity));
  if (!identity || identity.userId !== userId) throw refuseUser('user.sign_in_first_to_link');
  await updateIdentity(tx, identity, {
    detail: fresh.detail,
    ssoConnectorId: arrival.connectorId,
    updatedAt: fresh.updatedAt,
  });
  await record(tx, context, {
    key: inserted ? 'SsoIdentity.Create' : 'SsoIdentity.Update',
    userId,
    payload: {
      connectorId: arrival.connectorId,
      issuer: identity.issuer,
      identityId: identity.identityId,
      by: found.by,
    },
  });
  const user = inserted ? await dropUnverifiedCredentials(tx, context, found.user) : found.user;
  if (inserted) await provisionMember(tx, context, { userId, ssoConnectorId: row.id });
  await keepTokens(tx, context, identity, arrival, row);
  if (!row.syncProfile) return user;
  const { name, avatar } = arrival.identity;
  const patch = { ...(name === null ? {} : { name }), ...(avatar === null ? {} : { avatar }) };
  return updateUser(tx, tenant.id, userId, patch, platform.clock.now());
};

/**
 * Makes the account of an arrival that is nobody's yet, in the caller's transaction, and answers its id. The address
 * counts as verified only when it could have linked; otherwise it is kept without finding or blocking anybody.
 * Throws `user.sign_in_first_to_link` where the address or the identity is taken meanwhile.
 */
export const registerExternalUser = async (
  tx: Transaction,
  context: Context,
  arrival: Arrival,
): Promise<User> => {
  const { tenant } = context;
  const row = await getConnectorRow(tx, tenant.id, arrival.connectorId);
  if ((await match(tx, context, arrival)) !== undefined) throw refuseUser('user.sign_in_first_to_link');
  const { email, name, avatar } = arrival.identity;
  const usable = email !== null && readEmailKey(email) !== undefined ? email : null;
  const user = await insertUser(
    tx,
    newUserRow(context, {
      id: createUserId(),
      primaryEmail: usable,
      emailVerified: vouchedKey(row, arrival.identity) !== undefined,
      name,
      avatar,
    }),
  );
  const identity = await insertIdentity(tx, identityRow(context, user.id, arrival));
  if (!identity) throw refuseUser('user.sign_in_first_to_link');
  await record(tx, context, {
    key: 'User.Create',
    userId: user.id,
    payload: { userId: user.id, connectorId: row.id },
  });
  await record(tx, context, {
    key: 'SsoIdentity.Create',
    userId: user.id,
    payload: {
      connectorId: row.id,
      issuer: identity.issuer,
      identityId: identity.identityId,
      by: 'registration',
    },
  });
  await provisionMember(tx, context, { userId: user.id, ssoConnectorId: row.id });
  await keepTokens(tx, context, identity, arrival, row);
  return getUser(tx, tenant.id, user.id);
};
