import { Tabs } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';

export type UrlTab = { value: string; label: string; content: ReactNode; badge?: ReactNode };

type Props = {
  label: string;
  /** Address before the tab's own part, such as `/users/abc`. The first tab has no part of its own. */
  base: string;
  /** The `:tab` of the address. */
  tab: string | undefined;
  tabs: readonly UrlTab[];
};

/** Tabs whose choice stands in the address, so that a link and a reload open the same one. */
export const UrlTabs = ({ label, base, tab, tabs }: Props) => {
  const navigate = useNavigate();
  const first = tabs[0]?.value ?? '';
  const value = tabs.some((one) => one.value === tab) ? (tab ?? first) : first;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const row = list.current;
    const chosen = row?.querySelector<HTMLElement>(`[data-tab="${value}"]`);
    if (!row || !chosen) return;
    const hidden =
      chosen.offsetLeft < row.scrollLeft ||
      chosen.offsetLeft + chosen.offsetWidth > row.scrollLeft + row.clientWidth;
    if (hidden) row.scrollLeft = chosen.offsetLeft - 16;
  }, [value]);
  return (
    <Tabs
      value={value}
      onChange={(next) => {
        if (next && next !== value) void navigate(next === first ? base : `${base}/${next}`);
      }}
      keepMounted={false}
      activateTabWithKeyboard={false}
    >
      <Tabs.List
        ref={list}
        aria-label={label}
        mb="lg"
        style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }}
      >
        {tabs.map((one) => (
          <Tabs.Tab
            key={one.value}
            value={one.value}
            data-tab={one.value}
            rightSection={one.badge}
            style={{ whiteSpace: 'nowrap' }}
          >
            {one.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map((one) => (
        <Tabs.Panel key={one.value} value={one.value}>
          {one.content}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
};
