import { Autocomplete, Button, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback, useDebouncedValue } from '@mantine/hooks';
import { IconFilterOff } from '@tabler/icons-react';
import { useState } from 'react';
import { usePage } from '../../api.ts';
import type { ListQuery } from '../../components/index.ts';
import { type ApplicationSummary, nameOfUser, type User } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

/** The query of the API; what is undefined does not narrow. */
export type LogFilters = {
  logKey: string | undefined;
  result: string | undefined;
  userId: string | undefined;
  applicationId: string | undefined;
  start_time: number | undefined;
  end_time: number | undefined;
};

const names = ['event', 'result', 'user', 'application', 'within', 'from', 'until'] as const;
const windows = ['any', '3600000', '86400000', '604800000', '2592000000', 'custom'] as const;
const MINUTE = 60_000;

const numberOf = (text: string): number | undefined => (/^\d{1,16}$/.test(text) ? Number(text) : undefined);

/** Reads the filters of the address. A window up to now moves on by whole minutes, so that it is not read all the time. */
export const filtersOf = (list: ListQuery): LogFilters => {
  const length = numberOf(list.filter('within'));
  const now = Math.floor(Date.now() / MINUTE) * MINUTE;
  return {
    logKey: list.filter('event') || undefined,
    result: list.filter('result') || undefined,
    userId: list.filter('user') || undefined,
    applicationId: list.filter('application') || undefined,
    start_time: length === undefined ? numberOf(list.filter('from')) : now - length,
    end_time: length === undefined ? numberOf(list.filter('until')) : undefined,
  };
};

/** The event's key; it is applied when typing stops. */
const EventFilter = ({ list, known }: { list: ListQuery; known: string[] }) => {
  const t = useTexts(texts).filters;
  const [text, setText] = useState(list.filter('event'));
  const apply = useDebouncedCallback((value: string) => list.setFilter({ event: value.trim() || null }), 300);
  return (
    <Autocomplete
      label={t.event}
      placeholder={t.eventPlaceholder}
      value={text}
      data={known}
      limit={20}
      onChange={(value) => {
        setText(value);
        apply(value);
      }}
      style={{ flex: '1 1 190px' }}
    />
  );
};

/** A user by a part of what they are known by; an id is taken as it is, for those who are gone. */
const UserFilter = ({ list }: { list: ListQuery }) => {
  const t = useTexts(texts).filters;
  const chosen = list.filter('user');
  const [search, setSearch] = useState('');
  const [names, setNames] = useState<Record<string, string>>({});
  const [wanted] = useDebouncedValue(search.trim(), 250);
  const found = usePage<User>('GET /api/users', {
    query: { search: wanted ? `%${wanted}%` : undefined, page: 1, page_size: 20 },
  });
  const options = new Map((found.data?.items ?? []).map((user) => [user.id, nameOfUser(user)]));
  if (/^[\w-]{8,64}$/.test(wanted) && options.size === 0) options.set(wanted, wanted);
  if (chosen && !options.has(chosen)) options.set(chosen, names[chosen] ?? chosen);
  return (
    <Select
      label={t.user}
      placeholder={t.allUsers}
      data={[...options].map(([value, label]) => ({ value, label }))}
      value={chosen || null}
      onChange={(id) => {
        if (id) setNames({ ...names, [id]: options.get(id) ?? id });
        list.setFilter({ user: id });
      }}
      searchable
      onSearchChange={setSearch}
      filter={({ options: all }) => all}
      nothingFoundMessage={found.isFetching ? undefined : t.nobody}
      clearable
      style={{ flex: '1 1 190px' }}
    />
  );
};

/** A moment as `datetime-local` writes it, in the reader's time zone. */
const toLocal = (at: number | undefined): string => {
  if (at === undefined) return '';
  const moment = new Date(at);
  return new Date(at - moment.getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
};

const WindowFilter = ({ list }: { list: ListQuery }) => {
  const t = useTexts(texts).filters;
  const { from, until } = { from: list.filter('from'), until: list.filter('until') };
  const [isCustom, setCustom] = useState(from !== '' || until !== '');
  const limit = (name: 'from' | 'until') => (
    <TextInput
      type="datetime-local"
      label={t[name]}
      defaultValue={toLocal(numberOf(name === 'from' ? from : until))}
      onChange={(event) => {
        const at = Date.parse(event.currentTarget.value);
        list.setFilter({ [name]: Number.isNaN(at) ? null : String(at) });
      }}
      style={{ flex: '1 1 190px' }}
    />
  );
  return (
    <>
      <Select
        label={t.within}
        data={windows.map((value) => ({ value, label: t.windows[value] }))}
        value={isCustom ? 'custom' : list.filter('within') || 'any'}
        onChange={(value) => {
          setCustom(value === 'custom');
          const within = value === 'any' || value === 'custom' ? null : value;
          list.setFilter({ within, from: null, until: null });
        }}
        allowDeselect={false}
        style={{ flex: '1 1 150px' }}
      />
      {isCustom ? limit('from') : null}
      {isCustom ? limit('until') : null}
    </>
  );
};

/** What narrows the trail; kept in the address. */
export const Filters = ({
  list,
  keys,
  applications,
}: {
  list: ListQuery;
  keys: string[];
  applications: ApplicationSummary[];
}) => {
  const t = useTexts(texts);
  const [cleared, setCleared] = useState(0);
  return (
    <Group key={cleared} gap="sm" align="flex-end" w="100%" role="search" aria-label={t.filters.title}>
      <EventFilter list={list} known={keys} />
      <Select
        label={t.filters.result}
        placeholder={t.filters.allResults}
        data={[
          { value: 'Success', label: t.results.Success },
          { value: 'Error', label: t.results.Error },
        ]}
        value={list.filter('result') || null}
        onChange={(value) => list.setFilter({ result: value })}
        clearable
        style={{ flex: '1 1 130px' }}
      />
      <UserFilter list={list} />
      <Select
        label={t.filters.application}
        placeholder={t.filters.allApplications}
        data={applications.map(({ id, name }) => ({ value: id, label: name }))}
        value={list.filter('application') || null}
        onChange={(value) => list.setFilter({ application: value })}
        searchable
        clearable
        style={{ flex: '1 1 190px' }}
      />
      <WindowFilter list={list} />
      {names.some((name) => list.filter(name)) ? (
        <Button
          variant="subtle"
          leftSection={<IconFilterOff size={16} aria-hidden />}
          onClick={() => {
            list.setFilter(Object.fromEntries(names.map((name) => [name, null])));
            setCleared(cleared + 1);
          }}
        >
          {t.filters.clear}
        </Button>
      ) : null}
    </Group>
  );
};
