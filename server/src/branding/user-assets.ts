/**
 * Uploaded images (M-20): told by their content and never by their name, no type that a browser runs, kept under a
 * name of ours, served with nosniff and a sandbox.
 */
import { record } from '../audit/index.ts';
import type { Incoming } from '../http/index.ts';
import { createId } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { assetStorage } from './asset-storage.ts';
import { refuse } from './errors.ts';
import { readUpload } from './upload.ts';

export const MAX_ASSET_BYTES = 2 * 1024 * 1024;
const TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  ico: 'image/x-icon',
};
export const ASSET_TYPES = Object.values(TYPES);

const extensionOf = async (bytes: Uint8Array): Promise<string> => {
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(bytes);
  if (!found || !Object.hasOwn(TYPES, found.ext)) throw refuse('user_assets.not_an_image');
  return found.ext;
};

/** Keeps an uploaded image and answers its address. */
export const uploadAsset = async (context: Context, incoming: Incoming): Promise<string> => {
  const { platform, tenant } = context;
  const bytes = await readUpload(incoming, MAX_ASSET_BYTES, {
    missing: (cause) => refuse('user_assets.file_missing', undefined, { cause }),
    tooLarge: () => refuse('user_assets.too_large', { limit: MAX_ASSET_BYTES }),
  });
  const extension = await extensionOf(bytes);
  const name = `${createId()}.${extension}`;
  const storage = assetStorage(platform, MAX_ASSET_BYTES);
  await storage.put(`${tenant.id}/${name}`, bytes, TYPES[extension] as string);
  await platform.db.transaction((tx) =>
    record(tx, context, { key: 'UserAsset.Create', payload: { name, bytes: bytes.byteLength } }),
  );
  return `${tenant.origin}/assets/${name}`;
};

/** An image of the tenant whose origin is asked, as an answer; undefined where there is none of this name. */
export const findUploadedImage = async (
  { platform, tenant }: Context,
  name: string,
): Promise<Response | undefined> => {
  const found = /^([a-z0-9]{21})\.([a-z]{3,4})$/.exec(name);
  const type = found?.[2] && Object.hasOwn(TYPES, found[2]) ? TYPES[found[2]] : undefined;
  const storage = assetStorage(platform, MAX_ASSET_BYTES);
  const bytes = found && type ? await storage.get(`${tenant.id}/${found[0]}`) : undefined;
  if (!bytes || !type) return undefined;
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': type,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
    },
  });
};
