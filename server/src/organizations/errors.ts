/** Refusals about organizations, their members and the organization template. */
import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'organization.not_found': [404, 'There is no organization {id}.'],
  'organization.role_not_found': [404, 'There is no organization role {id}.'],
  'organization.scope_not_found': [404, 'There is no organization permission {id}.'],
  'organization.role_name_in_use': [422, 'Another organization role is already named {name}.'],
  'organization.scope_name_in_use': [422, 'Another organization permission is already named {name}.'],
  'organization.require_membership': [422, 'User {userId} is not a member of the organization.'],
  'organization.not_a_member': [404, 'User {userId} is not a member of the organization.'],
  'organization.role_not_held': [404, 'The member does not have the organization role {id}.'],
  'organization.role_lacks_scope': [404, 'The organization role does not have the permission {id}.'],
});
