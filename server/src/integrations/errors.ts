import { defineErrors } from '../lib/errors.ts';

/** Refusals of setting up connectors for messages and social sign-in. Codes of the wire contract are spelt as there. */
export const refuse = defineErrors({
  'connector.not_found': [404, 'There is no such connector.'],
  'connector.factory_not_found': [404, 'This server has no kind of connector with the id {id}.'],
  'connector.unknown_factory': [422, 'This server has no kind of connector with the id {id}.'],
  'connector.invalid_config': [400, 'The settings of the connector are not valid: {reason}.'],
  'connector.secret_needed': [
    400,
    'Enter the secrets of the connector again: the stored ones were given for another server and are not sent to a new one.',
  ],
  'connector.id_in_use': [422, 'Another connector has the id {id}.'],
  'connector.multiple_instances_not_supported': [422, 'This kind of connector can be set up once only.'],
  'connector.multiple_target_with_same_platform': [
    422,
    'Another connector leads to the target {target} on the same platform.',
  ],
  'connector.should_specify_target': [
    400,
    'This kind of connector can be set up several times: give this one a target of its own.',
  ],
  'connector.cannot_overwrite_metadata_for_non_standard_connector': [
    400,
    'Target, name and logos of this kind of connector are its own.',
  ],
  'connector.can_not_modify_target': [400, 'The target of a connector stays: identities are known by it.'],
  'connector.invalid_type_for_syncing_profile': [422, 'Only social connectors have a profile to take over.'],
  'connector.token_storage_not_supported': [422, 'This kind of connector does not store tokens.'],
  'connector.changed_meanwhile': [422, 'The connector was changed by somebody else. Load it again.'],
  'connector.unexpected_type': [400, 'This is not a connector for {expected}.'],
  'connector.session_not_found': [
    400,
    'No departure to this connector belongs to this answer: it is over, used, or was begun by somebody else.',
  ],
  'connector.redirect_uri': [400, 'The redirect URI must be an https address, or http on this machine.'],
});
