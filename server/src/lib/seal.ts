/**
 * Sealing: AES-256-GCM envelopes under the installation's master key. Each value has its own random data key;
 * the associated data names tenant, purpose and owner, so that a ciphertext moved to another row (row swapping)
 * does not open. Format: `v1.<kekId>.<wrapped key>.<payload>`, both parts base64url of iv ‖ ciphertext ‖ tag. The
 * binding is the payload's alone: a new master key wraps the data key anew without knowing whose value it is.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** Seals and opens strings. `binding` lists what the value belongs to; the same list must be given to open it. */
export type Sealer = {
  /** The master key that seals. */
  readonly keyId: string;
  /** Every master key that opens, that one first. */
  readonly keyIds: readonly string[];
  seal: (plaintext: string, binding: readonly string[]) => string;
  /** Throws when the value was altered, belongs to another binding or was sealed under a master key not at hand. */
  open: (sealed: string, binding: readonly string[]) => string;
  /** The same value under the key that seals; itself where it is already. Throws as `open` does. */
  rewrap: (sealed: string) => string;
  /** A 32-byte key for one purpose (HKDF-SHA-256), stable for the life of the installation. */
  derive: (purpose: string) => Buffer;
};

const WRAPPING = Buffer.from('genkan data key');

const bindingAad = (binding: readonly string[]): Buffer => Buffer.from(JSON.stringify(['v1', ...binding]));

const encrypt = (key: Buffer, plaintext: Buffer, aad: Buffer): string => {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aad);
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url');
};

const decrypt = (key: Buffer, text: string, aad: Buffer): Buffer => {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length < 28) throw new Error('sealed value is too short');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
  decipher.setAAD(aad).setAuthTag(bytes.subarray(bytes.length - 16));
  return Buffer.concat([decipher.update(bytes.subarray(12, bytes.length - 16)), decipher.final()]);
};

type MasterKey = { readonly id: string; readonly wrapping: Buffer };

const deriveFrom = (key: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', `genkan ${purpose}`, 32));

const readKey = (key: Buffer): MasterKey => {
  if (key.length !== 32) throw new Error('a master key must be 32 bytes');
  const id = createHash('sha256').update('genkan kek id').update(key).digest('hex').slice(0, 12);
  return { id, wrapping: deriveFrom(key, 'wrap') };
};

/** The id of the master key that a value is sealed under; undefined for what is no sealed value. */
export const keyIdOf = (sealed: string): string | undefined =>
  /^v1\.([0-9a-f]{12})\.[\w-]+\.[\w-]+$/.exec(sealed)?.[1];

/**
 * Makes a sealer of 32-byte master keys: the first seals, all of them open. `derivationKey` is what `derive` derives
 * from; where none is given, the first key.
 */
export const createSealer = (
  masterKeys: readonly [Buffer, ...Buffer[]],
  derivationKey: Buffer = masterKeys[0],
): Sealer => {
  const current = readKey(masterKeys[0]);
  const keys = new Map([current, ...masterKeys.slice(1).map(readKey)].map((key) => [key.id, key]));
  const take = (sealed: string) => {
    const id = keyIdOf(sealed);
    const [, , wrapped, payload] = sealed.split('.');
    if (id === undefined || !wrapped || !payload) throw new Error('not a sealed value');
    const key = keys.get(id);
    if (!key) throw new Error(`sealed under master key ${id}, not ${[...keys.keys()].join(' or ')}`);
    return { key, payload, dataKey: () => decrypt(key.wrapping, wrapped, WRAPPING) };
  };
  return {
    keyId: current.id,
    keyIds: [...keys.keys()],
    derive: (purpose) => deriveFrom(derivationKey, purpose),
    seal: (plaintext, binding) => {
      const dataKey = randomBytes(32);
      const payload = encrypt(dataKey, Buffer.from(plaintext), bindingAad(binding));
      return `v1.${current.id}.${encrypt(current.wrapping, dataKey, WRAPPING)}.${payload}`;
    },
    open: (sealed, binding) => {
      const { dataKey, payload } = take(sealed);
      return decrypt(dataKey(), payload, bindingAad(binding)).toString('utf8');
    },
    rewrap: (sealed) => {
      const { key, dataKey, payload } = take(sealed);
      if (key.id === current.id) return sealed;
      return `v1.${current.id}.${encrypt(current.wrapping, dataKey(), WRAPPING)}.${payload}`;
    },
  };
};
