/**
 * What a tenant's actions may do to a sign-in: let a password of an older system in and bring its user along, and fill
 * in the user's profile. What a script answers is checked like a request's body.
 */
import { z } from 'zod';
import type { Transaction } from '../db/index.ts';
import type { Context } from '../platform.ts';
import { runAction } from '../scripting/index.ts';
import {
  adoptPassword,
  adoptUser,
  customDataSchema,
  findUser,
  type Identifier,
  imageUrlSchema,
  mergeUser,
  type User,
  userProfileSchema,
} from '../users/index.ts';
import { refuse } from './errors.ts';
import type { Interaction } from './interaction.ts';
import { cachedSignInExperience } from './sign-in-experience.ts';

const details = {
  name: z.string().max(128).nullable().optional(),
  avatar: imageUrlSchema.nullable().optional(),
  profile: userProfileSchema.optional(),
  customData: customDataSchema.optional(),
};
const Details = z.strictObject(details);
const Migration = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('create'),
    user: z.strictObject({
      ...details,
      username: z.string().optional(),
      primaryEmail: z.string().optional(),
    }),
  }),
  z.strictObject({ action: z.literal('update'), user: Details.optional() }),
]);
const Enrichment = z.strictObject({ user: Details.optional() });

const shown = (user: User | undefined): Record<string, unknown> | null =>
  user
    ? {
        id: user.id,
        username: user.username,
        primaryEmail: user.primaryEmail,
        primaryPhone: user.primaryPhone,
        name: user.name,
        avatar: user.avatar,
        profile: user.profile,
        customData: user.customData,
        createdAt: user.createdAt,
        lastSignInAt: user.lastSignInAt,
      }
    : null;

const readAnswer = <T>(schema: z.ZodType<T>, value: unknown): T => {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw refuse('session.action_answer_invalid');
  return parsed.data;
};

/** Whether a script names the identifier that was typed; in whatever case unless the tenant tells usernames apart by it. */
const isSame = async (
  { platform, tenant }: Context,
  { type, value }: Identifier,
  named: string | undefined,
): Promise<boolean> => {
  const { usernamePolicy } = await cachedSignInExperience(platform, tenant.id);
  if (type === 'username' && usernamePolicy.caseSensitive) return named === value;
  return named?.toLowerCase() === value.toLowerCase();
};

/**
 * Asks the action after the first factor about a password that is not ours, and answers the user it belongs to: one
 * that the script had created, or the known one, who has the password from now on. Undefined where there is no such
 * action or it knows nothing. A script may bring only the user whose identifier was typed.
 */
export const acceptFromElsewhere = async (
  context: Context,
  credentials: { identifier: Identifier; password: string },
  known: User | undefined,
): Promise<User | undefined> => {
  const { identifier, password } = credentials;
  const answer = await runAction(
    context,
    'action.postFirstFactorVerification',
    { identifier, userId: known?.id ?? null },
    async () => ({ identifier, password, user: shown(known) }),
  );
  if (answer === undefined) return undefined;
  const migration = readAnswer(Migration, answer);
  if ((migration.action === 'update') !== (known !== undefined))
    throw refuse('session.action_answer_invalid');
  if (migration.action === 'create') {
    const { [identifier.type === 'username' ? 'username' : 'primaryEmail']: typed } = migration.user;
    if (!(await isSame(context, identifier, typed))) throw refuse('session.action_answer_invalid');
    return adoptUser(context, migration.user, password);
  }
  return known && adoptPassword(context, known, migration.user ?? {}, password);
};

/**
 * Runs the action after sign-in and answers what is to be done in the transaction of the sign-in. The script may refuse
 * the sign-in.
 */
export const enrichSignIn = async (
  context: Context,
  interaction: Interaction,
): Promise<((tx: Transaction) => Promise<User>) | undefined> => {
  const { userId } = interaction.row;
  if (userId === null) return undefined;
  const { platform, tenant, from } = context;
  const answer = await runAction(context, 'action.postSignIn', { userId }, async () => ({
    user: shown(await findUser(platform.db.queries, tenant.id, userId)),
    applicationId: interaction.hints.applicationId ?? null,
    method: interaction.state.records.find(({ id }) => id === interaction.state.identifiedBy)?.type ?? null,
    ip: from.ip,
    userAgent: from.userAgent,
  }));
  if (answer === undefined) return undefined;
  const { user = {} } = readAnswer(Enrichment, answer);
  return (tx) => mergeUser(tx, context, userId, user);
};
