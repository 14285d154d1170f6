/** What every transaction of a request does first: conditions that must hold in the transaction of the change itself. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Transaction } from './open.ts';

type Opening = (tx: Transaction) => Promise<void>;

const openings = new AsyncLocalStorage<Opening>();

/** While `work` runs, every transaction that it begins does `opening` first; what that throws rolls it back. */
export const withOpening = <T>(opening: Opening, work: () => Promise<T>): Promise<T> =>
  openings.run(opening, work);

/** To be awaited at the beginning of every transaction. */
export const open = async (tx: Transaction): Promise<void> => {
  const opening = openings.getStore();
  if (opening) await opening(tx);
};
