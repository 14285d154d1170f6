/**
 * Sealing: AES-256-GCM envelopes under the installation's master key. Each value has its own random data key;
 * the associated data names tenant, purpose and owner, so that a ciphertext moved to another row (row swapping)
 * does not open. Format: `v1.<kekId>.<wrapped key>.<payload>`, both parts base64url of iv ‖ ciphertext ‖ tag.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** Seals and opens strings. `binding` lists what the value belongs to; the same list must be given to open it. */
export type Sealer = {
  readonly keyId: string;
  seal: (plaintext: string, binding: readonly string[]) => string;
  /** Throws when the value was altered, belongs to another binding or was sealed under another master key. */
  open: (sealed: string, binding: readonly string[]) => string;
  /** A 32-byte key for one purpose (HKDF-SHA-256), stable for the life of the master key. */
  derive: (purpose: string) => Buffer;
};

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

/** Makes a sealer of a 32-byte master key. */
export const createSealer = (masterKey: Buffer): Sealer => {
  if (masterKey.length !== 32) throw new Error('the master key must be 32 bytes');
  const keyId = createHash('sha256').update('genkan kek id').update(masterKey).digest('hex').slice(0, 12);
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', masterKey, '', `genkan ${purpose}`, 32));
  const wrapping = derive('wrap');
  const aadOf = (binding: readonly string[]) => Buffer.from(JSON.stringify(['v1', ...binding]));
  return {
    keyId,
    derive,
    seal: (plaintext, binding) => {
      const dataKey = randomBytes(32);
      const aad = aadOf(binding);
      return `v1.${keyId}.${encrypt(wrapping, dataKey, aad)}.${encrypt(dataKey, Buffer.from(plaintext), aad)}`;
    },
    open: (sealed, binding) => {
      const [version, kek, wrapped, payload, ...rest] = sealed.split('.');
      if (version !== 'v1' || !wrapped || !payload || rest.length > 0) throw new Error('not a sealed value');
      if (kek !== keyId) throw new Error(`sealed under master key ${kek}, not ${keyId}`);
      const aad = aadOf(binding);
      return decrypt(decrypt(wrapping, wrapped, aad), payload, aad).toString('utf8');
    },
  };
};
