/** Webhooks. What waits to be sent lies in the outbox, what was sent in the audit trail. */
import type { Json, Optional } from './column.ts';

export type HooksTable = {
  tenantId: string;
  id: string;
  name: string;
  /** The older, single subscription; it counts where `events` is empty. */
  event: Optional<string>;
  events: Json<string[]>;
  url: string;
  /** Repetitions at most; the outbox's own where null. */
  retries: Optional<number>;
  /** JSON of the headers sent along. */
  sealedHeaders: Optional<string>;
  sealedSigningKey: string;
  /** Signs beside the new key until `previousKeyUntil`. */
  sealedPreviousKey: Optional<string>;
  previousKeyUntil: Optional<number>;
  enabled: boolean;
  createdAt: number;
};

export type WebhooksTables = {
  hooks: HooksTable;
};
