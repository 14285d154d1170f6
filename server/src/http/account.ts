/** Who calls the account API. */
import type { Actor, Context } from '../platform.ts';
import { refuse } from './errors.ts';

/** The user whose token a route of scope `account…` was called with. Throws `auth.forbidden` for anybody else. */
export const accountOf = ({ actor }: Context): Extract<Actor, { type: 'user' }> => {
  if (actor.type !== 'user') throw refuse('auth.forbidden');
  return actor;
};
