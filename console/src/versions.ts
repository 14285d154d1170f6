/** Which version of a thing a value shows: what the server and the cache call it, kept beside the value. */
import type { QueryKey } from '@tanstack/react-query';

export type Version = {
  /** The ETag; undefined where the server gives none. */
  tag?: string | undefined;
  /** Under which the cache keeps it. */
  key?: QueryKey | undefined;
};

const versions = new WeakMap<object, Version>();

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Remembers the version of what was read, and gives the latter back. */
export const keepVersion = <Value>(value: Value, version: Version): Value => {
  if (isObject(value)) versions.set(value, version);
  return value;
};

/** The version of what was read; of what was never read there is none. */
export const versionOf = (value: unknown): Version => (isObject(value) && versions.get(value)) || {};
