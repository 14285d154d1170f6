/**
 * Passwords that another system hashed: which descriptions are taken, and checking against them. They are checked until
 * the next good sign-in replaces them by our own hash. What would cost more than a sign-in may is refused when it comes
 * in, not when somebody tries it. A text beyond what bcrypt looks at (72 bytes, a NUL byte) never matches: to take it
 * would be to compare its beginning alone (L-18).
 */
import { createHash, getHashes, pbkdf2, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { refuse } from './errors.ts';

/** Names as the wire contract spells them. */
export const PASSWORD_ALGORITHMS = [
  'Argon2i',
  'Argon2id',
  'Argon2d',
  'SHA1',
  'SHA256',
  'MD5',
  'Bcrypt',
  'Legacy',
] as const;
export type PasswordAlgorithm = (typeof PASSWORD_ALGORITHMS)[number];

const MAX_BCRYPT_COST = 14;
const MAX_BCRYPT_BYTES = 72;
const BCRYPT_TIMEOUT_MS = 15_000;
/** KiB of memory, and KiB times passes: a few times what our own hash costs. */
const MAX_ARGON_MEMORY = 131_072;
const MAX_ARGON_WORK = 1_048_576;
const MAX_PBKDF2_ITERATIONS = 2_000_000;
const MAX_SCRYPT_MEMORY = 128 * 1024 * 1024;
const MAX_KEY_LENGTH = 128;

const PLAIN: Partial<Record<PasswordAlgorithm, { name: string; hexDigits: number }>> = {
  MD5: { name: 'md5', hexDigits: 32 },
  SHA1: { name: 'sha1', hexDigits: 40 },
  SHA256: { name: 'sha256', hexDigits: 64 },
};

type Legacy = { name: string; parts: string[]; expected: Buffer };
type Check = (plain: string) => Promise<boolean>;

const unusable = (reason: string) => refuse('password.unusable_digest', { reason });

const equal = (computed: Buffer, expected: Buffer): boolean =>
  computed.length === expected.length && timingSafeEqual(computed, expected);

const hexBytes = (text: string): Buffer => {
  if (!/^([0-9a-fA-F]{2})+$/.test(text)) throw unusable('the digest is not hexadecimal');
  return Buffer.from(text, 'hex');
};

const wholeNumber = (text: string | undefined, max: number, what: string): number => {
  const value = /^\d{1,12}$/.test(text ?? '') ? Number(text) : 0;
  if (value < 1 || value > max) throw unusable(`${what} must be from 1 to ${max}`);
  return value;
};

const checkPlain =
  (name: string, expected: Buffer): Check =>
  async (plain) =>
    equal(createHash(name).update(plain).digest(), expected);

/** bcrypt costs hundreds of milliseconds in JavaScript: it runs beside the event loop, and not for ever. */
const bcryptAside = (plain: string, salt: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const source = `const { parentPort, workerData } = require('node:worker_threads');
      import(workerData.library).then(({ default: bcrypt }) =>
        parentPort.postMessage(bcrypt.hashSync(workerData.plain, workerData.salt)));`;
    const library = import.meta.resolve('bcryptjs');
    const worker = new Worker(source, { eval: true, workerData: { library, plain, salt } });
    const timer = setTimeout(() => worker.terminate(), BCRYPT_TIMEOUT_MS);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      clearTimeout(timer);
      reject(new Error('bcrypt took too long'));
    });
  });

const checkBcrypt = (digest: string): Check => {
  const [, cost] = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(digest) ?? [];
  if (cost === undefined) throw unusable('it is not a bcrypt hash');
  if (Number(cost) < 4 || Number(cost) > MAX_BCRYPT_COST) {
    throw unusable(`the cost of bcrypt must be from 4 to ${MAX_BCRYPT_COST}`);
  }
  return async (plain) => {
    if (Buffer.byteLength(plain) > MAX_BCRYPT_BYTES || plain.includes('\0')) return false;
    const computed = await bcryptAside(plain, digest.slice(0, 29));
    return equal(Buffer.from(computed.slice(29)), Buffer.from(digest.slice(29)));
  };
};

const checkArgon = (digest: string, algorithm: string): Check => {
  const found = /^\$(argon2id?|argon2d)\$v=(?:16|19)\$m=(\d+),t=(\d+),p=(\d+)\$[^$]+\$[^$]+$/.exec(digest);
  if (!found || found[1] !== algorithm.toLowerCase()) throw unusable(`it is not an ${algorithm} hash`);
  const memory = wholeNumber(found[2], MAX_ARGON_MEMORY, 'the memory of Argon2 in KiB');
  const passes = wholeNumber(found[3], 1000, 'the passes of Argon2');
  wholeNumber(found[4], 16, 'the lanes of Argon2');
  if (memory * passes > MAX_ARGON_WORK) throw unusable('memory and passes of Argon2 are too many together');
  return async (plain) => {
    const { verify } = await import('@node-rs/argon2');
    return verify(digest, plain);
  };
};

const readLegacy = (digest: string): Legacy => {
  let value: unknown;
  try {
    value = JSON.parse(digest);
  } catch {
    throw unusable('a Legacy digest is JSON');
  }
  const [name, parts, expected] = Array.isArray(value) ? (value as unknown[]) : [];
  const isShaped =
    typeof name === 'string' &&
    typeof expected === 'string' &&
    Array.isArray(parts) &&
    parts.every((part) => typeof part === 'string') &&
    parts.filter((part) => part === '@').length === 1;
  if (!isShaped) {
    throw unusable('a Legacy digest is [algorithm, [arguments, one of them "@" for the password], digest]');
  }
  return { name: name.toLowerCase(), parts: parts as string[], expected: hexBytes(expected) };
};

/** `["pbkdf2", [salt, iterations, key length, hash, "@"], hex]`. */
const checkPbkdf2 = ({ parts, expected }: Legacy): Check => {
  const [salt = '', iterations, length, hash = ''] = parts;
  const count = wholeNumber(iterations, MAX_PBKDF2_ITERATIONS, 'the iterations of PBKDF2');
  const bytes = wholeNumber(length, MAX_KEY_LENGTH, 'the key length');
  if (!getHashes().includes(hash) || !/^(RSA-)?(md5|sha)/i.test(hash))
    throw unusable('its hash is not known');
  if (parts.length !== 5 || parts[4] !== '@') throw unusable('the password is the fifth argument of PBKDF2');
  return async (plain) => equal(await promisify(pbkdf2)(plain, salt, count, bytes, hash), expected);
};

/** `["scrypt", [salt, N, r, p, key length, "@"], hex]`. */
const checkScrypt = ({ parts, expected }: Legacy): Check => {
  const [salt = '', cost, block, parallel, length] = parts;
  const N = wholeNumber(cost, 1_048_576, 'N of scrypt');
  const r = wholeNumber(block, 32, 'r of scrypt');
  const p = wholeNumber(parallel, 16, 'p of scrypt');
  const bytes = wholeNumber(length, MAX_KEY_LENGTH, 'the key length');
  if (parts.length !== 6 || parts[5] !== '@') throw unusable('the password is the sixth argument of scrypt');
  if ((N & (N - 1)) !== 0 || N < 2) throw unusable('N of scrypt must be a power of two');
  if (128 * N * r * p > MAX_SCRYPT_MEMORY) throw unusable('N, r and p of scrypt are too much together');
  const options = { N, r, p, maxmem: 2 * MAX_SCRYPT_MEMORY };
  return (plain) =>
    new Promise((resolve, reject) => {
      scrypt(plain, salt, bytes, options, (error, key) =>
        error ? reject(error) : resolve(equal(key, expected)),
      );
    });
};

const checkLegacy = (digest: string): Check => {
  const legacy = readLegacy(digest);
  if (legacy.name === 'pbkdf2') return checkPbkdf2(legacy);
  if (legacy.name === 'scrypt') return checkScrypt(legacy);
  const { name, parts, expected } = legacy;
  if (!getHashes().some((known) => known.toLowerCase() === name) || name.startsWith('shake'))
    throw unusable(`the hash ${name} is not known`);
  return async (plain) =>
    equal(
      createHash(name)
        .update(parts.map((part) => (part === '@' ? plain : part)).join(''))
        .digest(),
      expected,
    );
};

/**
 * How to check against a hash of another system; the answer says whether a password is the one. Refuses with
 * `password.unusable_digest` what is not such a hash or costs too much to check.
 */
export const importedPasswordCheck = (algorithm: PasswordAlgorithm, digest: string): Check => {
  const plain = PLAIN[algorithm];
  if (plain) {
    const expected = hexBytes(digest);
    if (digest.length !== plain.hexDigits)
      throw unusable(`a digest of ${algorithm} has ${plain.hexDigits} digits`);
    return checkPlain(plain.name, expected);
  }
  if (algorithm === 'Bcrypt') return checkBcrypt(digest);
  if (algorithm === 'Legacy') return checkLegacy(digest);
  return checkArgon(digest, algorithm);
};
