import {
  Group,
  Pagination,
  Paper,
  Skeleton,
  Stack,
  Table,
  Text,
  TextInput,
  VisuallyHidden,
} from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { Page } from '../api.ts';
import { useLanguage, useTexts } from '../i18n/index.ts';
import { ErrorState } from './states.tsx';
import { componentTexts } from './texts.ts';

export const pageSize = 20;

/**
 * Page number and search of a list, kept in the address (`?page=2&search=ann`). `query` goes to `usePage`;
 * the server takes `%` as the wildcard of `search`. Where a page has more than one list, each is given a `prefix`.
 */
export const useListQuery = (prefix = '') => {
  const [params, setParams] = useSearchParams();
  const page = Math.max(1, Number.parseInt(params.get(`${prefix}page`) ?? '1', 10) || 1);
  const search = params.get(`${prefix}search`) ?? '';
  const set = (changes: Record<string, string | null>) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes)) {
          if (value) next.set(`${prefix}${name}`, value);
          else next.delete(`${prefix}${name}`);
        }
        return next;
      },
      { replace: true },
    );
  return {
    page,
    search,
    setPage: (number: number) => set({ page: number > 1 ? String(number) : null }),
    setSearch: (text: string) => set({ search: text || null, page: null }),
    /** Sets other parameters of the address (filters) and returns to the first page. */
    setFilter: (changes: Record<string, string | null>) => set({ ...changes, page: null }),
    filter: (name: string) => params.get(`${prefix}${name}`) ?? '',
    query: { page, page_size: pageSize, search: search ? `%${search}%` : undefined },
  };
};

export type ListQuery = ReturnType<typeof useListQuery>;

/** A search box that waits until typing stops. */
export const SearchBox = ({ list, placeholder }: { list: ListQuery; placeholder: string }) => {
  const [text, setText] = useState(list.search);
  const apply = useDebouncedCallback((value: string) => list.setSearch(value.trim()), 250);
  return (
    <TextInput
      type="search"
      aria-label={placeholder}
      placeholder={placeholder}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        apply(event.currentTarget.value);
      }}
      style={{ flex: '1 1 220px' }}
      maw={420}
    />
  );
};

export type Column<Item> = {
  key: string;
  title: string;
  cell: (item: Item) => ReactNode;
  /** Left out below 768 px. */
  wide?: boolean;
  width?: number | string;
};

type Props<Item> = {
  /** What the table lists, for screen readers. */
  label: string;
  reading: {
    data: Page<Item> | undefined;
    error: Error | null;
    refetch: () => unknown;
    isPlaceholderData?: boolean;
  };
  columns: readonly Column<Item>[];
  keyOf: (item: Item) => string;
  list?: ListQuery;
  /** Where a click on the row leads; the first column should hold a link to the same address. */
  to?: (item: Item) => string;
  /** Stands above the table, beside nothing; usually a SearchBox and filters. */
  toolbar?: ReactNode;
  /** Nothing exists at all. */
  empty: ReactNode;
  /** Nothing fits the search or filter. */
  nothingFound?: string;
  /** A filter other than the search is set. */
  filtered?: boolean;
};

/** A list of things with paging; its toolbar stays while it loads and when a search finds nothing. */
export const DataTable = <Item,>(props: Props<Item>) => {
  const { reading, list, toolbar, empty, nothingFound = '', filtered = false } = props;
  const narrowed = filtered || Boolean(list?.search);
  if (reading.error && !reading.data) {
    return <ErrorState failure={reading.error} onRetry={() => void reading.refetch()} />;
  }
  if (reading.data && reading.data.total === 0 && !narrowed) return empty;
  return (
    <Stack gap="md">
      {toolbar ? <Group gap="sm">{toolbar}</Group> : null}
      <Paper
        withBorder
        bg="var(--genkan-surface)"
        style={{ borderColor: 'var(--genkan-line)', overflow: 'hidden' }}
      >
        <Rows {...props} />
        {reading.data?.items.length === 0 ? (
          <Text c="dimmed" size="sm" ta="center" p="xl" role="status">
            {nothingFound}
          </Text>
        ) : null}
      </Paper>
      {list && reading.data ? (
        <Pages list={list} total={reading.data.total} isCapped={reading.data.isCapped ?? false} />
      ) : null}
    </Stack>
  );
};

const Rows = <Item,>({ label, reading, columns, keyOf, to }: Props<Item>) => {
  const t = useTexts(componentTexts);
  const navigate = useNavigate();
  return (
    <Table.ScrollContainer
      minWidth={320}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': label } }}
    >
      <Table
        highlightOnHover={Boolean(to)}
        aria-label={label}
        style={{ opacity: reading.isPlaceholderData ? 0.55 : 1 }}
      >
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th
                key={column.key}
                w={column.width}
                {...(column.wide ? { visibleFrom: 'sm' } : {})}
                fz="xs"
                c="dimmed"
                fw={600}
              >
                {column.title || <VisuallyHidden>{t.actions}</VisuallyHidden>}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {reading.data
            ? reading.data.items.map((item) => (
                <Table.Tr
                  key={keyOf(item)}
                  style={to ? { cursor: 'pointer' } : undefined}
                  onClick={(event) => {
                    const inner = (event.target as Element).closest(
                      'a, button, input, label, [role=menuitem]',
                    );
                    if (to && !inner && !window.getSelection()?.toString()) void navigate(to(item));
                  }}
                >
                  {columns.map((column) => (
                    <Table.Td key={column.key} {...(column.wide ? { visibleFrom: 'sm' } : {})}>
                      {column.cell(item)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))
            : ['first', 'second', 'third', 'fourth'].map((row) => (
                <Table.Tr key={row} aria-hidden>
                  {columns.map((column) => (
                    <Table.Td key={column.key} {...(column.wide ? { visibleFrom: 'sm' } : {})}>
                      <Skeleton height={18} my={4} />
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
};

const Pages = ({ list, total, isCapped }: { list: ListQuery; total: number; isCapped: boolean }) => {
  const t = useTexts(componentTexts);
  const all = `${total.toLocaleString(useLanguage())}${isCapped ? '+' : ''}`;
  const last = Math.max(1, Math.ceil(total / pageSize));
  if (total === 0) return null;
  return (
    <Group justify="space-between" gap="sm">
      <Text size="sm" c="dimmed">
        {t.total((list.page - 1) * pageSize + 1, Math.min(list.page * pageSize, total), all)}
      </Text>
      {last > 1 ? (
        <Pagination
          component="nav"
          aria-label={t.pages}
          total={last}
          value={list.page}
          onChange={list.setPage}
          size="sm"
          getControlProps={(control) => ({
            'aria-label': control === 'next' || control === 'last' ? t.nextPage : t.previousPage,
          })}
          getItemProps={(page) => ({ 'aria-label': t.page(page) })}
        />
      ) : null}
    </Group>
  );
};
