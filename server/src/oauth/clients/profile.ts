/**
 * What an application's settings demand of its requests beyond the ordinary. The FAPI 2.0 Security Profile (§5.3.2)
 * is the sum of the single demands, with its own list of algorithms.
 */
import type { Application } from '../../applications/index.ts';

/** Whether the application is held to the FAPI 2.0 Security Profile. */
export const isFapi = ({ customClientMetadata }: Application): boolean =>
  customClientMetadata.fapi2SecurityProfile === true;

/** Whether its authorization requests must have been pushed (RFC 9126 §6). */
export const needsPush = (application: Application): boolean =>
  isFapi(application) || application.customClientMetadata.requirePushedAuthorizationRequests === true;

/** Whether its authorization requests must be signed (RFC 9101 §10.5). */
export const needsSignature = ({ customClientMetadata }: Application): boolean =>
  customClientMetadata.requireSignedRequestObject === true;

/** Whether its access tokens must be bound to a key (RFC 9449 §5.2). */
export const needsProof = (application: Application): boolean =>
  isFapi(application) || application.customClientMetadata.dpopBoundAccessTokens === true;

/** Algorithms with which a client may sign (RFC 8725 §3.1: an allow-list, asymmetric alone). */
const ALGORITHMS = ['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA', 'Ed25519'];
/** FAPI 2.0 §5.4.1. */
const FAPI_ALGORITHMS = ['ES256', 'PS256', 'EdDSA', 'Ed25519'];

/** Algorithms that this application's signatures may have. */
export const signatureAlgorithms = (application: Application): readonly string[] =>
  isFapi(application) ? FAPI_ALGORITHMS : ALGORITHMS;

/** Every algorithm that some client may use, for the metadata. */
export const CLIENT_ALGORITHMS: readonly string[] = ALGORITHMS;
