/** Rows of devices that wait to be let in. Only hashes of their codes are stored; every step is one conditional write. */
import type { Insertable, Selectable } from 'kysely';
import type { DeviceCodesTable, Queries } from '../../db/index.ts';
import { refusingOrphans } from '../../db/index.ts';
import { refuse } from '../errors.ts';
import { HOLDER, type Holder } from '../grants.store.ts';

export type DeviceCode = Selectable<DeviceCodesTable>;

/** Adds a waiting device. Refuses with `invalid_client` where the application has been deleted since it was read. */
export const insertDeviceCode = async (tx: Queries, row: Insertable<DeviceCodesTable>): Promise<void> => {
  await refusingOrphans(tx.insertInto('deviceCodes').values(row).execute(), () =>
    refuse('invalid_client', 'No application has this client_id.'),
  );
};

/** A device by its own code, whatever became of it. */
export const findDeviceCode = (
  db: Queries,
  tenantId: string,
  codeHash: string,
): Promise<DeviceCode | undefined> =>
  db
    .selectFrom('deviceCodes')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('codeHash', '=', codeHash)
    .executeTakeFirst();

/** Counts a user code that is entered. Answers its device while that waits and was looked up less than `most` times. */
export const lookUpDevice = (
  tx: Queries,
  tenantId: string,
  userCodeHash: string,
  most: number,
  now: number,
): Promise<DeviceCode | undefined> =>
  tx
    .updateTable('deviceCodes')
    .set((update) => ({ lookUps: update('lookUps', '+', 1) }))
    .where('tenantId', '=', tenantId)
    .where('userCodeHash', '=', userCodeHash)
    .where('status', '=', 'pending')
    .where('expiresAt', '>', now)
    .where('lookUps', '<', most)
    .returningAll()
    .executeTakeFirst();

/** Gives the waiting device to one page in one browser session; any page before it can decide nothing any more. */
export const bindConfirmation = async (
  tx: Queries,
  tenantId: string,
  codeHash: string,
  confirmation: { hash: string; sessionId: string },
  now: number,
): Promise<boolean> => {
  const result = await tx
    .updateTable('deviceCodes')
    .set({ confirmationHash: confirmation.hash, confirmationSessionId: confirmation.sessionId })
    .where('tenantId', '=', tenantId)
    .where('codeHash', '=', codeHash)
    .where('status', '=', 'pending')
    .where('expiresAt', '>', now)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
};

/** Decides about the device of a confirmation, once, for the session it was shown to. Undefined for everybody else. */
export const decideDevice = (
  tx: Queries,
  tenantId: string,
  confirmation: { hash: string; sessionId: string },
  decision: { status: 'approved' | 'denied'; grantId: string | null },
  now: number,
): Promise<DeviceCode | undefined> =>
  tx
    .updateTable('deviceCodes')
    .set({ ...decision, confirmationHash: null, confirmationSessionId: null })
    .where('tenantId', '=', tenantId)
    .where('confirmationHash', '=', confirmation.hash)
    .where('confirmationSessionId', '=', confirmation.sessionId)
    .where('status', '=', 'pending')
    .where('expiresAt', '>', now)
    .returningAll()
    .executeTakeFirst();

/** The waiting device of a confirmation, read before it is decided. */
export const findConfirmation = (
  tx: Queries,
  tenantId: string,
  confirmation: { hash: string; sessionId: string },
  now: number,
): Promise<DeviceCode | undefined> =>
  tx
    .selectFrom('deviceCodes')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('confirmationHash', '=', confirmation.hash)
    .where('confirmationSessionId', '=', confirmation.sessionId)
    .where('status', '=', 'pending')
    .where('expiresAt', '>', now)
    .executeTakeFirst();

/**
 * Notes a poll. Answers false where it came before its time; the device then has `penalty` more seconds to wait
 * between two polls, for good (RFC 8628 §3.5).
 */
export const notePoll = async (
  db: Queries,
  tenantId: string,
  codeHash: string,
  penalty: number,
  now: number,
): Promise<boolean> => {
  const polled = db
    .updateTable('deviceCodes')
    .set({ polledAt: now })
    .where('tenantId', '=', tenantId)
    .where('codeHash', '=', codeHash);
  const inTime = await polled
    .where(({ eb, or, val }) =>
      or([
        eb('polledAt', 'is', null),
        eb(eb('polledAt', '+', eb('pollInterval', '*', val(1000))), '<=', now),
      ]),
    )
    .executeTakeFirst();
  if (inTime.numUpdatedRows > 0n) return true;
  await polled.set((update) => ({ pollInterval: update('pollInterval', '+', penalty) })).execute();
  return false;
};

/** Takes a decided device's code out of use. Answers whether this caller won; nobody wins under a revoked grant. */
export const consumeDeviceCode = async (
  tx: Queries,
  tenantId: string,
  codeHash: string,
  now: number,
): Promise<boolean> => {
  const result = await tx
    .updateTable('deviceCodes')
    .set({ consumedAt: now })
    .where('tenantId', '=', tenantId)
    .where('codeHash', '=', codeHash)
    .where('status', '=', 'approved')
    .where('consumedAt', 'is', null)
    .where('expiresAt', '>', now)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('grants')
          .select('grants.id')
          .whereRef('grants.tenantId', '=', 'deviceCodes.tenantId')
          .whereRef('grants.id', '=', 'deviceCodes.grantId')
          .where('grants.revokedAt', 'is', null),
      ),
    )
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
};

export type HeldGrant = Holder & { grantId: string; userId: string; scope: string };

/** The grant that a user's approval made, with its user. */
export const findHeldGrant = (
  db: Queries,
  tenantId: string,
  grantId: string,
): Promise<HeldGrant | undefined> =>
  db
    .selectFrom('grants')
    .innerJoin('users', (join) =>
      join.onRef('users.tenantId', '=', 'grants.tenantId').onRef('users.id', '=', 'grants.userId'),
    )
    .select(HOLDER)
    .select(['grants.id as grantId', 'grants.userId', 'grants.scope'])
    .where('grants.tenantId', '=', tenantId)
    .where('grants.id', '=', grantId)
    .executeTakeFirst();
