/**
 * Clients register themselves (RFC 7591) and read, change and remove what they registered (RFC 7592). An initial access
 * token lets one in, for as many clients as it was made for; afterwards the client's own token, of which only the hash
 * is kept, opens its registration and nothing else. A registered client is somebody else's: its users are asked.
 */
import {
  type Application,
  changeApplication,
  createApplication,
  deleteApplication,
  findApplication,
  isConfidential,
} from '../../applications/index.ts';
import { record } from '../../audit/index.ts';
import { type Endpoint, endpoint, refuse as refuseRequest } from '../../http/index.ts';
import { SECOND } from '../../lib/clock.ts';
import { equalInConstantTime, sha256 } from '../../lib/digest.ts';
import { Refusal } from '../../lib/errors.ts';
import { createSecret } from '../../lib/ids.ts';
import type { Context } from '../../platform.ts';
import { reserveUnattended } from '../../users/index.ts';
import { refuse } from '../errors.ts';
import { type Exchange, exchangeEndpoint, preflightEndpoint } from '../exchange.ts';
import { readAuthorization, refuseMissing } from '../tokens/bearer.ts';
import { type Registration, readRegistration, registrationOf } from './client-registration.ts';
import {
  findRegisteredClient,
  findRegistrationToken,
  insertRegisteredClient,
  type RegisteredClient,
  spendRegistrationToken,
  updateRegistration,
} from './registration.store.ts';
import { allowScopes, registrationSettings } from './registration.ts';

const BODY_LIMIT = 32 * 1024;

const requireEnabled = async ({ platform, tenant }: Context, path: string): Promise<void> => {
  const { enabled } = await registrationSettings(platform.db.queries, tenant.id);
  if (!enabled) throw refuseRequest('request.not_found', { path });
};

const bearerOf = ({ incoming, context }: Exchange): string => {
  const presented = readAuthorization(incoming);
  if (presented?.scheme === 'bearer') return presented.token;
  throw refuseMissing(context);
};

const readBody = async ({ incoming }: Exchange): Promise<unknown> => {
  if (!/^application\/json\b/i.test(incoming.header('content-type') ?? '')) {
    throw refuse('invalid_client_metadata', 'Send the metadata as application/json.');
  }
  try {
    return JSON.parse(await incoming.text(BODY_LIMIT));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw refuse('invalid_client_metadata', 'The metadata is not JSON.', { cause: error });
  }
};

/** Settings that contradict each other are the client's mistake, in the words of the RFC. */
const asMetadataError = (error: unknown): unknown =>
  error instanceof Refusal && error.code.startsWith('application.')
    ? refuse('invalid_client_metadata', error.message, { cause: error })
    : error;

const present = (
  { tenant }: Context,
  application: Pick<Application, 'id' | 'createdAt'>,
  registration: Record<string, unknown>,
  token: string,
): Record<string, unknown> => ({
  ...registration,
  client_id: application.id,
  client_id_issued_at: Math.floor(application.createdAt / SECOND),
  registration_access_token: token,
  registration_client_uri: `${tenant.issuer}/register/${application.id}`,
});

const register = async (exchange: Exchange): Promise<Record<string, unknown>> => {
  const { context } = exchange;
  const { platform, tenant } = context;
  await requireEnabled(context, exchange.incoming.path);
  await reserveUnattended(context, 'registrations');
  const now = platform.clock.now();
  const hash = sha256(bearerOf(exchange));
  const initial = await findRegistrationToken(platform.db.queries, tenant.id, hash, now);
  if (!initial) throw refuse('invalid_token', 'The initial access token is not valid here, or no longer.');
  const { said, application: wanted } = readRegistration(await readBody(exchange));
  const token = `rat_${createSecret(40)}`;
  const created = await createApplication(context, wanted, async (tx, application) => {
    if (!(await spendRegistrationToken(tx, tenant.id, initial.id, now))) {
      throw refuse('invalid_token', 'The initial access token has been used up.');
    }
    await insertRegisteredClient(tx, {
      tenantId: tenant.id,
      applicationId: application.id,
      tokenHash: sha256(token),
      registrationTokenId: initial.id,
      registration: registrationOf(said),
      createdAt: now,
    });
    await allowScopes(tx, context, application.id);
    await record(tx, context, {
      key: 'ClientRegistration.Create',
      applicationId: application.id,
      payload: { registrationTokenId: initial.id, name: application.name, redirectUris: said.redirect_uris },
    });
  }).catch((error: unknown) => {
    throw asMetadataError(error);
  });
  const hasSecret = created.secret !== undefined && said.token_endpoint_auth_method !== 'private_key_jwt';
  return {
    ...present(context, created.application, registrationOf(said), token),
    ...(hasSecret ? { client_secret: created.secret, client_secret_expires_at: 0 } : {}),
  };
};

type Registered = { client: RegisteredClient; application: Application; token: string };

/** The client of the address, for the holder of its token. RFC 7592 §2: the rest is told that the token is wrong. */
const readOwn = async (exchange: Exchange): Promise<Registered> => {
  const { context, incoming } = exchange;
  const { platform, tenant } = context;
  await requireEnabled(context, incoming.path);
  const token = bearerOf(exchange);
  const id = incoming.params.clientId ?? '';
  const db = platform.db.queries;
  const client = await findRegisteredClient(db, tenant.id, id);
  const isOwn = equalInConstantTime(client?.tokenHash ?? '', sha256(token));
  const application = isOwn ? await findApplication(db, tenant.id, id) : undefined;
  if (!client || !application)
    throw refuse('invalid_token', 'The registration access token is not valid here.');
  exchange.facts = { ...exchange.facts, clientId: application.id };
  return { client, application, token };
};

const read = async (exchange: Exchange): Promise<Record<string, unknown>> => {
  const { client, application, token } = await readOwn(exchange);
  return present(exchange.context, application, client.registration, token);
};

/** Settings that a client says itself; the others are the administrator's, and what they demand of it stays (M-04). */
const settingsOfAdministrator = ({ customClientMetadata }: Application) => {
  const { tokenEndpointAuthMethod: _, jwks: __, jwksUri: ___, ...others } = customClientMetadata;
  return others;
};

/** RFC 7592 §2.2: the whole registration is replaced. What kind of client it is stays. */
const change = async (exchange: Exchange): Promise<Record<string, unknown>> => {
  const { context } = exchange;
  const { client, application, token } = await readOwn(exchange);
  const body = (await readBody(exchange)) as Record<string, unknown> | null;
  if (body?.client_id !== application.id) {
    throw refuse('invalid_client_metadata', 'The member client_id is missing or another one.');
  }
  const { said, application: wanted } = readRegistration(body);
  if (isConfidential(wanted.type) !== isConfidential(application.type)) {
    throw refuse('invalid_client_metadata', 'A client cannot begin or cease to have a secret.');
  }
  const { name, oidcClientMetadata, customClientMetadata } = wanted;
  const patch = {
    name,
    oidcClientMetadata: { logoUri: '', ...oidcClientMetadata },
    customClientMetadata: { ...settingsOfAdministrator(application), ...customClientMetadata },
  };
  await changeApplication(context, application.id, patch, async (tx) => {
    await updateRegistration(tx, client, registrationOf(said));
    await record(tx, context, {
      key: 'ClientRegistration.Update',
      applicationId: application.id,
      payload: { before: changedParts(client.registration, said), after: registrationOf(said) },
    });
  }).catch((error: unknown) => {
    throw asMetadataError(error);
  });
  return present(context, application, registrationOf(said), token);
};

const changedParts = (before: Record<string, unknown>, after: Registration): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(before).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(after[name as keyof Registration]),
    ),
  );

const remove = async (exchange: Exchange): Promise<Record<string, unknown>> => {
  const { context } = exchange;
  const { application } = await readOwn(exchange);
  await deleteApplication(context, application.id);
  await record(context.platform.db.queries, context, {
    key: 'ClientRegistration.Delete',
    payload: { clientId: application.id, name: application.name },
  });
  return {};
};

const EVENT = 'ClientRegistration.Refusal';
const removal = exchangeEndpoint('DELETE /oidc/register/:clientId', EVENT, remove);

export const registrationEndpoints: readonly Endpoint[] = [
  exchangeEndpoint('POST /oidc/register', EVENT, register, 201),
  exchangeEndpoint('GET /oidc/register/:clientId', EVENT, read),
  exchangeEndpoint('PUT /oidc/register/:clientId', EVENT, change),
  endpoint(removal.operation, async (incoming, context) => {
    const response = await removal.handle(incoming, context);
    return response.ok
      ? new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
      : response;
  }),
  preflightEndpoint('/oidc/register'),
];
