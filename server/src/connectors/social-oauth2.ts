/**
 * Social sign-in with any OAuth 2.0 provider that tells who the user is at a userinfo address: authorization code flow
 * (RFC 6749, section 4.1) with PKCE (RFC 7636) and state. Which member of the answer means what is a setting.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { SECOND } from '../lib/clock.ts';
import { equalInConstantTime } from '../lib/digest.ts';
import { createToken } from '../lib/ids.ts';
import { readClaims } from './claims.ts';
import type { Claims, UpstreamTokens } from './connector.ts';
import { refuse } from './errors.ts';
import type { Services, Settings, SocialFactory, SocialIdentity } from './factory.ts';
import { linkLogo } from './logos.ts';
import { isTrue } from './oidc.ts';
import { asRefusal } from './provider.ts';
import { describeSettings, shown } from './settings-form.ts';

const address = z
  .string()
  .trim()
  .max(2048)
  .refine(
    (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
    'must be an https address',
  )
  .refine((value) => !value.includes('#'), 'must have no fragment');
const path = z.string().regex(/^[\w-]+(\.[\w-]+){0,5}$/, 'must be a name, or names joined by dots');

const DEFAULT_MAP = { id: 'sub', name: 'name', email: 'email', phone: 'phone_number', avatar: 'picture' };

const settings = z.strictObject({
  authorizationEndpoint: shown(address, { label: 'Authorization endpoint' }),
  tokenEndpoint: shown(address, { label: 'Token endpoint' }),
  userInfoEndpoint: shown(address, { label: 'Userinfo endpoint' }),
  clientId: shown(z.string().trim().min(1).max(512), { label: 'Client ID' }),
  clientSecret: shown(z.string().trim().min(1).max(1024), { label: 'Client secret', secret: true }),
  tokenEndpointAuthMethod: shown(
    z.enum(['client_secret_post', 'client_secret_basic']).default('client_secret_post'),
    { label: 'Client authentication' },
  ),
  scope: shown(
    z
      .string()
      .max(1000)
      .regex(/^[\x21\x23-\x5b\x5d-\x7e ]*$/, 'must be scopes separated by spaces')
      .optional(),
    { label: 'Scopes' },
  ),
  profileMap: shown(
    z
      .strictObject({
        id: path.default(DEFAULT_MAP.id),
        name: path.default(DEFAULT_MAP.name),
        email: path.default(DEFAULT_MAP.email),
        phone: path.default(DEFAULT_MAP.phone),
        avatar: path.default(DEFAULT_MAP.avatar),
      })
      .default(DEFAULT_MAP)
      .describe('Which member of the userinfo answer is which part of a person: {"id": "user.id"}'),
    { label: 'Profile map' },
  ),
  customConfig: shown(
    z
      .record(z.string().regex(/^[\w.-]{1,64}$/, 'must be the name of a parameter'), z.string().max(512))
      .optional()
      .describe('Further parameters of the authorization request: {"prompt": "select_account"}'),
    { label: 'Further parameters' },
  ),
});
type OauthSettings = z.infer<typeof settings>;

const memorySchema = z.object({ state: z.string(), codeVerifier: z.string(), redirectUri: z.string() });

const pick = (claims: Claims, at: string): unknown =>
  at.split('.').reduce<unknown>((value, name) => {
    const known = value !== null && typeof value === 'object' && Object.hasOwn(value, name);
    return known ? (value as Record<string, unknown>)[name] : undefined;
  }, claims);

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const unavailable = (url: string, what: string) =>
  refuse('connector.provider_unavailable', { reason: `${new URL(url).host} ${what}` });

/** An object from JSON, or from a form where the provider answers with one. */
const readObject = async (answer: Response, url: string): Promise<Claims> => {
  const body = await answer.text();
  if (
    /x-www-form-urlencoded|text\/plain/.test(answer.headers.get('content-type') ?? '') &&
    !body.startsWith('{')
  ) {
    return Object.fromEntries(new URLSearchParams(body));
  }
  try {
    const value: unknown = JSON.parse(body);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Claims;
  } catch {
    throw unavailable(url, 'sent no JSON');
  }
  throw unavailable(url, 'sent no JSON object');
};

const codeOf = (arrival: Settings, memory: z.infer<typeof memorySchema>): string => {
  if (typeof arrival.state !== 'string' || !equalInConstantTime(arrival.state, memory.state)) {
    throw refuse('connector.state_mismatch');
  }
  if (arrival.error !== undefined) {
    const error = String(arrival.error)
      .replace(/[^\x20-\x7e]/g, ' ')
      .slice(0, 200);
    throw refuse('connector.provider_refused', { error });
  }
  const code = text(arrival.code);
  if (code === undefined) throw refuse('connector.answer_not_trusted', { reason: 'it has no code' });
  return code;
};

const redeem = async (
  services: Services,
  config: OauthSettings,
  code: string,
  { codeVerifier, redirectUri }: z.infer<typeof memorySchema>,
): Promise<UpstreamTokens> => {
  const { clientId, clientSecret, tokenEndpoint } = config;
  const basic = config.tokenEndpointAuthMethod === 'client_secret_basic';
  const pair = [clientId, clientSecret].map(encodeURIComponent).join(':');
  const answer = await services.outgoing(tokenEndpoint, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      ...(basic ? { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } : {}),
    },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
      ...(basic ? {} : { client_id: clientId, client_secret: clientSecret }),
    }),
  });
  const body = await readObject(answer, tokenEndpoint);
  const accessToken = text(body.access_token);
  if (!answer.ok || accessToken === undefined) throw unavailable(tokenEndpoint, `answered ${answer.status}`);
  const lifetime = Number(body.expires_in);
  return {
    accessToken,
    refreshToken: text(body.refresh_token) ?? null,
    idToken: null,
    scope: text(body.scope) ?? null,
    tokenType: 'Bearer',
    expiresAt: lifetime > 0 ? services.clock.now() + Math.floor(lifetime) * SECOND : null,
  };
};

const identityOf = (config: OauthSettings, claims: Claims): SocialIdentity => {
  const { profileMap } = config;
  const id = pick(claims, profileMap.id);
  const subject = typeof id === 'number' && Number.isSafeInteger(id) ? String(id) : text(id);
  if (subject === undefined || subject.length > 255) {
    throw refuse('connector.answer_not_trusted', { reason: `its answer has no ${profileMap.id}` });
  }
  const person = {
    ...claims,
    sub: subject,
    name: pick(claims, profileMap.name),
    email: pick(claims, profileMap.email),
    picture: pick(claims, profileMap.avatar),
  };
  const phone = text(pick(claims, profileMap.phone))?.replace(/[^\d]/g, '') || null;
  const known = readClaims(person, person);
  return {
    issuer: new URL(config.authorizationEndpoint).origin,
    subject,
    ...known,
    // OAuth 2.0 says nothing of addresses: one counts only where the answer itself calls it verified.
    emailVouched: known.email !== null && isTrue(claims.email_verified),
    phone: phone !== null && phone.length <= 15 ? phone : null,
  };
};

export const socialOauth2: SocialFactory = {
  type: 'Social',
  id: 'oauth2',
  target: 'oauth2',
  platform: 'Universal',
  isStandard: true,
  name: { en: 'OAuth 2.0', ja: 'OAuth 2.0' },
  description: {
    en: 'Any provider that speaks OAuth 2.0 and tells who the user is.',
    ja: 'OAuth 2.0 に対応し、ユーザー情報を返す任意のプロバイダーです。',
  },
  ...linkLogo,
  readme:
    'Register this server with the provider, enter its three addresses, client ID and client secret, and say with the profile map which member of its answer is the user’s id.',
  ...describeSettings(settings),
  destinations: ['tokenEndpoint', 'userInfoEndpoint'],
  authorizationUri: async (_, { config }, { redirectUri, state }) => {
    const { authorizationEndpoint, clientId, scope, customConfig } = config as OauthSettings;
    const codeVerifier = createToken();
    const departure = new URL(authorizationEndpoint);
    const parameters = {
      ...customConfig,
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      state,
      code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...(scope === undefined || scope === '' ? {} : { scope }),
    };
    for (const [name, value] of Object.entries(parameters)) departure.searchParams.set(name, value);
    return { departure: departure.href, memory: { state, codeVerifier, redirectUri } };
  },
  userInfo: async (services, { config: given }, arrival, remembered) => {
    const config = given as OauthSettings;
    const memory = memorySchema.parse(remembered);
    const code = codeOf(arrival, memory);
    try {
      const tokens = await redeem(services, config, code, memory);
      const answer = await services.outgoing(config.userInfoEndpoint, {
        headers: { accept: 'application/json', authorization: `Bearer ${tokens.accessToken}` },
      });
      if (!answer.ok) throw unavailable(config.userInfoEndpoint, `answered ${answer.status}`);
      return { identity: identityOf(config, await readObject(answer, config.userInfoEndpoint)), tokens };
    } catch (error) {
      throw asRefusal(error);
    }
  },
};
