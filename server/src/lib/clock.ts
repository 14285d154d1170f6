/** The only source of time for rules and stores, so that tests can turn it. */

/** `now()` is in integer milliseconds since the epoch. */
export type Clock = { now: () => number };

export const systemClock: Clock = { now: () => Date.now() };

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
