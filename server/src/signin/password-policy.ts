/** The password policy as the wire contract has it, and how it is changed. What it means: users/password-policy.ts. */
import { z } from 'zod';
import type { Platform } from '../platform.ts';
import {
  changedPasswordPolicy,
  LONGEST_MAX_LENGTH,
  type PasswordPolicy,
  SHORTEST_MIN_LENGTH,
} from '../users/index.ts';
import { refuse } from './errors.ts';

/** Longer than this nobody may be made to choose. */
const LONGEST_MIN_LENGTH = 64;

export const passwordPolicyChangeSchema = z.strictObject({
  length: z
    .strictObject({
      min: z.int().min(SHORTEST_MIN_LENGTH).max(LONGEST_MIN_LENGTH).optional(),
      max: z.int().min(SHORTEST_MIN_LENGTH).max(LONGEST_MAX_LENGTH).optional(),
    })
    .optional(),
  characterTypes: z.strictObject({ min: z.int().min(1).max(4).optional() }).optional(),
  rejects: z
    .strictObject({
      pwned: z.boolean().optional(),
      repetitionAndSequence: z.boolean().optional(),
      userInfo: z.boolean().optional(),
      words: z.array(z.string().trim().min(1).max(64)).max(200).optional(),
    })
    .optional(),
});

export const passwordPolicySchema = z.object({
  length: z.object({ min: z.number(), max: z.number() }),
  characterTypes: z.object({ min: z.number() }),
  rejects: z.object({
    pwned: z.boolean(),
    repetitionAndSequence: z.boolean(),
    userInfo: z.boolean(),
    words: z.array(z.string()),
  }),
});

/** The whole policy after a change. Refuses what no password meets, and asking a service that nobody may ask here. */
export const acceptPasswordPolicy = (
  { config }: Platform,
  known: PasswordPolicy,
  change: z.infer<typeof passwordPolicyChangeSchema>,
): PasswordPolicy => {
  const policy = changedPasswordPolicy(known, change);
  if (policy.length.min > policy.length.max) throw refuse('sign_in_experiences.password_lengths');
  if (change.rejects?.pwned && config.pwnedPasswordsUrl === undefined) {
    throw refuse('sign_in_experiences.not_available', { part: 'passwordPolicy.rejects.pwned' });
  }
  return policy;
};
