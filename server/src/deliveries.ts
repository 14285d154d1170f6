/** The literal registry of what the outbox sends, and by whom. */
import type { Handlers } from './outbox/index.ts';

export const handlers: Handlers = {};
