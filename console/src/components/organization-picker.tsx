import type { ReactNode } from 'react';
import { usePage } from '../api.ts';
import { SearchedSelect, useSearch } from './searched-select.tsx';

type Props = {
  label: string;
  placeholder: string;
  /** Said where the search finds none. */
  nothing: string;
  value?: string[];
  onChange: (ids: string[]) => void;
  /** Organizations that cannot be chosen, such as present ones. */
  exclude?: ReadonlySet<string>;
  error?: ReactNode;
};

/** Chooses organizations by a part of their name or their id; the server searches. */
export const OrganizationPicker = ({ exclude, ...props }: Props) => {
  const search = useSearch();
  const found = usePage('GET /api/organizations', {
    query: { q: search.wanted || undefined, page: 1, page_size: 20 },
  });
  const options = (found.data?.items ?? [])
    .filter(({ id }) => !exclude?.has(id))
    .map(({ id, name }) => ({ value: id, label: name }));
  return <SearchedSelect {...props} search={search} options={options} searching={found.isFetching} />;
};
