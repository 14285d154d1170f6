export { tidyIdempotencyKeys } from './idempotency.ts';
export { safeguard } from './safeguard.ts';
