import { MultiSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { usePage } from '../api.ts';
import type { Resource } from '../entities.ts';

type Props = {
  label: string;
  description?: string;
  placeholder: string;
  /** Said where nothing is left to choose. */
  nothing: string;
  value?: string[];
  onChange: (scopeIds: string[]) => void;
  exclude?: ReadonlySet<string>;
  error?: ReactNode;
};

/** Chooses permissions of API resources, grouped by resource. */
export const ScopePicker = ({
  label,
  description,
  placeholder,
  nothing,
  value = [],
  onChange,
  exclude,
  error,
}: Props) => {
  const resources = usePage<Resource>('GET /api/resources', {
    query: { includeScopes: 'true', page: 1, page_size: 100 },
  });
  const groups = (resources.data?.items ?? [])
    .map(({ name, scopes = [] }) => ({
      group: name,
      items: scopes
        .filter(({ id }) => !exclude?.has(id))
        .map(({ id, name: scope, description: what }) => ({
          value: id,
          label: what ? `${scope} (${what})` : scope,
        })),
    }))
    .filter(({ items }) => items.length > 0);
  return (
    <MultiSelect
      label={label}
      description={description}
      placeholder={value.length === 0 ? placeholder : undefined}
      data={groups}
      value={value}
      onChange={onChange}
      searchable
      hidePickedOptions
      nothingFoundMessage={nothing}
      error={error}
    />
  );
};
