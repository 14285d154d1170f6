export { mayBegin } from './beginnings.ts';
export type { AskedPermissions, ConsentRequest, DeviceRequest, OrganizationChoice } from './boot.ts';
export { answerFromCustomUi, assetEndpoints } from './custom-ui-pages.ts';
export { experienceRoutes } from './experience.routes.ts';
export type { Hints } from './interaction.ts';
export { showPage, signinEndpoints, stylesheetLink } from './pages.ts';
export { phrasesRoutes } from './phrases.routes.ts';
export { signInExperienceRoutes } from './sign-in-experience.routes.ts';
export { seedSignInExperience } from './sign-in-experience.ts';
export {
  beginInteraction,
  type CompletedInteraction,
  decideConsent,
  findCompletedInteraction,
  type InteractionStart,
  takeCompletedInteraction,
  type WaitingInteraction,
} from './signin.ts';
export { verificationCodeRoutes } from './verification-codes.routes.ts';
export { wellKnownRoutes } from './well-known.routes.ts';
