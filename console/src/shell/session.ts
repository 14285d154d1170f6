/** The administrator who is signed in, and the tenants they may manage. */
import { createContext, useContext } from 'react';
import type { AnswerOf } from '../api.ts';

export type Session = AnswerOf<'GET /console/api/session'>;
type TenantChoice = Session['tenants'][number];

type Chosen = Session & { tenant: TenantChoice };

export const SessionContext = createContext<Chosen | null>(null);

/** The session; only below the session gate. */
export const useSession = (): Chosen => {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession is used outside of the session gate.');
  return session;
};

/** The chosen tenant, whose `origin` is the endpoint that its apps use. */
export const useTenant = (): TenantChoice => useSession().tenant;
