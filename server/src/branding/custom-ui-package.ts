/**
 * Reads the zip file of a custom sign-in UI. Nothing of it is believed: sizes are counted while it is unpacked (zip
 * bombs), names are only ever keys of a list (zip slip), and whatever is neither a file nor a folder (symbolic links,
 * devices) or of a type that pages do not need is refused.
 */
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { Refusal } from '../lib/errors.ts';
import { refuse } from './errors.ts';

/** Bytes of the zip file, of all its files together and of one of them. */
export const MAX_PACKAGE_BYTES = 10 * 1024 * 1024;
const MAX_UNPACKED = 32 * 1024 * 1024;
export const MAX_FILE_BYTES = 8 * 1024 * 1024;
const MAX_FILES = 500;
const MAX_PATH = 200;

/** The page that everything starts with. */
export const INDEX = 'index.html';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  webmanifest: 'application/manifest+json',
  txt: 'text/plain; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  ico: 'image/x-icon',
  woff: 'font/woff',
  woff2: 'font/woff2',
  ttf: 'font/ttf',
  otf: 'font/otf',
};

/** The content type of a path; undefined for what packages may not hold. */
export const packageTypeOf = (path: string): string | undefined => {
  const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(TYPES, extension) ? TYPES[extension] : undefined;
};

/** First parts of paths that are the server's own. */
const RESERVED = new Set(['api', 'api-reference', 'console', 'healthz', 'oidc', 'readyz', '_signin']);
/** Whether an address belongs to the server itself, whatever a package holds. */
export const isReserved = (path: string): boolean => {
  const [first = ''] = path.replace(/^\/+/, '').split('/');
  return RESERVED.has(first) || first.startsWith('.');
};

/** What archivers of desktop systems add by themselves. */
const LITTER = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i;
/** No empty part and none that begins with a dot: neither `..` nor hidden files. */
const PATH = /^(?:[\w@~+()[\]-][\w@~+()[\]. -]*\/)*[\w@~+()[\]-][\w@~+()[\]. -]*$/;
const FILE_KIND = 0o170000;
const REGULAR = 0o100000;

const checkEntry = (entry: Entry): void => {
  const path = entry.fileName;
  const kind = (entry.externalFileAttributes >>> 16) & FILE_KIND;
  if (kind !== 0 && kind !== REGULAR) throw refuse('custom_ui.not_a_file', { path });
  if (path.length > MAX_PATH || !PATH.test(path)) throw refuse('custom_ui.path_not_allowed', { path });
  if (isReserved(path)) throw refuse('custom_ui.path_reserved', { path });
  if (packageTypeOf(path) === undefined) {
    throw refuse('custom_ui.type_not_allowed', { path, types: Object.keys(TYPES).join(', ') });
  }
  if (entry.isEncrypted() || !entry.canDecodeFileData()) throw refuse('custom_ui.not_a_zip');
  if (entry.uncompressedSize > MAX_FILE_BYTES) {
    throw refuse('custom_ui.file_too_large', { path, limit: MAX_FILE_BYTES });
  }
};

/** The entries that are files, all of them checked before any is unpacked. */
const listEntries = async (zip: ZipFile): Promise<Entry[]> => {
  // Folders and litter count too: the directory itself is bounded.
  if (zip.entryCount > 2 * MAX_FILES) throw refuse('custom_ui.too_many_files', { limit: MAX_FILES });
  const entries = new Map<string, Entry>();
  let unpacked = 0;
  for await (const entry of zip.eachEntry()) {
    if (LITTER.test(entry.fileName) || entry.fileName.endsWith('/')) continue;
    checkEntry(entry);
    if (entries.has(entry.fileName)) throw refuse('custom_ui.path_not_allowed', { path: entry.fileName });
    unpacked += entry.uncompressedSize;
    if (unpacked > MAX_UNPACKED) throw refuse('custom_ui.too_large_unpacked', { limit: MAX_UNPACKED });
    entries.set(entry.fileName, entry);
  }
  if (entries.size > MAX_FILES) throw refuse('custom_ui.too_many_files', { limit: MAX_FILES });
  if (!entries.has(INDEX)) throw refuse('custom_ui.no_index');
  return [...entries.values()];
};

/** A file of a package. */
export type PackageFile = { path: string; bytes: Uint8Array };

/** Unpacks and checks a package. Throws refusals that say what to change. */
export const readPackage = async (zipped: Uint8Array): Promise<PackageFile[]> => {
  const { fromBufferPromise } = await import('yauzl');
  try {
    // The reader refuses absolute names and `..` by itself, and stops where an entry is longer than it said.
    const zip = await fromBufferPromise(Buffer.from(zipped.buffer, zipped.byteOffset, zipped.byteLength), {
      strictFileNames: true,
      validateEntrySizes: true,
    });
    const files: PackageFile[] = [];
    for (const entry of await listEntries(zip)) {
      const bytes = await buffer(await zip.openReadStreamPromise(entry));
      if (crc32(bytes) !== entry.crc32) throw refuse('custom_ui.not_a_zip');
      files.push({ path: entry.fileName, bytes });
    }
    return files;
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    throw refuse('custom_ui.not_a_zip', undefined, { cause });
  }
};
