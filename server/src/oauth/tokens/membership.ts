/** Whether a user or machine may have a token for an organization. Asked anew at every issue (O-26). */
import { type Member, membershipOf } from '../../organizations/index.ts';
import type { Context } from '../../platform.ts';
import { isMultiFactor, MULTI_FACTOR } from '../authentication.ts';
import { refuse } from '../errors.ts';

const ORGANIZATION_ID = /^[\w.:-]{1,128}$/;

/**
 * Refuses with `access_denied` who is no member and, where the organization asks for a second factor, whose sign-in had
 * none; `methods` says how the user signed in. That one is set up counts for nothing: it was not asked for, and whoever
 * stole the password has not shown it. Machines have no second factor and are not asked for it.
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
  if (!membership.isMfaRequired || isMultiFactor(methods)) return;
  throw refuse(
    'access_denied',
    `The organization requires a sign-in with a second factor: ask for it with acr_values=${MULTI_FACTOR}.`,
  );
};
