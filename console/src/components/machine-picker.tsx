import type { ReactNode } from 'react';
import { usePage } from '../api.ts';
import type { ApplicationSummary } from '../entities.ts';
import { SearchedSelect, useSearch } from './searched-select.tsx';

type Props = {
  label: string;
  placeholder: string;
  /** Said where there is none to choose. */
  nothing: string;
  value?: string[];
  onChange: (ids: string[]) => void;
  /** Apps that cannot be chosen, such as present members. */
  exclude?: ReadonlySet<string>;
  error?: ReactNode;
};

/** Chooses machine-to-machine apps by a part of their name; the server searches. */
export const MachinePicker = ({ exclude, ...props }: Props) => {
  const search = useSearch();
  const found = usePage<ApplicationSummary>('GET /api/applications', {
    query: {
      types: 'MachineToMachine',
      search: search.wanted ? `%${search.wanted}%` : undefined,
      page: 1,
      page_size: 20,
    },
  });
  const options = (found.data?.items ?? [])
    .filter(({ id }) => !exclude?.has(id))
    .map(({ id, name }) => ({ value: id, label: name }));
  return <SearchedSelect {...props} search={search} options={options} searching={found.isFetching} />;
};
