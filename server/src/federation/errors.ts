import { defineErrors } from '../lib/errors.ts';

/** Refusals of setting up and using enterprise connectors. Codes that the wire contract knows are spelt as there. */
export const refuse = defineErrors({
  'single_sign_on.unsupported_provider': [422, 'There is no connector for the provider {providerName}.'],
  'single_sign_on.duplicate_connector_name': [409, 'Another connector has the name {connectorName}.'],
  'single_sign_on.connector_not_found': [404, 'There is no such connector.'],
  'single_sign_on.connector_not_available': [422, 'This way to sign in is not available: {reason}.'],
  'single_sign_on.forbidden_domains': [422, '{domains} cannot be a domain of a connector: {reason}.'],
  'single_sign_on.duplicate_domains': [422, '{domains} is listed more than once.'],
  'single_sign_on.offline_access_scope': [
    422,
    'offline_access is not a scope to type here: switch on offline access, which asks the provider for it in its own way.',
  ],
  'single_sign_on.secret_needed': [
    422,
    'Enter the client secret again: the stored one was given for another issuer and is not sent to a new one.',
  ],
  'single_sign_on.signing_key_needed': [
    422,
    'The connector has no active signing key. Make one, give it to the identity provider and activate it first.',
  ],
  'single_sign_on.signing_keys_unsupported': [
    400,
    'Connectors of the kind {providerName} sign nothing, so they have no signing keys.',
  ],
  'single_sign_on.signing_key_not_found': [404, 'The connector has no such signing key.'],
  'single_sign_on.signing_key_in_use': [
    400,
    'The connector signs with this key. Activate another one, or choose the client secret, before.',
  ],
  'single_sign_on.signing_key_expired': [400, 'The certificate of this key has expired.'],
  'single_sign_on.too_many_signing_keys': [
    400,
    'The connector already has {limit} signing keys. Delete one first.',
  ],
  'single_sign_on.invalid_config': [400, 'The settings of the connector are not valid: {reason}.'],
  'single_sign_on.redirect_uri': [400, 'The redirect URI of this connector is {expected}.'],
  'single_sign_on.disabled': [422, 'Signing in through an identity provider is switched off.'],
  'single_sign_on.identity_not_found': [404, 'This user has no identity of this connector.'],
  'single_sign_on.token_not_found': [404, 'No access token of this identity provider is stored.'],
  'single_sign_on.token_expired': [
    401,
    'The stored access has ended. Sign in through the identity provider again.',
  ],
  'single_sign_on.third_party': [
    403,
    'Only first-party applications may read access tokens of identity providers.',
  ],
  'single_sign_on.token_busy': [503, 'The access is being renewed. Try again in a moment.'],
  'single_sign_on.changed_meanwhile': [409, 'The connector was changed by somebody else. Load it again.'],
});
