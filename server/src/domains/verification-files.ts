/**
 * Files that others look for at a domain (`/.well-known/apple-app-site-association`, `assetlinks.json`, `security.txt`):
 * text of the tenant's own, served at that domain alone, as data and never as a page.
 */
import { differences, record } from '../audit/index.ts';
import { afterCommit } from '../db/index.ts';
import { type Endpoint, endpoint, refuse as refuseRequest } from '../http/index.ts';
import { createCache } from '../lib/cache.ts';
import type { Context, Platform } from '../platform.ts';
import { findServedFiles, getDomain, putVerificationFiles } from './domains.store.ts';
import { refuse } from './errors.ts';

const PREFIX = '/.well-known/';
const MAX_FILES = 20;
const MAX_FILE = 16 * 1024;
const MAX_TOTAL = 64 * 1024;
/** Names below /.well-known: no empty segment, none that begins with a dot, at most three. */
const PATH = /^(?!.{129})[\w-][\w.-]*(?:\/[\w-][\w.-]*){0,2}$/;
/**
 * First segments that are not a tenant's to fill: our own documents, and those with which certificates for the domain
 * are issued (RFC 8555 §8.3): whoever may write files here may not thereby speak for the domain to others.
 */
const RESERVED = new Set([
  'openid-configuration',
  'oauth-authorization-server',
  'oauth-protected-resource',
  'genkan-challenge',
  'webauthn',
  'acme-challenge',
  'pki-validation',
]);

export type VerificationFiles = Record<string, string>;

/** Throws `domain.file_not_allowed` for names that are none or not the tenant's, and for what is too much. */
const checkFiles = (files: VerificationFiles): void => {
  const forbid = (path: string, reason: string) =>
    refuse('domain.file_not_allowed', { path: path.slice(0, 100), reason });
  const entries = Object.entries(files);
  let total = 0;
  for (const [path, content] of entries) {
    if (!PATH.test(path)) throw forbid(path, 'its name is not one of a file below /.well-known/');
    if (RESERVED.has((path.split('/')[0] as string).toLowerCase()))
      throw forbid(path, 'the server or a certificate authority speaks there');
    const size = Buffer.byteLength(content);
    if (size > MAX_FILE) throw forbid(path, `a file has at most ${MAX_FILE} bytes`);
    total += size;
    if (total > MAX_TOTAL) throw forbid(path, `all files together have at most ${MAX_TOTAL} bytes`);
  }
  if (entries.length > MAX_FILES)
    throw forbid(String(entries[MAX_FILES]?.[0]), `there are at most ${MAX_FILES}`);
};

const isJson = (content: string): boolean => {
  if (!/^\s*[[{]/.test(content)) return false;
  try {
    JSON.parse(content);
    return true;
  } catch {
    return false;
  }
};

/** Files of domains in use, by tenant and host; at most a second old. */
const served = createCache(async (platform: Platform, key: string): Promise<VerificationFiles> => {
  const [tenantId = '', domain = ''] = key.split('\n');
  return ((await findServedFiles(platform.db.queries, tenantId, domain)) ?? {}) as VerificationFiles;
});
const keyOf = (tenantId: string, domain: string): string => `${tenantId}\n${domain}`;

/** Puts files in place of the ones there were. Throws `domain.not_found`. */
export const replaceVerificationFiles = async (
  context: Context,
  id: string,
  files: VerificationFiles,
): Promise<VerificationFiles> => {
  const { platform, tenant } = context;
  checkFiles(files);
  await platform.db.transaction(async (tx) => {
    const known = await getDomain(tx, tenant.id, id);
    await putVerificationFiles(tx, known, files);
    await record(tx, context, {
      key: 'Domain.Update',
      payload: {
        id,
        domain: known.domain,
        ...differences({ verificationFiles: known.verificationFiles }, { verificationFiles: files }),
      },
    });
    afterCommit(tx, () => served.forget(platform, keyOf(tenant.id, known.domain)));
  });
  return files;
};

/** Throws `domain.not_found`. */
export const getVerificationFiles = async (
  { platform, tenant }: Context,
  id: string,
): Promise<VerificationFiles> =>
  (await getDomain(platform.db.queries, tenant.id, id)).verificationFiles as VerificationFiles;

/** As for every other address that leads nowhere. Browsers ask for such files by themselves: that is not for the trail. */
const notThere = (): Response => {
  const { code, message, status } = refuseRequest('request.not_found');
  return Response.json({ code, message }, { status, headers: { 'cache-control': 'no-store' } });
};

/** Only what we do not serve ourselves comes here: this covers others' paths, and such endpoints are asked last. */
export const verificationFileEndpoints: readonly Endpoint[] = [
  endpoint(`GET ${PREFIX}*`, async ({ path }, { platform, tenant }) => {
    const isOwnOrigin = tenant.issuer === tenant.issuers[0];
    const files = isOwnOrigin
      ? {}
      : await served.get(platform, keyOf(tenant.id, new URL(tenant.origin).hostname));
    const name = path.slice(PREFIX.length);
    const content = Object.hasOwn(files, name) ? files[name] : undefined;
    if (content === undefined) return notThere();
    return new Response(content, {
      headers: {
        'content-type': isJson(content) ? 'application/json' : 'text/plain; charset=utf-8',
        'cache-control': 'public, max-age=60',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        // What others check is there for everybody to read.
        'access-control-allow-origin': '*',
      },
    });
  }),
];
