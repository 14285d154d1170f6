import { Loader, MultiSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';

/** What is typed into a `SearchedSelect`, and what to ask the server for once typing stops. */
export const useSearch = () => {
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text.trim(), 250);
  return { text, setText, wanted };
};

type Option = { value: string; label: string };

type Props = {
  label: string;
  description?: string | undefined;
  placeholder: string;
  /** Said where the search finds nothing. */
  nothing: string;
  search: ReturnType<typeof useSearch>;
  /** What the server found. */
  options: readonly Option[];
  searching: boolean;
  /** Names of what is chosen already and may not be among what was found. */
  names?: Readonly<Record<string, string>> | undefined;
  value?: string[] | undefined;
  onChange: (ids: string[]) => void;
  max?: number | undefined;
  error?: ReactNode;
};

/** Chooses from more than fits into a list: the server searches, what was chosen before keeps its name. */
export const SearchedSelect = (props: Props) => {
  const {
    label,
    description,
    placeholder,
    nothing,
    search,
    searching,
    names = {},
    value = [],
    onChange,
    max,
    error,
  } = props;
  const [known, setKnown] = useState<Record<string, string>>({});
  const options = new Map(value.map((id) => [id, known[id] ?? names[id] ?? id]));
  for (const found of props.options) options.set(found.value, found.label);
  return (
    <MultiSelect
      label={label}
      description={description}
      placeholder={value.length === 0 ? placeholder : undefined}
      data={[...options].map(([id, text]) => ({ value: id, label: text }))}
      value={value}
      onChange={(ids) => {
        setKnown(Object.fromEntries(ids.map((id) => [id, options.get(id) ?? id])));
        onChange(ids);
        search.setText('');
      }}
      {...(max === undefined ? {} : { maxValues: max })}
      searchable
      searchValue={search.text}
      onSearchChange={search.setText}
      filter={({ options: all }) => all}
      nothingFoundMessage={searching ? undefined : nothing}
      rightSection={searching ? <Loader size="xs" /> : undefined}
      hidePickedOptions
      error={error}
    />
  );
};
