/** Machines that may do more than the caller: whoever gets at their credentials becomes them (M-04). */
import type { Queries, Transaction } from '../db/index.ts';
import { scopesBeyond } from '../http/index.ts';
import type { Context } from '../platform.ts';
import { managementScopesOf } from './applications.store.ts';
import { refuse } from './errors.ts';

/** Throws when the application holds permissions of the Management API that the caller does not. */
export const refuseStronger = async (
  db: Queries | Transaction,
  { actor, tenant }: Context,
  applicationId: string,
): Promise<void> => {
  const beyond = scopesBeyond(actor, await managementScopesOf(db, tenant.id, applicationId));
  if (beyond.length > 0) throw refuse('application.stronger', { scopes: beyond.join(', ') });
};
