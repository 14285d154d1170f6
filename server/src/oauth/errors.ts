/**
 * Refusals of the protocol (RFC 6749 §4.1.2.1 and §5.2, OpenID Connect Core §3.1.2.6, RFC 6750 §3.1, RFC 7009 §2.2.1, RFC 8707 §2,
 * RFC 9101 §7, RFC 9449 §5, RFC 9470 §5).
 */
import { defineErrors, type Refusal } from '../lib/errors.ts';

const define = defineErrors({
  'oidc.invalid_request': [400, '{reason}'],
  'oidc.invalid_client': [401, '{reason}'],
  'oidc.invalid_grant': [400, '{reason}'],
  'oidc.unauthorized_client': [400, '{reason}'],
  'oidc.unsupported_grant_type': [400, '{reason}'],
  'oidc.unsupported_response_type': [400, '{reason}'],
  'oidc.unsupported_response_mode': [400, '{reason}'],
  'oidc.request_not_supported': [400, '{reason}'],
  'oidc.request_uri_not_supported': [400, '{reason}'],
  'oidc.registration_not_supported': [400, '{reason}'],
  'oidc.unsupported_token_type': [400, '{reason}'],
  'oidc.invalid_request_object': [400, '{reason}'],
  'oidc.invalid_request_uri': [400, '{reason}'],
  'oidc.invalid_scope': [400, '{reason}'],
  'oidc.invalid_target': [400, '{reason}'],
  'oidc.access_denied': [400, '{reason}'],
  'oidc.login_required': [400, '{reason}'],
  'oidc.interaction_required': [400, '{reason}'],
  'oidc.consent_required': [400, '{reason}'],
  'oidc.unmet_authentication_requirements': [400, '{reason}'],
  'oidc.invalid_dpop_proof': [400, '{reason}'],
  'oidc.invalid_token': [401, '{reason}'],
  'oidc.insufficient_scope': [403, '{reason}'],
  'oidc.authorization_pending': [400, '{reason}'],
  'oidc.slow_down': [400, '{reason}'],
  'oidc.expired_token': [400, '{reason}'],
  'oidc.invalid_redirect_uri': [400, '{reason}'],
  'oidc.invalid_client_metadata': [400, '{reason}'],
  'oidc.temporarily_unavailable': [429, '{reason}'],
  'oidc.server_error': [500, '{reason}'],
});

/** An error of the protocol as the RFCs spell it. */
export type ProtocolError = Parameters<typeof define>[0] extends `oidc.${infer Name}` ? Name : never;

/** Makes the refusal of a protocol request: `refuse('invalid_grant', 'The code has expired.')`. */
export const refuse = (
  error: ProtocolError,
  reason: string,
  options?: { cause?: unknown; headers?: Record<string, string> },
): Refusal => define(`oidc.${error}`, { reason }, options);

/** The protocol's name of a refusal: what follows `oidc.`; anything else is a request we do not understand. */
export const protocolError = (refusal: Refusal): string =>
  refusal.code.startsWith('oidc.') ? refusal.code.slice(5) : 'invalid_request';

/** Refusals of the pages on which a person lets a device in. */
export const refusePage = defineErrors({
  'device.code_not_found': [404, 'No device waits with this code. Check it, or start again on the device.'],
  'consent.not_waiting': [400, 'Nothing waits for an answer in this browser. Start again from the app.'],
  'consent.another_request': [
    409,
    'This browser is asked for something else by now. Start again from the app.',
  ],
  'grant.not_found': [404, 'The user has no such grant, or it has ended.'],
  'consent.not_a_member': [422, 'Only organizations that the user belongs to can be shared.'],
  'consent.one_organization': [
    422,
    'This application works for one organization at a time. Share one at most.',
  ],
  'consent.organization_not_shared': [404, 'The user does not share this organization with the application.'],
  'device.confirmation_over': [409, 'This page has been answered, or it is too old. Enter the code again.'],
});

/** Refusals about the tokens with which clients register themselves. */
export const refuseRegistration = defineErrors({
  'registration.token_not_found': [404, 'There is no such initial access token.'],
  'registration.token_expired': [422, 'An initial access token cannot expire in the past.'],
});
