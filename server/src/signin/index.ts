export { currentInteraction, type Hints, type Interaction } from './interaction.ts';
export {
  beginInteraction,
  type CompletedInteraction,
  type InteractionStart,
  takeCompletedInteraction,
} from './signin.ts';
