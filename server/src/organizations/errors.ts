/** Refusals about organizations, their members and the organization template. */
import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'organization.not_found': [404, 'There is no organization {id}.'],
  'organization.role_not_found': [404, 'There is no organization role {id}.'],
  'organization.scope_not_found': [404, 'There is no organization permission {id}.'],
  'organization.role_name_in_use': [422, 'Another organization role is already named {name}.'],
  'organization.scope_name_in_use': [422, 'Another organization permission is already named {name}.'],
  'organization.require_membership': [422, '{id} is not a member of the organization.'],
  'organization.not_a_member': [404, '{id} is not a member of the organization.'],
  'organization.role_of_other_kind': [
    422,
    'Users can be given roles for users alone, and machines roles for machines: {names} cannot be given here.',
  ],
  'organization.role_in_use': [422, 'The kind of a role that somebody holds cannot change.'],
  'organization.invitation_not_found': [404, 'There is no invitation {id}.'],
  'organization.invitation_pending': [422, '{invitee} has been invited already and has not answered yet.'],
  'organization.invitation_expiry_past': [422, 'The time at which the invitation expires has passed.'],
  'organization.invitation_not_pending': [422, 'The invitation cannot be answered any more: it is {status}.'],
  'organization.invitation_of_another': [
    422,
    'User {id} cannot accept this invitation: the verified e-mail address of the user is not the one invited.',
  ],
  'organization.invitee_is_member': [422, '{invitee} is a member of the organization already.'],
  'organization.inviter_not_found': [422, 'There is no user {id} who could invite.'],
  'organization.accepted_user_missing': [422, 'Name the user who accepts: acceptedUserId.'],
  'organization.jit_domain_invalid': [422, '{emailDomain} is not an e-mail domain.'],
  'organization.jit_domain_exists': [422, 'The domain {emailDomain} is listed already.'],
  'organization.jit_not_listed': [404, '{value} is not listed for provisioning.'],
  'organization.role_not_held': [404, 'The member does not have the organization role {id}.'],
  'organization.role_lacks_scope': [404, 'The organization role does not have the permission {id}.'],
});
