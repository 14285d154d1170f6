export {
  dispatchDue,
  type Handlers,
  type Message,
  type OutboxHandler,
  STANDARD_DELAYS,
  startOutbox,
  Undeliverable,
} from './dispatcher.ts';
export type { OutboxKind } from './kinds.ts';
export { countLane } from './outbox.store.ts';
export { enqueue, type Outgoing, tidyOutbox } from './outbox.ts';
