import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { call, forget, invalidate, type Route } from '../api.ts';
import { leavingForGood } from '../form.tsx';
import { notifyDone } from '../notify.ts';

type Removal = {
  /** Told in a notification after success. */
  success: string;
  /** Where to go when it is gone. */
  back: string;
  /** Path prefixes (`/api/roles`) whose cached answers still hold what is gone. */
  stale: readonly string[];
};

/**
 * Deletes what a details page shows and leaves the page; throws ApiFailure and stays when that is refused.
 * The lists it stood in are forgotten before the page changes, so that none shows it once more; what this page
 * itself shows is only read again after it was left, for it would not be found.
 */
export const useRemoval = <R extends Extract<Route, `DELETE ${string}`>>(
  route: R,
  { success, back, stale }: Removal,
): ((params: Record<string, string>) => Promise<void>) => {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async (params) => {
    await call(route, { params });
    notifyDone(success);
    forget(queries, stale);
    await navigate(back, { replace: true, state: leavingForGood });
    await invalidate(queries, stale);
  };
};
