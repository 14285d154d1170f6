import type { ReactNode } from 'react';
import { usePage } from '../api.ts';
import { nameOfUser, type User } from '../entities.ts';
import { SearchedSelect, useSearch } from './searched-select.tsx';

type Props = {
  label: string;
  description?: string;
  placeholder: string;
  /** Said where the search finds nobody. */
  nothing: string;
  value?: string[];
  onChange: (ids: string[]) => void;
  /** Users who cannot be chosen, such as present members. */
  exclude?: ReadonlySet<string>;
  /** Names of users who are chosen already. */
  names?: Readonly<Record<string, string>>;
  /** How many can be chosen at most. */
  max?: number;
  error?: ReactNode;
};

const describe = (user: User): string => {
  const name = nameOfUser(user);
  const other = user.primaryEmail ?? user.username;
  return other && other !== name ? `${name} (${other})` : name;
};

/** Chooses users by typing a part of their name, username or address; the server searches. */
export const UserPicker = ({ exclude, ...props }: Props) => {
  const search = useSearch();
  const found = usePage<User>('GET /api/users', {
    query: { search: search.wanted ? `%${search.wanted}%` : undefined, page: 1, page_size: 20 },
  });
  const options = (found.data?.items ?? [])
    .filter(({ id }) => !exclude?.has(id))
    .map((user) => ({ value: user.id, label: describe(user) }));
  return <SearchedSelect {...props} search={search} options={options} searching={found.isFetching} />;
};
