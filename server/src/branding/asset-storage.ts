/**
 * Where uploaded files are kept: a folder, or an S3-compatible bucket where ASSETS_S3_* is set. On several nodes a
 * folder of one node is not enough: nodes share the folder, or use a bucket.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createId } from '../lib/ids.ts';
import type { Platform } from '../platform.ts';
import { refuse } from './errors.ts';

export type AssetStorage = {
  /** `key` is `tenant/…`, made by us. */
  put: (key: string, bytes: Uint8Array, type: string) => Promise<void>;
  /** Undefined when there is none. */
  get: (key: string) => Promise<Uint8Array | undefined>;
  /** Also succeeds when there is none. */
  remove: (key: string) => Promise<void>;
};

const folderStorage = (folder: string): AssetStorage => ({
  put: async (key, bytes) => {
    const file = join(folder, key);
    await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
    // Under another name until it is whole: a reader never sees half an image.
    const unfinished = `${file}.${createId()}`;
    await writeFile(unfinished, bytes, { mode: 0o600 });
    await rename(unfinished, file);
  },
  get: async (key) => {
    try {
      return await readFile(join(folder, key));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  },
  remove: (key) => rm(join(folder, key), { force: true }),
});

const bucketStorage = (
  { outgoing }: Platform,
  bucket: NonNullable<Platform['config']['assetsBucket']>,
  maxBytes: number,
): AssetStorage => {
  const send = async (key: string, method: 'GET' | 'PUT' | 'DELETE', type?: string, body?: Uint8Array) => {
    const { AwsClient } = await import('aws4fetch');
    const { accessKeyId, secretAccessKey, region } = bucket;
    const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3' });
    const url = `${bucket.endpoint}/${bucket.name}/${key}`;
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    const signed = await client.sign(url, { method, headers });
    return outgoing(url, { method, headers: signed.headers, body: body ?? null, maxBytes });
  };
  return {
    put: async (key, bytes, type) => {
      const answer = await send(key, 'PUT', type, bytes);
      await answer.arrayBuffer();
      if (!answer.ok) throw refuse('user_assets.storage_failed', { status: answer.status });
    },
    get: async (key) => {
      const answer = await send(key, 'GET');
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (answer.status === 404) return undefined;
      if (!answer.ok) throw refuse('user_assets.storage_failed', { status: answer.status });
      return bytes;
    },
    remove: async (key) => {
      const answer = await send(key, 'DELETE');
      await answer.arrayBuffer();
      if (!answer.ok && answer.status !== 404)
        throw refuse('user_assets.storage_failed', { status: answer.status });
    },
  };
};

/** The storage that the settings name. */
export const assetStorage = (platform: Platform, maxBytes: number): AssetStorage => {
  const { assetsBucket, dataDir } = platform.config;
  return assetsBucket
    ? bucketStorage(platform, assetsBucket, maxBytes)
    : folderStorage(join(dataDir, 'assets'));
};
