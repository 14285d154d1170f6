/** Zip files for tests, the broken and hostile ones included. */
import { crc32, deflateRawSync } from 'node:zlib';

export type ZipEntry = {
  path: string;
  content?: string | Uint8Array;
  /** Unix mode in the directory; a regular file unless told. */
  mode?: number;
  /** What the headers say in place of the truth. */
  saidSize?: number;
  saidCrc?: number;
  encrypted?: true;
};

const numbers = (...parts: [value: number, bytes: 2 | 4][]): Buffer =>
  Buffer.concat(
    parts.map(([value, bytes]) => {
      const part = Buffer.alloc(bytes);
      if (bytes === 2) part.writeUInt16LE(value);
      else part.writeUInt32LE(value >>> 0);
      return part;
    }),
  );

/** A zip file of the entries, in their order. */
export const zipOf = (entries: readonly ZipEntry[]): Uint8Array<ArrayBuffer> => {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, content = '', mode = 0o100644, saidSize, saidCrc, encrypted } of entries) {
    const bytes = Buffer.from(content as string);
    const packed = deflateRawSync(bytes);
    const name = Buffer.from(path);
    const facts = numbers(
      [20, 2],
      [(encrypted ? 1 : 0) | 0x800, 2],
      [8, 2],
      [0, 4],
      [saidCrc ?? crc32(bytes), 4],
      [packed.length, 4],
      [saidSize ?? bytes.length, 4],
      [name.length, 2],
      [0, 2],
    );
    const local = Buffer.concat([numbers([0x04034b50, 4]), facts, name, packed]);
    const rest = numbers([0, 2], [0, 2], [0, 2], [mode << 16, 4], [offset, 4]);
    directory.push(Buffer.concat([numbers([0x02014b50, 4], [0x0314, 2]), facts, rest, name]));
    locals.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = numbers(
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [entries.length, 2],
    [entries.length, 2],
    [listed.length, 4],
    [offset, 4],
    [0, 2],
  );
  return new Uint8Array(Buffer.concat([...locals, listed, end]));
};

/** A package with one page, and what else it is given. */
export const packageOf = (...more: ZipEntry[]): Uint8Array<ArrayBuffer> =>
  zipOf([{ path: 'index.html', content: '<!doctype html><head><title>Own</title></head>' }, ...more]);
