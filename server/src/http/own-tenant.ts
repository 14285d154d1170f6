/** A tenant's id in a body: clients that send back what they read include it, and it may name no other tenant. */
import { z } from 'zod';
import type { Context } from '../platform.ts';
import { refuse } from './errors.ts';

export const tenantIdInput = z.string().max(128);

/** Refuses with `guard.invalid_input` where a body names a tenant that is not the request's own (M-06). */
export const refuseOtherTenant = ({ tenant }: Context, tenantId: string | undefined): void => {
  if (tenantId === undefined || tenantId === tenant.id) return;
  throw refuse('guard.invalid_input', {
    type: 'body',
    reason: 'tenantId: is not the tenant of this address',
  });
};
