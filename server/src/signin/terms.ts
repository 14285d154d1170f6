/**
 * Agreement to the terms where the tenant wants it said. It is kept with the sign-in under way, for the documents that
 * it was given to, and stands in the audit trail. The published API has no word for it, so a tenant's own pages ask in
 * their own way; the built-in pages say it here, and are held to it.
 */
import { record } from '../audit/index.ts';
import type { Context } from '../platform.ts';
import { askingOf, termsFor } from './asking.ts';
import type { InteractionEvent } from './boot.ts';
import { refuse } from './errors.ts';
import { type Interaction, saveInteraction, type Terms } from './interaction.ts';
import { cachedSignInExperience, type SignInExperience } from './sign-in-experience.ts';

const isAsked = (
  { agreeToTermsPolicy, customUiAssets }: SignInExperience,
  event: InteractionEvent,
): boolean =>
  customUiAssets === null &&
  (agreeToTermsPolicy === 'Manual' ||
    (agreeToTermsPolicy === 'ManualRegistrationOnly' && event === 'Register'));

/** The documents that have to be agreed to before this sign-in or registration is done; undefined where all is said. */
export const missingAgreement = async (
  context: Context,
  { state, hints }: Interaction,
  event: InteractionEvent,
): Promise<Terms | undefined> => {
  const experience = await cachedSignInExperience(context.platform, context.tenant.id);
  if (!isAsked(experience, event)) return undefined;
  const { termsOfUseUrl, privacyPolicyUrl } = termsFor(experience, await askingOf(context, hints));
  const said = state.agreement;
  const isSaid = said?.termsOfUseUrl === termsOfUseUrl && said.privacyPolicyUrl === privacyPolicyUrl;
  const isNothing = termsOfUseUrl === null && privacyPolicyUrl === null;
  return isSaid || isNothing ? undefined : { termsOfUseUrl, privacyPolicyUrl };
};

/** Notes that somebody agrees to the terms as they are now. Refuses where there are none. */
export const agreeToTerms = async (context: Context, interaction: Interaction): Promise<void> => {
  const { platform, tenant } = context;
  const experience = await cachedSignInExperience(platform, tenant.id);
  const terms = termsFor(experience, await askingOf(context, interaction.hints));
  if (terms.termsOfUseUrl === null && terms.privacyPolicyUrl === null) throw refuse('session.no_terms');
  await platform.db.transaction(async (tx) => {
    await saveInteraction(tx, interaction, { state: { ...interaction.state, agreement: terms } });
    await record(tx, context, {
      key: 'Interaction.Terms.Agree',
      userId: interaction.row.userId,
      applicationId: interaction.hints.applicationId ?? null,
      payload: { interactionId: interaction.id, ...terms },
    });
  });
};
