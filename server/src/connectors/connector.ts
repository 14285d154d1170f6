/**
 * The one shape of every connector to an identity provider. A connector is pure: it knows protocol and provider,
 * nothing of users, tenants or the database; what it must remember between departure and arrival it hands out as
 * `memory` and is given back. Federation decides what an identity means.
 */
import type { z } from 'zod';
import type { Clock } from '../lib/clock.ts';
import type { Outgoing } from '../platform.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** What a connector may use of the process. */
export type Services = {
  readonly outgoing: Outgoing;
  readonly clock: Clock;
  /** Whether an address may be plain http (hosts that the operator allowed). */
  readonly mayUsePlainHttp: (url: URL) => boolean;
  /** A stand-in for Google's issuer, on loopback only. */
  readonly googleWorkspaceIssuer: string | undefined;
};

/** What a connector proves itself with in place of a secret (RFC 7523). */
export type SigningKey = {
  /** PKCS #8 in PEM. */
  readonly privateKey: string;
  /** PEM. */
  readonly certificate: string;
  /** SHA-256 of the certificate, base64url. */
  readonly thumbprint: string;
};

/** One connector as an administrator set it up. */
export type Setup = {
  /** Names the cache of discovery and keys; never shared between tenants. */
  readonly key: string;
  readonly config: Claims;
  /** Empty for a connector that signs. */
  readonly secret: string;
  /** The active key of a connector that signs. */
  readonly signingKey?: SigningKey | undefined;
  /** A-labels in lower case. */
  readonly domains: readonly string[];
  /** Hosts that the administrator saw when saving; empty while checking before the first save. */
  readonly hosts: readonly string[];
};

/** What the live check found; shown to the administrator and pinned. */
export type Checked = {
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly userinfoEndpoint: string | null;
  readonly jwksUri: string;
  readonly hosts: readonly string[];
};

/** Kept in the interaction between departure and arrival; used once. */
export type Memory = {
  readonly issuer: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
};

/** Who the provider says has come, after every check. The key is (issuer, subject), nothing else. */
export type ExternalIdentity = {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  /** Whether the provider vouches for `email` by this connector's rule. */
  readonly emailVouched: boolean;
  readonly name: string | null;
  readonly avatar: string | null;
  /** Claims as received, without those of the protocol. */
  readonly detail: Claims;
};

/** Tokens of the provider. Times in milliseconds. */
export type UpstreamTokens = {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly idToken: string | null;
  readonly scope: string | null;
  readonly tokenType: string;
  readonly expiresAt: number | null;
};

export type Connector = {
  /** As in the wire contract. */
  readonly providerName: 'OIDC' | 'GoogleWorkspace' | 'AzureAdOidc' | 'Okta';
  readonly providerType: 'oidc';
  readonly name: string;
  readonly description: string;
  /** Data URIs, for light and dark backgrounds. */
  readonly logo: string;
  readonly logoDark: string;
  /** The settings without the client secret; every member optional while a draft. Draws the console's form. */
  readonly config: z.ZodObject;
  /** Whether it can prove itself to the provider with a key of its own. */
  readonly canSign: boolean;
  /** Whether a configuration says that it does: then it has a key in place of a client secret. */
  readonly signs: (config: Claims) => boolean;
  /** Names of settings that are missing before it can be used. */
  readonly missing: (config: Claims) => readonly string[];
  /** The issuer that a configuration speaks of; undefined while it is not typed. */
  readonly issuer: (config: Claims, services: Pick<Services, 'googleWorkspaceIssuer'>) => string | undefined;
  /** Fetches the provider's description anew. Throws a Refusal where it cannot be reached or used. */
  readonly check: (services: Services, setup: Setup) => Promise<Checked>;
  /** Where to send the browser. `email` is an address entered on our own page and covered by the domains. */
  readonly begin: (
    services: Services,
    setup: Setup,
    request: { redirectUri: string; state: string; email: string | null },
  ) => Promise<{ departure: string; memory: Memory }>;
  /** Checks what came back to the redirect URI. Throws a Refusal unless everything fits. */
  readonly finish: (
    services: Services,
    setup: Setup,
    arrival: Readonly<Record<string, unknown>>,
    memory: Memory,
  ) => Promise<{ identity: ExternalIdentity; tokens: UpstreamTokens }>;
  /** New tokens for a refresh token. Throws `connector.refresh_rejected` where the provider says it is over. */
  readonly refresh: (services: Services, setup: Setup, tokens: UpstreamTokens) => Promise<UpstreamTokens>;
};
