import { defineErrors } from '../lib/errors.ts';

/** Refusals of the conversation with an identity provider. None of them says anything secret. */
export const refuse = defineErrors({
  'connector.provider_refused': [400, 'The identity provider did not let you in: {error}.'],
  'connector.state_mismatch': [
    400,
    'This answer belongs to another sign-in. Start again from the sign-in page.',
  ],
  'connector.answer_not_trusted': [400, 'The answer of the identity provider cannot be trusted: {reason}.'],
  'connector.provider_unavailable': [502, 'The identity provider did not answer as it should: {reason}.'],
  'connector.discovery_invalid': [422, 'The discovery document of {issuer} cannot be used: {reason}.'],
  'connector.signing_key_missing': [
    422,
    'The connector has no active signing key, and nothing is sent to the identity provider unsigned.',
  ],
  'connector.hosts_changed': [
    422,
    'The identity provider now names other hosts than those confirmed when the connector was saved: {hosts}.',
  ],
  'connector.hosted_domain': [
    422,
    'This Google account belongs to {hd}. Accounts from there do not come in here.',
  ],
  'connector.email_domain': [422, 'The address {email} is outside the domains of this connector.'],
  'connector.refresh_rejected': [401, 'The identity provider no longer renews this access.'],
});
