/**
 * Packages of own sign-in pages: uploaded, kept, read again. In the storage a file has the name of its digest, so no
 * path of a package is ever a path of ours; only what the database lists is served.
 */
import { record } from '../audit/index.ts';
import type { Incoming } from '../http/index.ts';
import { createCache } from '../lib/cache.ts';
import { sha256 } from '../lib/digest.ts';
import { createId } from '../lib/ids.ts';
import type { Context, Platform } from '../platform.ts';
import { ADMIN_TENANT } from '../tenants/index.ts';
import { type AssetStorage, assetStorage } from './asset-storage.ts';
import { type CustomUiPackage, findPackage, insertPackage, removeOldPackages } from './custom-ui.store.ts';
import {
  INDEX,
  isReserved,
  MAX_FILE_BYTES,
  MAX_PACKAGE_BYTES,
  packageTypeOf,
  readPackage,
} from './custom-ui-package.ts';
import { refuse } from './errors.ts';
import { readUpload } from './upload.ts';

/** Packages that a tenant can go back to. */
const KEPT = 10;
/** Files that are written or removed at once. */
const AT_ONCE = 8;

type Manifest = Record<string, { sha256: string; bytes: number }>;
const manifestOf = (row: CustomUiPackage): Manifest => row.files as Manifest;

const keyOf = (tenantId: string, id: string, digest: string): string =>
  `${tenantId}/custom-ui/${id}/${digest}`;

const inTurns = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
};

/** Their rows are gone, so nobody asks for them; what cannot be removed now costs nothing but its place. */
const removeFiles = (platform: Platform, storage: AssetStorage, rows: readonly CustomUiPackage[]) =>
  inTurns(
    rows.flatMap((row) =>
      [...new Set(Object.values(manifestOf(row)).map(({ sha256: digest }) => digest))].map((digest) =>
        keyOf(row.tenantId, row.id, digest),
      ),
    ),
    (key) =>
      storage.remove(key).catch((error: unknown) => {
        platform.log.warn({ err: error, key }, 'a file of an old custom UI was not removed');
      }),
  );

/** Notes a package whose files are stored; answers older ones that gave way to it. */
const keep = (context: Context, row: CustomUiPackage): Promise<CustomUiPackage[]> =>
  context.platform.db.transaction(async (tx) => {
    await insertPackage(tx, row);
    await record(tx, context, {
      key: 'CustomUi.Create',
      payload: { customUiAssetId: row.id, files: Object.keys(row.files).length, bytes: row.bytes },
    });
    return removeOldPackages(tx, row.tenantId, KEPT);
  });

/**
 * Keeps an uploaded package and answers its id; the sign-in experience puts it into effect. Tenant `admin` has none:
 * its pages share the console's origin, where a script could act as whoever administers.
 */
export const uploadCustomUi = async (context: Context, incoming: Incoming): Promise<string> => {
  const { platform, tenant } = context;
  if (tenant.id === ADMIN_TENANT) throw refuse('custom_ui.not_for_administrators');
  const zipped = await readUpload(incoming, MAX_PACKAGE_BYTES, {
    missing: (cause) => refuse('custom_ui.file_missing', undefined, { cause }),
    tooLarge: () => refuse('custom_ui.too_large', { limit: MAX_PACKAGE_BYTES }),
  });
  const files = await readPackage(zipped);
  const id = createId();
  const storage = assetStorage(platform, MAX_FILE_BYTES);
  const manifest: Manifest = Object.create(null);
  const bytes = files.reduce((sum, file) => sum + file.bytes.byteLength, 0);
  const row = { tenantId: tenant.id, id, files: manifest, bytes, createdAt: platform.clock.now() };
  try {
    await inTurns(files, async ({ path, bytes: content }) => {
      const digest = sha256(content);
      manifest[path] = { sha256: digest, bytes: content.byteLength };
      await storage.put(keyOf(tenant.id, id, digest), content, packageTypeOf(path) ?? '');
    });
    const removed = await keep(context, row);
    await removeFiles(platform, storage, removed);
  } catch (error) {
    // Nobody knows of its files but this call.
    await removeFiles(platform, storage, [row]);
    throw error;
  }
  return id;
};

const idOf = (tenantId: string, id: string): string => `${tenantId}\n${id}`;
const packages = createCache((platform: Platform, key: string) => {
  const [tenantId = '', id = ''] = key.split('\n');
  return findPackage(platform.db.queries, tenantId, id);
});

/** Whether a tenant has a package of this id. */
export const hasCustomUi = async ({ platform, tenant }: Context, id: string): Promise<boolean> =>
  (await findPackage(platform.db.queries, tenant.id, id)) !== undefined;

/** A file of a package as it is served; `read` answers undefined where the storage has lost it. */
export type CustomUiFile = {
  path: string;
  type: string;
  sha256: string;
  read: () => Promise<Uint8Array | undefined>;
};

/** The file at a path of a package; undefined where there is none, and for what is the server's own. */
export const findCustomUiFile = async (
  { platform, tenant }: Context,
  id: string,
  path: string = INDEX,
): Promise<CustomUiFile | undefined> => {
  const row = await packages.get(platform, idOf(tenant.id, id));
  const manifest = row ? manifestOf(row) : {};
  const type = packageTypeOf(path);
  if (type === undefined || isReserved(path) || !Object.hasOwn(manifest, path)) return undefined;
  const { sha256: digest } = manifest[path] as Manifest[string];
  return {
    path,
    type,
    sha256: digest,
    read: () => assetStorage(platform, MAX_FILE_BYTES).get(keyOf(tenant.id, id, digest)),
  };
};
