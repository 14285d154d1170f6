/** What a client may say of itself when it registers (RFC 7591 §2), and the application that it becomes. PURE. */
import { z } from 'zod';
import {
  customClientMetadataInput,
  type NewApplication,
  redirectUriProblem,
  selfGivenName,
} from '../../applications/index.ts';
import type { JsonObject } from '../../db/index.ts';
import { refuse } from '../errors.ts';

const METHODS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const;
const GRANTS = ['authorization_code', 'refresh_token'] as const;
const webAddress = z.url({ protocol: /^https?$/ }).max(2048);
const texts = z.array(z.string().max(256)).max(20);

/** Members that we have no use for are ignored, as RFC 7591 §2 asks. */
const Registration = z.object({
  redirect_uris: z.array(z.string().max(2048)).min(1).max(100),
  post_logout_redirect_uris: z.array(z.string().max(2048)).max(100).optional(),
  token_endpoint_auth_method: z.enum(METHODS).default('client_secret_basic'),
  grant_types: z.array(z.enum(GRANTS)).default(['authorization_code']),
  response_types: z.array(z.literal('code')).default(['code']),
  application_type: z.enum(['web', 'native']).default('web'),
  client_name: selfGivenName.optional(),
  client_uri: webAddress.optional(),
  logo_uri: webAddress.optional(),
  tos_uri: webAddress.optional(),
  policy_uri: webAddress.optional(),
  contacts: texts.optional(),
  scope: z.string().max(2048).optional(),
  jwks: z.unknown().optional(),
  jwks_uri: z.string().optional(),
  software_id: z.string().max(256).optional(),
  software_version: z.string().max(256).optional(),
});

export type Registration = z.infer<typeof Registration>;

const typeOf = ({
  token_endpoint_auth_method: method,
  application_type: kind,
  redirect_uris: uris,
}: Registration) => {
  if (method !== 'none') return 'Traditional' as const;
  return kind === 'native' || uris.some((uri) => !uri.startsWith('https:'))
    ? ('Native' as const)
    : ('SPA' as const);
};

/** Reads what a client says. Refuses with `invalid_redirect_uri` and `invalid_client_metadata` (RFC 7591 §3.2.2). */
export const readRegistration = (body: unknown): { said: Registration; application: NewApplication } => {
  const read = Registration.safeParse(body);
  if (!read.success) {
    const [member = ''] = read.error.issues[0]?.path ?? [];
    const error = member === 'redirect_uris' ? 'invalid_redirect_uri' : 'invalid_client_metadata';
    throw refuse(error, `The member ${String(member).slice(0, 64)} is missing or not one we accept.`);
  }
  const said = read.data;
  for (const uri of [...said.redirect_uris, ...(said.post_logout_redirect_uris ?? [])]) {
    const problem = redirectUriProblem(uri);
    if (problem) throw refuse('invalid_redirect_uri', `A redirect URI ${problem}.`);
  }
  if (!said.grant_types.includes('authorization_code')) {
    throw refuse('invalid_client_metadata', 'A client without the authorization code gets nothing.');
  }
  const settings = customClientMetadataInput.safeParse({
    tokenEndpointAuthMethod: said.token_endpoint_auth_method,
    ...(said.jwks === undefined ? {} : { jwks: said.jwks }),
    ...(said.jwks_uri === undefined ? {} : { jwksUri: said.jwks_uri }),
  });
  if (!settings.success) throw refuse('invalid_client_metadata', 'The keys are not ones we accept.');
  return {
    said,
    application: {
      name: said.client_name ?? new URL(said.redirect_uris[0] as string).host ?? 'Registered client',
      type: typeOf(said),
      isThirdParty: true,
      oidcClientMetadata: {
        redirectUris: [...new Set(said.redirect_uris)],
        postLogoutRedirectUris: [...new Set(said.post_logout_redirect_uris ?? [])],
        ...(said.logo_uri === undefined ? {} : { logoUri: said.logo_uri }),
      },
      customClientMetadata: settings.data,
    },
  };
};

/** What a client said, as it is kept and answered. */
export const registrationOf = (said: Registration): JsonObject =>
  Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
