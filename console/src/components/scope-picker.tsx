import { MultiSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useAll } from '../api.ts';
import { isManagementApi } from '../entities.ts';

type Props = {
  label: string;
  description?: string;
  placeholder: string;
  /** Said where nothing is left to choose. */
  nothing: string;
  value?: string[];
  onChange: (scopeIds: string[]) => void;
  exclude?: ReadonlySet<string>;
  /** Whether permissions of the Management API can be chosen: only roles of machines may have them. */
  management?: boolean;
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
  management = false,
  error,
}: Props) => {
  const resources = useAll('GET /api/resources', { query: { includeScopes: 'true' } });
  const groups = (resources.data ?? [])
    .filter(({ indicator }) => management || !isManagementApi(indicator))
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
