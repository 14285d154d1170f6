/**
 * The secrets of an application. Reading them is a reveal, which the server writes into the audit log; so they
 * are read only when somebody asks, once, and kept in memory while the page is open.
 */
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ApiFailure, call } from '../../api.ts';
import { type Secret, usableSecret } from './application.ts';

const listKey = (id: string) => ['revealed-secrets', id] as const;

const read = (id: string) => call<Secret[]>('GET /api/applications/:id/secrets', { params: { id } });

/** Remembers the secret that came with a new application, so that its guide needs no reveal. */
export const rememberSecret = (client: QueryClient, id: string, value: string): void => {
  client.setQueryData<string>(['app-secret', id], value);
};

/** One usable secret; `reveal` reads it when it is not known yet, and answers null where there is none. */
export const useAppSecret = (id: string) => {
  const client = useQueryClient();
  const { data } = useQuery<string | null, ApiFailure>({
    queryKey: ['app-secret', id],
    queryFn: async () => usableSecret(await read(id))?.value ?? null,
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const reveal = (): Promise<string | null> =>
    client.ensureQueryData<string | null>({
      queryKey: ['app-secret', id],
      queryFn: async () => usableSecret(await read(id))?.value ?? null,
    });
  return { value: data, reveal };
};

/** All secrets with their values, once `shown`. */
export const useSecrets = (id: string, shown: boolean) =>
  useQuery<Secret[], ApiFailure>({
    queryKey: listKey(id),
    queryFn: () => read(id),
    enabled: shown,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

/** Forgets what was read, after a secret was added or deleted; a table that is shown reads again. */
export const useForgetSecrets = (id: string) => {
  const client = useQueryClient();
  return async () => {
    client.removeQueries({ queryKey: ['app-secret', id] });
    await client.invalidateQueries({ queryKey: listKey(id) });
  };
};
