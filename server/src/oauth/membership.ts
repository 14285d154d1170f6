/** Whether a user or machine may have a token for an organization. Asked anew at every issue (O-26). */
import { type Member, membershipOf } from '../organizations/index.ts';
import type { Context } from '../platform.ts';
import { hasMfaFactor } from '../users/index.ts';
import { refuse } from './errors.ts';

const ORGANIZATION_ID = /^[\w.:-]{1,128}$/;

/** Among a grant's methods: the sign-in was done with a second factor, ours or the identity provider's. */
const SECOND_FACTOR = 'mfa';

/**
 * Refuses with `access_denied` who is no member, and a user without a second factor where the organization asks for
 * one; `methods` says how the user signed in. Machines have no second factor and are not asked for it.
 */
export const requireMembership = async (
  { platform, tenant }: Context,
  organizationId: string,
  member: Member,
  methods: readonly string[] = [],
): Promise<void> => {
  const db = platform.db.queries;
  const membership = ORGANIZATION_ID.test(organizationId)
    ? await membershipOf(db, tenant.id, organizationId, member)
    : undefined;
  if ('applicationId' in member) {
    if (!membership) throw refuse('access_denied', 'The application does not belong to the organization.');
    return;
  }
  if (!membership) throw refuse('access_denied', 'The user is not a member of the organization.');
  if (!membership.isMfaRequired || methods.includes(SECOND_FACTOR)) return;
  if (await hasMfaFactor(db, tenant.id, member.userId)) return;
  throw refuse('access_denied', 'The organization requires a second factor, and the user has none set up.');
};
