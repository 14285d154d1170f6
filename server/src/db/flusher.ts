/**
 * Durability off the event loop: COMMIT writes the log, this waits for the disk. SQLite's own fsync inside COMMIT would
 * stop every request for as long as the disk takes; `fdatasync` on the same file does the same in a thread.
 */
import { closeSync, fdatasync, openSync } from 'node:fs';

type Waiting = { resolve: () => void; reject: (error: unknown) => void };

export type Flusher = {
  /** Resolves when everything written to the file so far is on the disk. */
  flush: () => Promise<void>;
  /** Waits for what is under way and closes. */
  close: () => Promise<void>;
};

/**
 * Flushes one file, which must exist at the first call. Calls that come while the disk is busy share the next flush.
 */
export const createFlusher = (path: string): Flusher => {
  let descriptor: number | undefined;
  let waiting: Waiting[] = [];
  let busy: Promise<void> | undefined;

  const run = (): Promise<void> =>
    new Promise((done) => {
      const served = waiting;
      waiting = [];
      descriptor ??= openSync(path, 'r+');
      fdatasync(descriptor, (error) => {
        for (const one of served) {
          if (error) one.reject(error);
          else one.resolve();
        }
        done();
      });
    });

  const runAll = async () => {
    while (waiting.length > 0) await run();
    busy = undefined;
  };

  return {
    flush: () =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        busy ??= runAll();
      }),
    close: async () => {
      await busy;
      if (descriptor !== undefined) closeSync(descriptor);
    },
  };
};
