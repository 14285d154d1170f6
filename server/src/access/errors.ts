/** Refusals about API resources, permissions and roles. */
import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'resource.not_found': [404, 'There is no API resource {id}.'],
  'resource.resource_identifier_in_use': [422, 'Another API resource already has the indicator {indicator}.'],
  'resource.built_in': [
    403,
    'The Management API belongs to the installation; it cannot be changed or deleted.',
  ],
  'scope.not_found': [404, 'There is no permission {id}.'],
  'scope.name_exists': [422, 'The API resource already has a permission named {name}.'],
  'role.not_found': [404, 'There is no role {id}.'],
  'role.name_in_use': [422, 'Another role is already named {name}.'],
  'role.built_in': [403, 'This role belongs to the installation; it cannot be changed or deleted.'],
  'role.default_is_for_users': [422, 'Only a role for users can be given to every new user.'],
  'role.management_is_for_machines': [
    422,
    'Permissions of the Management API can be given to the tenant’s machine-to-machine roles alone.',
  ],
  'role.beyond_own': [403, 'You cannot give permissions that you do not have yourself: {scopes}.'],
  'role.user_not_exist': [404, 'The role is not given to user {id}.'],
  'role.application_not_exist': [404, 'The role is not given to application {id}.'],
  'role.scope_not_exist': [404, 'The role does not have the permission {id}.'],
  'user.invalid_role_type': [422, 'Users can be given roles for users alone; {ids} are for machines.'],
  'application.invalid_role_type': [
    422,
    'Machine-to-machine applications can be given roles for machines alone, and no other application any.',
  ],
  'entity.relation_foreign_key_not_found': [422, 'There is nothing with these ids: {ids}.'],
});
