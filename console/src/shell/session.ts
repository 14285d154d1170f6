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

const changesAdministrators = (tenant: string, scope: string): boolean =>
  tenant === 'admin' && scope.endsWith(':write') && !/^(administrators|tenants):/.test(scope);

/**
 * Whether the administrator may do what needs a scope of the Management API (`users:write`): on the chosen tenant, or
 * on tenant `admin` for what belongs to the installation. The server has the last word.
 */
export const useMay = (scope: string): boolean => {
  const { tenant, tenants } = useSession();
  const where = /^(administrators|tenants):/.test(scope) ? tenants.find(({ id }) => id === 'admin') : tenant;
  if (!where) return false;
  if (where.scopes.includes('all')) return true;
  return where.scopes.includes(scope) && !changesAdministrators(where.id, scope);
};

/** The chosen tenant, whose `origin` is the endpoint that its apps use. */
export const useTenant = (): TenantChoice => useSession().tenant;
