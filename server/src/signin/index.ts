export { experienceRoutes } from './experience.routes.ts';
export { currentInteraction, type Hints, type Interaction } from './interaction.ts';
export { errorPage, signinEndpoints, stylesheetLink } from './pages.ts';
export { signInExperienceRoutes } from './sign-in-experience.routes.ts';
export {
  cachedSignInExperience,
  getSignInExperience,
  type SignInExperience,
  seedSignInExperience,
} from './sign-in-experience.ts';
export {
  beginInteraction,
  type CompletedInteraction,
  type InteractionStart,
  takeCompletedInteraction,
} from './signin.ts';
export { wellKnownRoutes } from './well-known.routes.ts';
