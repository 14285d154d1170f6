/** Which of a tenant's profile fields people are asked for at sign-up, and in which order. */
import type { Platform } from '../platform.ts';
import { cachedProfileFields, type ProfileField } from '../users/index.ts';
import { cachedSignInExperience } from './sign-in-experience.ts';

/** Those that the sign-in experience names, in its order; every field while it names none. */
export const askedProfileFields = async (platform: Platform, tenantId: string): Promise<ProfileField[]> => {
  const [fields, { signUpProfileFields }] = await Promise.all([
    cachedProfileFields(platform, tenantId),
    cachedSignInExperience(platform, tenantId),
  ]);
  if (signUpProfileFields.length === 0) return fields;
  return signUpProfileFields.flatMap(({ name }) => fields.find((field) => field.name === name) ?? []);
};
