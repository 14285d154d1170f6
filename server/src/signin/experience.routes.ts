/**
 * The Experience API: what a sign-in page says to the server, ours or anybody's. Bound to the interaction cookie; every
 * step is one request and leaves one audit row.
 */
import { z } from 'zod';
import { record } from '../audit/index.ts';
import { type Incoming, route } from '../http/index.ts';
import type { Context } from '../platform.ts';
import { profileFieldNameSchema } from '../users/index.ts';
import { connectRoutes } from './connect.routes.ts';
import { proveEmailCode, sendEmailCode } from './factors/email-code.ts';
import { proposePassword, provePassword } from './factors/password.ts';
import { fillProfile, identify } from './identify.ts';
import { EMPTY_STATE, getInteraction, type Interaction, saveInteraction } from './interaction.ts';
import { detectLocale, LOCALES } from './locale.ts';
import { allowEvent } from './policy.ts';
import { cachedSignInExperience } from './sign-in-experience.ts';
import { submit } from './submit.ts';
import { agreeToTerms } from './terms.ts';

const eventSchema = z.enum(['SignIn', 'Register']);
const identifierSchema = z.strictObject({
  type: z.enum(['username', 'email']),
  value: z.string().min(1).max(256),
});
const emailSchema = z.strictObject({ type: z.literal('email'), value: z.string().min(1).max(256) });
const verificationId = z.string().min(1).max(64);
const verified = z.object({ verificationId: z.string() });
const credentials = z.strictObject({ identifier: identifierSchema, password: z.string().min(1) });

const chooseEvent = async (
  context: Context,
  incoming: Incoming,
  event: 'SignIn' | 'Register',
  keep: boolean,
): Promise<void> => {
  const { platform, tenant } = context;
  const interaction = await getInteraction(context, incoming);
  allowEvent(await cachedSignInExperience(platform, tenant.id), event, false);
  await platform.db.transaction(async (tx) => {
    const state = keep ? { ...interaction.state, identifiedBy: null } : EMPTY_STATE;
    await saveInteraction(tx, interaction, { event, userId: null, state });
    await record(tx, context, {
      key: `Interaction.${event}.Update`,
      applicationId: interaction.hints.applicationId ?? null,
      payload: { interactionId: interaction.id },
    });
  });
};

const languageOf = async (context: Context, incoming: Incoming, interaction: Interaction) => {
  const { languageInfo } = await cachedSignInExperience(context.platform, context.tenant.id);
  const { uiLocales } = interaction.hints;
  const found = detectLocale(languageInfo, { uiLocales, acceptLanguage: incoming.header('accept-language') });
  return LOCALES.find((locale) => locale === found) ?? 'en';
};

const interactionSchema = z.object({
  interactionEvent: eventSchema.nullable(),
  userId: z.string().optional(),
  profile: z.object({ username: z.string().optional(), primaryEmail: z.string().optional() }),
  verificationRecords: z.array(z.object({ id: z.string(), type: z.string(), verified: z.boolean() })),
});

const isVerified = (one: Interaction['state']['records'][number]): boolean =>
  one.type === 'EmailVerificationCode' ? one.verified : one.type !== 'EnterpriseSso' || one.arrival !== null;

const present = (interaction: Interaction): z.infer<typeof interactionSchema> => ({
  interactionEvent: interaction.event,
  ...(interaction.row.userId ? { userId: interaction.row.userId } : {}),
  profile: {
    ...(interaction.state.profile.username ? { username: interaction.state.profile.username } : {}),
    ...(interaction.state.profile.email ? { primaryEmail: interaction.state.profile.email } : {}),
  },
  verificationRecords: interaction.state.records.map((one) => ({
    id: one.id,
    type: one.type,
    verified: isVerified(one),
  })),
});

const profilePart = z.union([
  z.strictObject({ type: z.literal('username'), value: z.string().min(1).max(256) }),
  z.strictObject({ type: z.literal('password'), value: z.string().min(1) }),
  z.strictObject({ type: z.literal('email'), verificationId }),
  z.strictObject({ type: z.literal('email'), value: z.string().min(1).max(256) }),
  z.strictObject({
    type: z.literal('extraProfile'),
    values: z.record(profileFieldNameSchema, z.unknown()),
  }),
]);

export const experienceRoutes = [
  route(
    'PUT /api/experience',
    {
      summary: 'Begin a sign-in or registration afresh; what was verified before is forgotten',
      scope: 'interaction',
      body: z.strictObject({ interactionEvent: eventSchema }),
      errors: [400, 403, 409],
    },
    ({ context, incoming, body }) => chooseEvent(context, incoming, body.interactionEvent, false),
  ),
  route(
    'PUT /api/experience/interaction-event',
    {
      summary: 'Turn a sign-in into a registration or back, keeping what was verified',
      scope: 'interaction',
      body: z.strictObject({ interactionEvent: eventSchema }),
      errors: [400, 403, 409],
    },
    ({ context, incoming, body }) => chooseEvent(context, incoming, body.interactionEvent, true),
  ),
  route(
    'GET /api/experience/interaction',
    {
      summary: 'What this sign-in has so far',
      scope: 'interaction',
      response: interactionSchema,
      errors: [400],
    },
    async ({ context, incoming }) => present(await getInteraction(context, incoming)),
  ),
  route(
    'POST /api/experience/verification/password',
    {
      summary: 'Prove a password',
      scope: 'interaction',
      body: credentials,
      response: verified,
      errors: [400, 401, 403, 409, 422, 429],
    },
    async ({ context, incoming, body }) => ({
      verificationId: await provePassword(context, await getInteraction(context, incoming), body),
    }),
  ),
  route(
    'POST /api/experience/verification/new-password-identity',
    {
      summary: 'Propose identifier and password of a registration',
      scope: 'interaction',
      body: credentials,
      response: verified,
      errors: [400, 403, 409, 422, 429],
    },
    async ({ context, incoming, body }) => ({
      verificationId: await proposePassword(context, await getInteraction(context, incoming), body),
    }),
  ),
  route(
    'POST /api/experience/verification/verification-code',
    {
      summary: 'Send a code that proves an e-mail address',
      scope: 'interaction',
      body: z.strictObject({ interactionEvent: eventSchema, identifier: emailSchema }),
      response: verified,
      errors: [400, 403, 409, 422, 429],
    },
    async ({ context, incoming, body }) => {
      const interaction = await getInteraction(context, incoming);
      const language = await languageOf(context, incoming, interaction);
      const request = { event: body.interactionEvent, email: body.identifier.value, language };
      return { verificationId: await sendEmailCode(context, interaction, request) };
    },
  ),
  route(
    'POST /api/experience/verification/verification-code/verify',
    {
      summary: 'Check the code',
      scope: 'interaction',
      body: z.strictObject({ verificationId, identifier: emailSchema, code: z.string().min(1).max(32) }),
      response: verified,
      errors: [400, 404, 409, 429],
    },
    async ({ context, incoming, body }) => {
      const { identifier, ...presented } = body;
      const interaction = await getInteraction(context, incoming);
      return {
        verificationId: await proveEmailCode(context, interaction, { ...presented, email: identifier.value }),
      };
    },
  ),
  route(
    'POST /api/experience/identification',
    {
      summary: 'Say which verification identifies the user, or what a registration is made of',
      scope: 'interaction',
      body: z.strictObject({ verificationId: verificationId.optional() }),
      errors: [400, 401, 403, 404, 409, 422],
    },
    async ({ context, incoming, body }) =>
      identify(context, await getInteraction(context, incoming), body.verificationId),
  ),
  route(
    'POST /api/experience/profile',
    {
      summary: 'Add a part to the profile of a registration',
      scope: 'interaction',
      body: profilePart,
      errors: [400, 403, 404, 409, 422, 429],
    },
    async ({ context, incoming, body }) =>
      fillProfile(context, await getInteraction(context, incoming), body),
  ),
  route(
    'POST /api/experience/terms-agreement',
    {
      summary: 'Agree to the terms as they are now, where the tenant wants it said',
      scope: 'interaction',
      errors: [400, 403, 409, 422],
    },
    async ({ context, incoming }) => agreeToTerms(context, await getInteraction(context, incoming)),
  ),
  route(
    'POST /api/experience/submit',
    {
      summary: 'Complete the sign-in: sets the session cookie and says where to go',
      scope: 'interaction',
      response: z.object({ redirectTo: z.string() }),
      errors: [400, 401, 403, 404, 409, 422],
    },
    async ({ context, incoming, reply }) => {
      const { redirectTo, cookie } = await submit(context, incoming, await getInteraction(context, incoming));
      reply.cookies.push(cookie);
      return { redirectTo };
    },
  ),
  ...connectRoutes,
];
