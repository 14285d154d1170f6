/**
 * Keys that a connector signs its requests to the provider with: made here, the private half sealed and never shown.
 * One of them is active at most; while the connector signs, there is always one, so that nothing goes out unsigned.
 */
import { generateKeyPair, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import { record } from '../audit/index.ts';
import { type Connector, findConnector, type SigningKey } from '../connectors/index.ts';
import { DAY } from '../lib/clock.ts';
import { createId } from '../lib/ids.ts';
import type { Context, Platform } from '../platform.ts';
import { selfSignedCertificate } from './certificate.ts';
import { refuse } from './errors.ts';
import {
  getSigningKeyRow,
  holdConnectorRow,
  insertSigningKeyRow,
  listSigningKeyRows,
  removeSigningKeyRow,
  type SigningKeyRow,
  setActiveSigningKey,
} from './signing-keys.store.ts';
import { type ConnectorRow, getConnectorRow } from './sso-connectors.store.ts';

const LIFETIME = 3 * 365 * DAY;
const MODULUS = 2048;
/** Two are what a change of keys takes. */
const MAX_KEYS = 10;

const generate = promisify(generateKeyPair);

/** A key and whether it is the active one. */
export type ListedKey = { row: SigningKeyRow; active: boolean };

const bindingOf = ({ tenantId, ssoConnectorId, id }: SigningKeyRow): string[] => [
  'sso-signing-key',
  tenantId,
  ssoConnectorId,
  id,
];

/** What the provider knows a key by: the SHA-256 of its certificate. Also its `kid`. */
const thumbprintOf = ({ certificate }: Pick<SigningKeyRow, 'certificate'>): string =>
  Buffer.from(new X509Certificate(certificate).fingerprint256.replaceAll(':', ''), 'hex').toString(
    'base64url',
  );

const requireSigner = (row: ConnectorRow): Connector => {
  const connector = findConnector(row.providerName);
  if (!connector?.canSign) {
    throw refuse('single_sign_on.signing_keys_unsupported', { providerName: row.providerName });
  }
  return connector;
};

/** The active key of a connector that signs, opened; undefined for one that does not, or has none. */
export const activeSigningKey = async (
  { db, sealer }: Platform,
  connector: Connector,
  row: ConnectorRow,
): Promise<SigningKey | undefined> => {
  if (!connector.signs(row.config) || row.activeSigningKeyId === null) return undefined;
  const key = await getSigningKeyRow(db.queries, row.tenantId, row.id, row.activeSigningKeyId);
  return {
    privateKey: sealer.open(key.sealedPrivateKey, bindingOf(key)),
    certificate: key.certificate,
    thumbprint: thumbprintOf(key),
  };
};

/** A connector's keys, newest first. Throws 404 without the connector, 400 where keys have no use. */
export const listSigningKeys = async (
  { platform, tenant }: Context,
  connectorId: string,
): Promise<ListedKey[]> => {
  const db = platform.db.queries;
  const connector = await getConnectorRow(db, tenant.id, connectorId);
  requireSigner(connector);
  const rows = await listSigningKeyRows(db, tenant.id, connectorId);
  return rows.map((row) => ({ row, active: row.id === connector.activeSigningKeyId }));
};

const makeKey = async ({ platform, tenant }: Context, connector: ConnectorRow): Promise<SigningKeyRow> => {
  const createdAt = platform.clock.now();
  // Certificates know whole seconds.
  const expiresAt = Math.floor((createdAt + LIFETIME) / 1000) * 1000;
  const { privateKey } = await generate('rsa', { modulusLength: MODULUS });
  const row = {
    tenantId: tenant.id,
    id: createId(),
    ssoConnectorId: connector.id,
    certificate: await selfSignedCertificate(privateKey, {
      commonName: `Genkan ${tenant.id} ${connector.id}`,
      notBefore: createdAt,
      notAfter: expiresAt,
    }),
    createdAt,
    expiresAt,
  };
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const sealedPrivateKey = platform.sealer.seal(pem, bindingOf({ ...row, sealedPrivateKey: '' }));
  return { ...row, sealedPrivateKey };
};

/** Makes a key. With `active` it takes the place of the active one at once. */
export const createSigningKey = async (
  context: Context,
  connectorId: string,
  active: boolean,
): Promise<ListedKey> => {
  const { platform, tenant } = context;
  const known = await getConnectorRow(platform.db.queries, tenant.id, connectorId);
  requireSigner(known);
  const row = await makeKey(context, known);
  return platform.db.transaction(async (tx) => {
    const connector = await holdConnectorRow(tx, tenant.id, connectorId);
    if ((await listSigningKeyRows(tx, tenant.id, connectorId)).length >= MAX_KEYS) {
      throw refuse('single_sign_on.too_many_signing_keys', { limit: MAX_KEYS });
    }
    await insertSigningKeyRow(tx, row);
    if (active) await setActiveSigningKey(tx, connector, row.id);
    await record(tx, context, {
      key: 'SsoConnector.SigningKey.Create',
      payload: {
        connectorId,
        keyId: row.id,
        thumbprint: thumbprintOf(row),
        before: { activeSigningKeyId: connector.activeSigningKeyId },
        after: { activeSigningKeyId: active ? row.id : connector.activeSigningKeyId },
      },
    });
    return { row, active };
  });
};

const refuseInUse = (connector: ConnectorRow): void => {
  if (requireSigner(connector).signs(connector.config)) throw refuse('single_sign_on.signing_key_in_use');
};

/** Makes a key the active one in place of another, or no longer so. Refuses the latter while the connector signs. */
export const activateSigningKey = (
  context: Context,
  connectorId: string,
  keyId: string,
  active: boolean,
): Promise<ListedKey> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    const connector = await holdConnectorRow(tx, tenant.id, connectorId);
    requireSigner(connector);
    const row = await getSigningKeyRow(tx, tenant.id, connectorId, keyId);
    const isActive = connector.activeSigningKeyId === keyId;
    if (active && row.expiresAt <= platform.clock.now()) throw refuse('single_sign_on.signing_key_expired');
    if (!active && isActive) refuseInUse(connector);
    const next = active ? keyId : isActive ? null : connector.activeSigningKeyId;
    await setActiveSigningKey(tx, connector, next);
    await record(tx, context, {
      key: 'SsoConnector.SigningKey.Update',
      payload: {
        connectorId,
        keyId,
        before: { activeSigningKeyId: connector.activeSigningKeyId },
        after: { activeSigningKeyId: next },
      },
    });
    return { row, active };
  });
};

/** Removes a key; the active one only while the connector does not sign. */
export const deleteSigningKey = (context: Context, connectorId: string, keyId: string): Promise<void> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    const connector = await holdConnectorRow(tx, tenant.id, connectorId);
    requireSigner(connector);
    const row = await getSigningKeyRow(tx, tenant.id, connectorId, keyId);
    const isActive = connector.activeSigningKeyId === keyId;
    if (isActive) {
      refuseInUse(connector);
      await setActiveSigningKey(tx, connector, null);
    }
    await removeSigningKeyRow(tx, row);
    await record(tx, context, {
      key: 'SsoConnector.SigningKey.Delete',
      payload: { connectorId, keyId, before: { thumbprint: thumbprintOf(row), active: isActive } },
    });
  });
};

/** The public half as a JWK, for providers that take no certificate. */
export const publicJwkOf = (row: SigningKeyRow) => {
  const { publicKey, raw } = new X509Certificate(row.certificate);
  const { kty = '', n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const thumbprint = thumbprintOf(row);
  return {
    kty,
    n,
    e,
    kid: thumbprint,
    use: 'sig',
    alg: 'RS256',
    x5c: [raw.toString('base64')],
    'x5t#S256': thumbprint,
  };
};
