/** What waits to be sent. */
import type { Optional } from './column.ts';

export type OutboxMessagesTable = {
  tenantId: string;
  id: string;
  kind: string;
  /** Messages of one lane share a part of the senders; a slow receiver holds up its own lane alone. */
  lane: string;
  sealedPayload: string;
  attempts: number;
  /** When it is due. Taking it moves this on by the lease; null once it is dead. */
  nextAttemptAt: Optional<number>;
  lastError: Optional<string>;
  createdAt: number;
  expiresAt: Optional<number>;
  deadAt: Optional<number>;
};

export type OutboxTables = {
  outboxMessages: OutboxMessagesTable;
};
