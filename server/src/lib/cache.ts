/**
 * A cache for configuration alone: at most one second old, so that nodes and processes (the CLI beside a running
 * server) agree within a second. Sessions, grants, codes and suspension never go through it.
 */

const MAX_AGE_MS = 1000;
const MAX_ENTRIES = 10_000;

type Owner = { readonly clock: { now: () => number } };
type Entry<T> = { value: Promise<T>; loadedAt: number; clockAt: number };

/** A cache of one kind of configuration; `owner` is the process's platform, so that tests do not share it. */
export type ConfigurationCache<P extends Owner, T> = {
  /** The value under `key`, loaded when unknown or older than a second. Callers in flight share one load. */
  get: (owner: P, key: string) => Promise<T>;
  /** Forgets a value that this process has just changed. */
  forget: (owner: P, key: string) => void;
  /** Forgets everything of this kind. */
  clear: (owner: P) => void;
};

/** Makes a cache whose values come from `load`. A failed load is not kept. */
export const createCache = <P extends Owner, T>(
  load: (owner: P, key: string) => Promise<T>,
): ConfigurationCache<P, T> => {
  const stores = new WeakMap<P, Map<string, Entry<T>>>();
  const storeOf = (owner: P): Map<string, Entry<T>> => {
    let store = stores.get(owner);
    if (!store) {
      store = new Map();
      stores.set(owner, store);
    }
    return store;
  };
  return {
    get: (owner, key) => {
      const store = storeOf(owner);
      const known = store.get(key);
      // Both clocks count: the process's own, and the platform's, which tests turn.
      const age = (entry: Entry<T>) =>
        Math.max(performance.now() - entry.loadedAt, owner.clock.now() - entry.clockAt);
      if (known && age(known) < MAX_AGE_MS) return known.value;
      const entry = { value: load(owner, key), loadedAt: performance.now(), clockAt: owner.clock.now() };
      if (store.size >= MAX_ENTRIES) store.clear();
      store.set(key, entry);
      entry.value.catch(() => {
        if (store.get(key) === entry) store.delete(key);
      });
      return entry.value;
    },
    forget: (owner, key) => {
      storeOf(owner).delete(key);
    },
    clear: (owner) => {
      stores.delete(owner);
    },
  };
};
