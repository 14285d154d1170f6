/**
 * Self-signed certificates (RFC 5280) around the keys that connectors sign with: written, never read. Providers keep
 * the certificate for its public key and find it by its thumbprint; nothing follows from who is named in it.
 */
import { createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';

const SEQUENCE = 0x30;
const SET = 0x31;

/** One value of DER: tag, length, content. */
const der = (tag: number, ...content: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(content);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = Buffer.from(body.length.toString(16).padStart(body.length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body]);
};
const hex = (text: string): Buffer => Buffer.from(text, 'hex');

/** sha256WithRSAEncryption with its NULL parameters (RFC 4055, section 5). */
const RS256 = der(SEQUENCE, hex('06092a864886f70d01010b'), hex('0500'));
const COMMON_NAME = hex('0603550403');
const VERSION_3 = hex('a003020102');
/** Key usage, critical: digital signatures alone. */
const DIGITAL_SIGNATURE = der(
  0xa3,
  der(SEQUENCE, der(SEQUENCE, hex('0603551d0f'), hex('0101ff'), der(0x04, hex('03020780')))),
);

/** UTCTime until 2049, GeneralizedTime after it (RFC 5280, section 4.1.2.5). */
const time = (at: number): Buffer => {
  const digits = new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '');
  return digits < '2050' ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits));
};

const signAsync = promisify(sign);

/** A certificate in PEM for an RSA key, good from `notBefore` to `notAfter` (milliseconds). */
export const selfSignedCertificate = async (
  privateKey: KeyObject,
  about: { commonName: string; notBefore: number; notAfter: number },
): Promise<string> => {
  const serial = randomBytes(16);
  // Positive, and as long as it is: no leading zero to leave out.
  serial[0] = 0x40 | ((serial[0] ?? 0) & 0x3f);
  const name = der(
    SEQUENCE,
    der(SET, der(SEQUENCE, COMMON_NAME, der(0x0c, Buffer.from(about.commonName.slice(0, 64))))),
  );
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const validity = der(SEQUENCE, time(about.notBefore), time(about.notAfter));
  const content = der(
    SEQUENCE,
    VERSION_3,
    der(0x02, serial),
    RS256,
    name,
    validity,
    name,
    publicKey,
    DIGITAL_SIGNATURE,
  );
  const signature = await signAsync('sha256', content, privateKey);
  const certificate = der(SEQUENCE, content, RS256, der(0x03, Buffer.from([0]), signature));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
};
