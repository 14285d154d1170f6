import { Loader, MultiSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { usePage } from '../api.ts';
import { nameOfUser, type User } from '../entities.ts';

type Props = {
  label: string;
  placeholder: string;
  /** Said where the search finds nobody. */
  nothing: string;
  value?: string[];
  onChange: (ids: string[]) => void;
  /** Users who cannot be chosen, such as present members. */
  exclude?: ReadonlySet<string>;
  error?: ReactNode;
};

const describe = (user: User): string => {
  const name = nameOfUser(user);
  const other = user.primaryEmail ?? user.username;
  return other && other !== name ? `${name} (${other})` : name;
};

/** Chooses users by typing a part of their name, username or address; the server searches. */
export const UserPicker = ({ label, placeholder, nothing, value = [], onChange, exclude, error }: Props) => {
  const [search, setSearch] = useState('');
  const [known, setKnown] = useState<Record<string, string>>({});
  const [wanted] = useDebouncedValue(search.trim(), 250);
  const found = usePage<User>('GET /api/users', {
    query: { search: wanted ? `%${wanted}%` : undefined, page: 1, page_size: 20 },
  });
  const options = new Map(value.map((id) => [id, known[id] ?? id]));
  for (const user of found.data?.items ?? []) {
    if (!exclude?.has(user.id)) options.set(user.id, describe(user));
  }
  return (
    <MultiSelect
      label={label}
      placeholder={value.length === 0 ? placeholder : undefined}
      data={[...options].map(([id, text]) => ({ value: id, label: text }))}
      value={value}
      onChange={(ids) => {
        setKnown(Object.fromEntries(ids.map((id) => [id, options.get(id) ?? id])));
        onChange(ids);
        setSearch('');
      }}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options: all }) => all}
      nothingFoundMessage={found.isFetching ? undefined : nothing}
      rightSection={found.isFetching ? <Loader size="xs" /> : undefined}
      hidePickedOptions
      error={error}
    />
  );
};
