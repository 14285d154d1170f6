/**
 * Own sign-in pages in place of the built-in ones: the package that the sign-in experience names. Its index.html is
 * every page of a sign-in under way and every address that nothing else answers; its files are served where they stand
 * in it. What an application or device may have, and that something ended or went wrong, is always said by our own
 * pages. A package that cannot be read leaves the built-in pages, and a line in the log and the trail.
 */
import { recordRefusal } from '../audit/index.ts';
import { type CustomUiFile, findCustomUiFile, findUploadedImage, isReserved } from '../branding/index.ts';
import { type Endpoint, embedJson, endpoint, type Incoming, pageHeaders, refuse } from '../http/index.ts';
import { MINUTE, SECOND } from '../lib/clock.ts';
import type { Context, Platform } from '../platform.ts';
import { ADMIN_TENANT } from '../tenants/index.ts';
import type { Boot } from './boot.ts';
import { customUiPolicy, sharesHost, sourcesInEffect } from './custom-ui-policy.ts';
import { cachedSignInExperience, type SignInExperience } from './sign-in-experience.ts';

/** While a package is known to be unreadable nobody waits for the storage again. */
const RETRY = 30 * SECOND;
const TELL_AGAIN = 10 * MINUTE;
/** Pages held in memory, and how large one may be for it. */
const MAX_PAGES = 32;
const MAX_PAGE_BYTES = 256 * 1024;

type State = {
  pages: Map<string, string>;
  unreadable: Map<string, { until: number; toldAt: number }>;
};
const states = new WeakMap<Platform, State>();
const stateOf = (platform: Platform): State => {
  const known = states.get(platform) ?? { pages: new Map(), unreadable: new Map() };
  states.set(platform, known);
  return known;
};

/** The package in effect. Never on tenant `admin` nor at a host that is shared, whatever the settings say. */
const packageOf = async (
  { customUiAssets }: SignInExperience,
  context: Context,
): Promise<string | undefined> =>
  !customUiAssets || context.tenant.id === ADMIN_TENANT || (await sharesHost(context, context.tenant.origin))
    ? undefined
    : customUiAssets.id;

const tellMissing = async (context: Context, id: string, path: string, cause?: unknown): Promise<void> => {
  const { platform, tenant } = context;
  const { unreadable } = stateOf(platform);
  const name = `${tenant.id} ${id}`;
  const now = platform.clock.now();
  const toldAt = unreadable.get(name)?.toldAt ?? 0;
  const isNews = now - toldAt > TELL_AGAIN;
  unreadable.set(name, { until: now + RETRY, toldAt: isNews ? now : toldAt });
  if (!isNews) return;
  platform.log.error({ err: cause, tenantId: tenant.id, customUiAssetId: id, path }, 'custom UI unreadable');
  await recordRefusal(context, { key: 'CustomUi.Missing', payload: { customUiAssetId: id, path } });
};

/** A page of the package as text; undefined where it cannot be read now. */
const readHtml = async (context: Context, id: string, file: CustomUiFile): Promise<string | undefined> => {
  const { platform, tenant } = context;
  const { pages, unreadable } = stateOf(platform);
  const known = pages.get(file.sha256);
  if (known !== undefined) return known;
  if ((unreadable.get(`${tenant.id} ${id}`)?.until ?? 0) > platform.clock.now()) return undefined;
  try {
    const bytes = await file.read();
    if (!bytes) {
      await tellMissing(context, id, file.path);
      return undefined;
    }
    const html = Buffer.from(bytes).toString('utf8');
    if (pages.size >= MAX_PAGES) pages.clear();
    if (bytes.byteLength <= MAX_PAGE_BYTES) pages.set(file.sha256, html);
    return html;
  } catch (cause) {
    await tellMissing(context, id, file.path, cause);
    return undefined;
  }
};

const pageAnswer = async (
  context: Context,
  html: string,
  { customUiCsp }: SignInExperience,
): Promise<Response> => {
  const policy = customUiPolicy(await sourcesInEffect(context, customUiCsp));
  return new Response(html, { headers: { ...pageHeaders('sign-in'), 'content-security-policy': policy } });
};

const withBoot = (html: string, boot: Boot): string => {
  const script = `<script type="application/json" id="genkan-boot">${embedJson(boot)}</script>`;
  const head = /<head(?:\s[^>]*)?>/i.exec(html);
  const at = head ? head.index + head[0].length : html.length;
  return html.slice(0, at) + script + html.slice(at);
};

/** The package's page, told what a built-in one would be; undefined where the built-in one is to be shown. */
export const showCustomUi = async (
  context: Context,
  makeBoot: () => Promise<Boot>,
): Promise<Response | undefined> => {
  const experience = await cachedSignInExperience(context.platform, context.tenant.id);
  const id = await packageOf(experience, context);
  if (id === undefined) return undefined;
  const file = await findCustomUiFile(context, id);
  if (!file) {
    await tellMissing(context, id, 'index.html');
    return undefined;
  }
  const html = await readHtml(context, id, file);
  return html === undefined ? undefined : pageAnswer(context, withBoot(html, await makeBoot()), experience);
};

/**
 * A name that a build made from the content: eight or more hexadecimal digits, or eight characters of mixed kinds
 * below `assets/`. Another content has another name, so the browser need not ask again.
 */
const isHashed = (path: string): boolean => {
  const [, hex = ''] = /[.-]([0-9a-f]{8,64})\.\w+$/.exec(path) ?? [];
  const [, mixed = ''] = /(?:^|\/)assets\/(?:.*\/)?[^/]+-([\w-]{8})\.\w+$/.exec(path) ?? [];
  return [hex, mixed].some((hash) => /\d/.test(hash) && /[a-z]/i.test(hash));
};

const fileAnswer = async (
  incoming: Incoming,
  context: Context,
  id: string,
  file: CustomUiFile,
): Promise<Response | undefined> => {
  const etag = `"${file.sha256}"`;
  const headers = {
    etag,
    'cache-control': isHashed(file.path) ? 'public, max-age=31536000, immutable' : 'public, no-cache',
    'content-type': file.type,
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': "default-src 'none'; sandbox",
  };
  if (incoming.header('if-none-match')?.includes(etag)) return new Response(null, { status: 304, headers });
  try {
    const bytes = await file.read();
    if (bytes) return new Response(new Uint8Array(bytes), { headers });
    await tellMissing(context, id, file.path);
  } catch (cause) {
    await tellMissing(context, id, file.path, cause);
  }
  return undefined;
};

const decoded = (path: string): string | undefined => {
  try {
    return decodeURIComponent(path.slice(1));
  } catch {
    return undefined;
  }
};

/** Somebody opens an address, as opposed to a page that loads a file. */
const isNavigation = (incoming: Incoming, path: string): boolean =>
  (incoming.header('accept') ?? '').includes('text/html') && !/\.\w+$/.test(path);

/**
 * A file of the package in effect, or its index.html for an address of its own making; undefined for everything of the
 * server's own. Nothing is a service worker: one would stay in browsers after the package is gone.
 */
export const answerFromCustomUi = async (
  incoming: Incoming,
  context: Context,
): Promise<Response | undefined> => {
  const experience = await cachedSignInExperience(context.platform, context.tenant.id);
  const id = await packageOf(experience, context);
  const path = decoded(incoming.path);
  if (id === undefined || path === undefined || incoming.header('service-worker') !== undefined)
    return undefined;
  const file =
    (await findCustomUiFile(context, id, path)) ??
    (isNavigation(incoming, path) && !isReserved(path) ? await findCustomUiFile(context, id) : undefined);
  if (!file) return undefined;
  if (!file.type.startsWith('text/html')) return fileAnswer(incoming, context, id, file);
  const html = await readHtml(context, id, file);
  return html === undefined ? undefined : pageAnswer(context, html, experience);
};

/** `/assets/` holds uploaded images; packages may have a folder of that name too. */
export const assetEndpoints: readonly Endpoint[] = [
  endpoint('GET /assets/:name', async (incoming, context) => {
    const image = await findUploadedImage(context, incoming.params.name ?? '');
    const answer = image ?? (await answerFromCustomUi(incoming, context));
    if (!answer) throw refuse('request.not_found', { path: incoming.path });
    return answer;
  }),
];
