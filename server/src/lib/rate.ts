/**
 * A bound on how often somebody may cause something, in the memory of one node: for what is only a cost. What guards a
 * secret is counted in the database (users/throttle).
 */

type Bucket = { tokens: number; at: number };

/** `take` answers how many milliseconds are to wait: 0 where it was let through and counted. */
export type Rate = { take: (owner: object, key: string, now: number) => number };

/**
 * Makes a token bucket for each key: `burst` at once, `perSecond` in the long run. At most `maxKeys` are remembered;
 * beyond, the one that was quiet longest is forgotten, which only ever lets more through.
 */
export const createRate = ({
  perSecond,
  burst,
  maxKeys = 10_000,
}: {
  perSecond: number;
  burst: number;
  maxKeys?: number;
}): Rate => {
  const owners = new WeakMap<object, Map<string, Bucket>>();
  return {
    take: (owner, key, now) => {
      const buckets = owners.get(owner) ?? new Map<string, Bucket>();
      owners.set(owner, buckets);
      const known = buckets.get(key) ?? { tokens: burst, at: now };
      const tokens = Math.min(burst, known.tokens + (Math.max(0, now - known.at) / 1000) * perSecond);
      // Written anew at the end, so that the first key is the one that was quiet longest.
      buckets.delete(key);
      if (buckets.size >= maxKeys) buckets.delete(buckets.keys().next().value as string);
      buckets.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, at: Math.max(known.at, now) });
      return tokens < 1 ? Math.ceil(((1 - tokens) / perSecond) * 1000) : 0;
    },
  };
};
