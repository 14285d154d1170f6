/**
 * Passwords: hashing with Argon2id (19 MiB, 2 passes, 1 lane), and the gate before it. A hash
 * costs milliseconds of a core, so only as many run as there are cores, a bounded number waits, and the rest is
 * told to come back: a flood of sign-ins must not take the rest of the server with it.
 */
import { availableParallelism } from 'node:os';
import { refuse } from './errors.ts';
import { importedPasswordCheck, type PasswordAlgorithm } from './imported-passwords.ts';

const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };
/** The most characters that are hashed, whatever a tenant says. */
export const MAX_LENGTH = 256;
/** One thread of the pool of four stays free for the disk, whatever the number of cores. */
const MAX_RUNNING = Math.max(1, Math.min(3, availableParallelism()));
const MAX_WAITING = 100;

/** A hash nobody has the password of; checking against it costs what a real check costs. */
const DECOY =
  '$argon2id$v=19$m=19456,t=2,p=1$Z2Vua2FuLWRlY295LXNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

/** What the gate has seen since the process began, for tests and metrics. */
export const passwordWork = { hashed: 0, checked: 0, decoys: 0, turnedAway: 0 };

let running = 0;
const waiting: (() => void)[] = [];

/** Runs one hash when it is its turn. Refuses with `session.busy` and Retry-After when too many wait. */
const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
  if (running >= MAX_RUNNING) {
    if (waiting.length >= MAX_WAITING) {
      passwordWork.turnedAway += 1;
      throw refuse('session.busy', undefined, { headers: { 'retry-after': '1' } });
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    running += 1;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
};

let inside = 0;

/**
 * Runs the whole of a check of somebody's password, database and hash. Whoever comes when as many are inside as may
 * run and wait is told to come back before anything is asked of the database. Refuses with `session.busy`.
 */
export const withinGate = async <T>(work: () => Promise<T>): Promise<T> => {
  if (inside >= MAX_RUNNING + MAX_WAITING) {
    passwordWork.turnedAway += 1;
    throw refuse('session.busy', undefined, { headers: { 'retry-after': '1' } });
  }
  inside += 1;
  try {
    return await work();
  } finally {
    inside -= 1;
  }
};

/** Canonical form, so that the same characters typed on another system are the same password. Nothing is folded. */
export const canonical = (plain: string): string => plain.normalize('NFC');

/** Length as people count: code points, so that no script is worth less than another. */
export const isTooLong = (plain: string, max = MAX_LENGTH): boolean =>
  plain.length > 2 * max || [...plain].length > max;

/** The stored form of a password. */
export const hashPassword = (plain: string): Promise<string> =>
  inTurn(async () => {
    const { hash } = await import('@node-rs/argon2');
    passwordWork.hashed += 1;
    return hash(canonical(plain), PARAMETERS);
  });

type Stored = { passwordHash: string | null; passwordAlgorithm?: string | null };

/** Checks against what another system hashed. The text as it was typed may be what was hashed there. */
const verifyImported = async (digest: string, algorithm: string, plain: string): Promise<boolean> => {
  const matches = importedPasswordCheck(algorithm as PasswordAlgorithm, digest);
  if (await matches(plain)) return true;
  return canonical(plain) !== plain && matches(canonical(plain));
};

/**
 * Whether a password is the user's. For an unknown user or one without a password the same work is done on a decoy,
 * so that time does not tell who exists; beside an imported hash it is done too, for most cost less than ours. Refuses
 * with `session.busy` when too many wait.
 */
export const verifyPassword = async (user: Stored | undefined, plain: string): Promise<boolean> => {
  if (isTooLong(plain)) return false;
  const known = user?.passwordHash ?? undefined;
  const algorithm = user?.passwordAlgorithm ?? undefined;
  const ours = algorithm === undefined ? known : undefined;
  const matches = await inTurn(async () => {
    const { verify } = await import('@node-rs/argon2');
    passwordWork.checked += 1;
    if (known === undefined) passwordWork.decoys += 1;
    const right = await verify(ours ?? DECOY, canonical(plain));
    return known !== undefined && algorithm !== undefined ? verifyImported(known, algorithm, plain) : right;
  });
  return known !== undefined && matches;
};
