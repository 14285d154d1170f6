/**
 * Reads the document behind a client id that is an address (draft-ietf-oauth-client-id-metadata-document §4). The
 * guarded client fetches it, so that nobody turns the server against the network it stands in; it says itself whose it
 * is, and carries no secret. What it says is kept for five minutes.
 */
import { z } from 'zod';
import {
  applicationIdOf,
  type CachedApplication,
  cachedApplication,
  type DescribedClient,
  forgetApplication,
  isCimdEnabled,
  isDocumentAddress,
  keepDescribedClient,
  redirectUriProblem,
  selfGivenName,
} from '../../applications/index.ts';
import { isPlainHttpAllowed } from '../../http/index.ts';
import { MINUTE } from '../../lib/clock.ts';
import { Refusal } from '../../lib/errors.ts';
import type { Context, Platform } from '../../platform.ts';
import { reserveUnattended } from '../../users/index.ts';
import { refuse } from '../errors.ts';

const KEPT = 5 * MINUTE;
const MAX_KEPT = 1000;
const MAX_DOCUMENT = 10 * 1024;
const MAX_ADDRESS = 2048;
const CLIENT_ID = /^[\w.:-]{1,128}$/;

const redirectUri = z
  .string()
  .max(MAX_ADDRESS)
  .refine((text) => redirectUriProblem(text) === undefined);

/** RFC 7591 §2 names; members that we have no use for are not looked at. */
const Document = z.object({
  client_id: z.string(),
  client_name: selfGivenName.optional(),
  logo_uri: z
    .url({ protocol: /^https$/ })
    .max(MAX_ADDRESS)
    .optional(),
  redirect_uris: z.array(redirectUri).min(1).max(100),
  token_endpoint_auth_method: z.literal('none').optional(),
  grant_types: z.array(z.string()).optional(),
  response_types: z.array(z.string()).optional(),
  client_secret: z.never().optional(),
  client_secret_expires_at: z.never().optional(),
});

const distrust = (reason: string, cause?: unknown): Refusal =>
  refuse('invalid_client', `The client’s metadata document ${reason}.`, { cause });

/** Draft §3: https, a path, no fragment, no credentials, no dot segments: the one spelling of one document. */
const checkAddress = ({ platform }: Context, clientId: string): void => {
  const url = clientId.length <= MAX_ADDRESS && URL.canParse(clientId) ? new URL(clientId) : undefined;
  const isGood =
    url !== undefined &&
    url.href === clientId &&
    url.pathname !== '/' &&
    !clientId.includes('#') &&
    url.username === '' &&
    url.password === '' &&
    (url.protocol === 'https:' || isPlainHttpAllowed(platform.config, url));
  if (!isGood) throw refuse('invalid_client', 'The client_id is no address of a metadata document.');
};

const fetchDocument = async (context: Context, clientId: string): Promise<unknown> => {
  await reserveUnattended(context, 'documents');
  let response: Response;
  try {
    response = await context.platform.outgoing(clientId, {
      headers: { accept: 'application/json' },
      maxBytes: MAX_DOCUMENT,
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw distrust('could not be read', error);
  }
  const type = response.headers.get('content-type') ?? '';
  if (response.status !== 200 || !/^application\/([\w.-]+\+)?json\b/i.test(type)) {
    throw distrust('could not be read');
  }
  try {
    return await response.json();
  } catch (error) {
    throw distrust('is not JSON', error);
  }
};

const readDocument = async (context: Context, clientId: string): Promise<DescribedClient> => {
  const read = Document.safeParse(await fetchDocument(context, clientId));
  if (!read.success) {
    const where = read.error.issues[0]?.path.join('.') ?? '';
    throw distrust(`is not one we accept (${where.slice(0, 64)})`);
  }
  const document = read.data;
  if (document.client_id !== clientId) throw distrust('belongs to another client_id');
  if (document.grant_types && !document.grant_types.includes('authorization_code')) {
    throw distrust('does not ask for the authorization code');
  }
  // Anybody may call themselves anything, so people see also where the document lies (draft §6.4).
  const { host } = new URL(clientId);
  return {
    clientId,
    name: document.client_name === undefined ? host : `${document.client_name} (${host})`,
    logoUri: document.logo_uri,
    redirectUris: document.redirect_uris,
  };
};

type Kept = { readAt: number; client: Promise<void> };
const kept = new WeakMap<Platform, Map<string, Kept>>();

/** Reads the document unless it was read within five minutes, and keeps what it says. A failure is not kept. */
const refresh = (context: Context, clientId: string): Promise<void> => {
  const { platform, tenant } = context;
  const known = kept.get(platform) ?? new Map<string, Kept>();
  kept.set(platform, known);
  const key = `${tenant.id}\n${clientId}`;
  const now = platform.clock.now();
  const found = known.get(key);
  if (found && now - found.readAt < KEPT) return found.client;
  const client = readDocument(context, clientId).then(async (described) => {
    await keepDescribedClient(context, described);
    for (const id of [clientId, applicationIdOf(clientId)]) forgetApplication(platform, tenant.id, id);
  });
  if (known.size >= MAX_KEPT) known.clear();
  known.set(key, { readAt: now, client });
  client.catch(() => known.delete(key));
  return client;
};

/** The client of an address as its document describes it. Undefined while the tenant has this turned off. */
const findDescribedClient = async (
  context: Context,
  clientId: string,
): Promise<CachedApplication | undefined> => {
  const { platform, tenant } = context;
  if (!(await isCimdEnabled(platform.db.queries, tenant.id))) return undefined;
  checkAddress(context, clientId);
  await refresh(context, clientId);
  const found = await cachedApplication(platform, tenant.id, clientId);
  if (found) return found;
  // What nobody used was tidied away since the document was read.
  kept.get(platform)?.delete(`${tenant.id}\n${clientId}`);
  await refresh(context, clientId);
  return cachedApplication(platform, tenant.id, clientId);
};

/** A client by its id, registered or described by a document. Refuses with `invalid_client` a document that is none. */
export const findClient = async (
  context: Context,
  clientId: string,
): Promise<CachedApplication | undefined> => {
  if (isDocumentAddress(clientId)) return findDescribedClient(context, clientId);
  if (!CLIENT_ID.test(clientId)) return undefined;
  const application = await cachedApplication(context.platform, context.tenant.id, clientId);
  // Our own name for such a client is not its client_id.
  return application?.cimdClientId === null ? application : undefined;
};

/**
 * As `findClient`, for a client that has come before: its document need not be reachable at every token request. One
 * that has not is read.
 */
export const findKnownClient = async (
  context: Context,
  clientId: string,
): Promise<CachedApplication | undefined> => {
  const { platform, tenant } = context;
  const known = isDocumentAddress(clientId)
    ? await cachedApplication(platform, tenant.id, clientId)
    : undefined;
  return known ?? findClient(context, clientId);
};
