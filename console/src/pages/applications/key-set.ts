/** The public keys of a client: one set in its settings, an address, or none. */
import { parseJsonObject } from '../../components/json-field.tsx';
import type { Application } from './application.ts';

type Settings = Application['customClientMetadata'];
type KeySet = NonNullable<Settings['jwks']>;

/** Where the keys are. */
export type KeyPlace = 'none' | 'jwks' | 'jwksUri';

export const keyPlaceOf = ({ jwks, jwksUri }: Settings): KeyPlace => {
  if (jwks) return 'jwks';
  return jwksUri ? 'jwksUri' : 'none';
};

type Key = Record<string, unknown>;

const isKey = (value: unknown): value is Key => typeof value === 'object' && value !== null && 'kty' in value;

/** Reads a JWK set, or one JWK as a set of its own; says so where it holds a private key. */
export const readKeySet = (text: string): KeySet | 'invalid' | 'private' => {
  const read = parseJsonObject(text);
  if (!read) return 'invalid';
  const keys: unknown = 'kty' in read ? [read] : read.keys;
  if (!Array.isArray(keys) || keys.length === 0 || !keys.every(isKey)) return 'invalid';
  return keys.some((key) => 'd' in key || 'k' in key) ? 'private' : { keys };
};
