/** Refusals of the console's front door. */
import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'console.not_signed_in': [401, 'Sign in as an administrator.'],
  'administrator_role.not_found': [404, 'There is no administrators’ role {id}.'],
  'administrator_role.built_in': [
    403,
    'This role belongs to the installation; it cannot be changed or deleted.',
  ],
  'administrator_role.in_use': [409, 'The role is still given to administrators.'],
  'administrator_role.name_in_use': [422, 'Another role is already named {name}.'],
  'administrator_role.beyond_own': [403, 'You cannot decide about what you may not do yourself: {scopes}.'],
  'administrator.not_found': [404, 'There is no administrator {id}.'],
  'administrator.last_owner': [422, 'Every tenant keeps an owner who can sign in; this is the last one.'],
  'administrator.not_oneself': [422, 'You cannot change what you yourself may do.'],
  'administrator.unknown_tenant': [422, 'There is no tenant {id}.'],
  'administrator.unknown_role': [422, 'There is no administrators’ role {id}.'],
  'invitation.not_found': [404, 'There is no invitation {id}.'],
  'tenant.unknown': [404, 'There is no tenant {id}.'],
  'tenant.id_in_use': [422, 'There is a tenant {id} already.'],
  'tenant.origin_in_use': [422, 'Another tenant is served at {origin}.'],
  'tenant.origin_not_allowed': [
    422,
    'A tenant is served at an https origin, or at an http one on this machine.',
  ],
  'tenant.origin_from_settings': [422, 'The origin of this tenant comes from the settings of the server.'],
  'console.forbidden_tenant': [403, 'You do not administer this tenant.'],
  'setup.link_expired': [410, 'This set-up link is no longer good. Start the server again to get a new one.'],
  'setup.administrator_exists': [409, 'An administrator exists already. Sign in instead.'],
  'console.username_required': [422, 'An administrator needs a username.'],
});
