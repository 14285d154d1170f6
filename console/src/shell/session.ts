/** The administrator who is signed in, and the tenants they may manage. */
import { createContext, useContext } from 'react';

export type Administrator = {
  id: string;
  username: string | null;
  name: string | null;
  avatar: string | null;
};
export type TenantChoice = { id: string; name: string; origin: string };

export type Session = {
  administrator: Administrator;
  tenants: TenantChoice[];
  /** Issuer of the stand-in for Google Workspace while one is configured. */
  demoIssuer: string | null;
};

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
