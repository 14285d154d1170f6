import { Box, NavLink, Stack, Text } from '@mantine/core';
import {
  IconApps,
  IconBuilding,
  IconBuildingCommunity,
  IconFingerprint,
  IconHistory,
  IconInbox,
  IconKey,
  IconLayoutBoard,
  IconRocket,
  IconServer2,
  IconShieldLock,
  IconUserShield,
  IconUsers,
} from '@tabler/icons-react';
import { Link, useLocation } from 'react-router';
import { useTexts } from '../i18n/index.ts';
import { shellTexts } from './texts.ts';

type Words = (typeof shellTexts)['en'];
type Entry = { to: string; label: keyof Words['pages']; icon: typeof IconApps };

const groups: { label: keyof Words['groups']; entries: Entry[] }[] = [
  { label: 'overview', entries: [{ to: '/get-started', label: 'getStarted', icon: IconRocket }] },
  {
    label: 'authentication',
    entries: [
      { to: '/applications', label: 'applications', icon: IconApps },
      { to: '/sign-in-experience', label: 'signInExperience', icon: IconLayoutBoard },
      { to: '/enterprise-sso', label: 'enterpriseSso', icon: IconFingerprint },
    ],
  },
  {
    label: 'authorization',
    entries: [
      { to: '/api-resources', label: 'apiResources', icon: IconServer2 },
      { to: '/roles', label: 'roles', icon: IconShieldLock },
    ],
  },
  {
    label: 'people',
    entries: [
      { to: '/users', label: 'users', icon: IconUsers },
      { to: '/organizations', label: 'organizations', icon: IconBuilding },
    ],
  },
  {
    label: 'developer',
    entries: [
      { to: '/audit-logs', label: 'auditLogs', icon: IconHistory },
      { to: '/inbox', label: 'inbox', icon: IconInbox },
    ],
  },
  {
    label: 'settings',
    entries: [
      { to: '/settings', label: 'settings', icon: IconKey },
      { to: '/administrators', label: 'administrators', icon: IconUserShield },
      { to: '/tenants', label: 'tenants', icon: IconBuildingCommunity },
    ],
  },
];

/** The list of pages; `onFollow` closes the drawer on narrow windows. */
export const Navigation = ({ onFollow }: { onFollow: () => void }) => {
  const t = useTexts(shellTexts);
  const { pathname } = useLocation();
  return (
    <Stack gap="md">
      {groups.map((group) => (
        <Box key={group.label} role="group" aria-label={t.groups[group.label]}>
          <Text size="xs" c="dimmed" fw={600} px="sm" mb={4} aria-hidden>
            {t.groups[group.label]}
          </Text>
          {group.entries.map(({ to, label, icon: Icon }) => {
            const active = pathname === to || pathname.startsWith(`${to}/`);
            return (
              <NavLink
                key={to}
                component={Link}
                to={to}
                label={t.pages[label]}
                leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
                active={active}
                aria-current={active ? 'page' : undefined}
                onClick={onFollow}
                styles={{
                  root: { borderRadius: 8, minHeight: 36 },
                  label: { fontWeight: active ? 600 : 450 },
                }}
              />
            );
          })}
        </Box>
      ))}
    </Stack>
  );
};
