/** What the outbox carries. A new kind is one line here and one in the registry of `deliveries.ts`. */
const OUTBOX_KINDS = ['email', 'sms', 'backchannel-logout', 'webhook-event', 'webhook'] as const;

export type OutboxKind = (typeof OUTBOX_KINDS)[number];
