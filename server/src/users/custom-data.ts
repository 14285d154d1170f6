/** Free JSON of the operator's, bounded so that nobody's can fill the table or be too deep to compare. */
import { z } from 'zod';
import { validate } from '../http/index.ts';

const MAX_LENGTH = 32_768;
const MAX_DEPTH = 50;

const isWithin = (value: unknown, depth: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (depth > 0 && Object.values(value).every((member) => isWithin(member, depth - 1)));

export const customDataSchema = z
  .record(z.string().max(128), z.unknown())
  .refine((value) => isWithin(value, MAX_DEPTH), `must be at most ${MAX_DEPTH} levels deep`)
  .refine((value) => JSON.stringify(value).length <= MAX_LENGTH, 'must be at most 32 KiB of JSON');
type CustomData = z.infer<typeof customDataSchema>;

/** What is known with the named keys replaced. Refuses with `guard.invalid_input` what grows beyond the bounds. */
export const mergedCustomData = (known: CustomData, change: CustomData): CustomData =>
  validate(customDataSchema, { ...known, ...change }, 'body');
