/** Refusals of repeated and of outdated changes. */
import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'idempotency.key_invalid': [400, 'An Idempotency-Key is 1 to 255 printable characters.'],
  'idempotency.key_reused': [422, 'This Idempotency-Key was sent before with another request.'],
  'idempotency.in_flight': [409, 'The request with this Idempotency-Key is still being carried out.'],
  'idempotency.answer_lost': [
    409,
    'The request with this Idempotency-Key was carried out, but its answer was not kept. Look before you repeat it.',
  ],
  'request.precondition_failed': [412, 'It was changed since it was read. Read it again.'],
  'request.precondition_unsupported': [
    400,
    'If-Match means nothing here: there is no ETag for this address.',
  ],
});
