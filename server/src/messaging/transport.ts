/** The one shape of every message transport. It writes in the caller's transaction: a message and what it tells of stand together. */
import type { Transaction } from '../db/index.ts';
import type { Context } from '../platform.ts';

/** A message ready to go. `code` is the bare code in it, where there is one. */
export type Message = {
  recipient: string;
  kind: string;
  subject: string;
  body: string;
  code: string | null;
};

export type Transport = {
  readonly name: string;
  /** Accepts a message for delivery. Inside a transaction: only the database may be awaited. */
  readonly accept: (tx: Transaction, context: Context, message: Message) => Promise<void>;
};
