import { Loader, Select } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type AnswerOf, call, usePage } from '../api.ts';
import { SearchedSelect, useSearch } from './searched-select.tsx';

type Common = {
  label: string;
  /** Said where the search finds none. */
  nothing: string;
  /** Organizations that cannot be chosen, such as present ones. */
  exclude?: ReadonlySet<string>;
  error?: ReactNode;
};

/** The organizations whose name or id contains what was typed. */
const useFound = (wanted: string, exclude: ReadonlySet<string> | undefined) => {
  const found = usePage('GET /api/organizations', {
    query: { q: wanted || undefined, page: 1, page_size: 20 },
  });
  const options = (found.data?.items ?? [])
    .filter(({ id }) => !exclude?.has(id))
    .map(({ id, name }) => ({ value: id, label: name }));
  return { options, searching: found.isFetching };
};

/** Names of organizations that are already chosen; as many as one page shows, further ones keep their id. */
export const useOrganizationNames = (ids: readonly string[]): Record<string, string> => {
  const readings = useQueries({
    queries: ids.slice(0, 50).map((id) => ({
      queryKey: ['api', `/api/organizations/${id}`, {}, 'name'],
      queryFn: () =>
        call<AnswerOf<'GET /api/organizations/:id'>>('GET /api/organizations/:id', { params: { id } }),
      staleTime: 60_000,
    })),
  });
  return Object.fromEntries(readings.flatMap(({ data }) => (data ? [[data.id, data.name]] : [])));
};

type PickerProps = Common & {
  placeholder: string;
  value?: string[];
  onChange: (ids: string[]) => void;
  /** Names of organizations that are chosen already. */
  names?: Readonly<Record<string, string>>;
};

/** Chooses organizations by a part of their name or their id; the server searches. */
export const OrganizationPicker = ({ exclude, ...props }: PickerProps) => {
  const search = useSearch();
  return <SearchedSelect {...props} search={search} {...useFound(search.wanted, exclude)} />;
};

type SelectProps = Common & { value?: string | null; onChange: (id: string | null) => void };

/** Chooses one organization; the server searches. */
export const OrganizationSelect = ({ exclude, nothing, onChange, ...props }: SelectProps) => {
  const search = useSearch();
  const [chosen, setChosen] = useState<{ value: string; label: string } | null>(null);
  // What was chosen stands in the field as text: it is no search of its own.
  const isAnswer = chosen !== null && search.wanted === chosen.label;
  const { options, searching } = useFound(isAnswer ? '' : search.wanted, exclude);
  const others = options.filter(({ value }) => value !== chosen?.value);
  return (
    <Select
      {...props}
      data={chosen ? [chosen, ...others] : others}
      onChange={(id, option) => {
        setChosen(id === null ? null : option);
        onChange(id);
      }}
      searchable
      searchValue={search.text}
      onSearchChange={search.setText}
      filter={({ options: all }) => all}
      nothingFoundMessage={searching ? undefined : nothing}
      rightSection={searching ? <Loader size="xs" /> : undefined}
    />
  );
};
