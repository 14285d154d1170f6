import { ActionIcon, Box, Menu, Stack, Text } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import {
  IconBan,
  IconCopy,
  IconDots,
  IconMailPlus,
  IconSend,
  IconTrash,
  IconUser,
  IconUserCheck,
} from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { usePage } from '../../api.ts';
import { AddButton } from '../../components/assigned.tsx';
import {
  type Column,
  DataTable,
  EmptyState,
  RelativeTime,
  SearchBox,
  type Status,
  StatusBadge,
  useListQuery,
} from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { notifyDone } from '../../notify.ts';
import { type InvitationAction, InvitationDialogs } from './invitation-dialogs.tsx';
import { Invite } from './invite.tsx';
import { RoleBadges } from './member-roles.tsx';
import type { Invitation } from './organization.ts';
import { texts } from './texts.ts';

const looks: Record<Invitation['status'], Status> = {
  Pending: 'info',
  Accepted: 'good',
  Expired: 'warning',
  Revoked: 'neutral',
};

type ActionsProps = { invitation: Invitation; onAsk: (action: InvitationAction) => void };

const Actions = ({ invitation, onAsk }: ActionsProps) => {
  const t = useTexts(texts).invitations;
  const { copy } = useClipboard();
  const { id, invitee, status, acceptedUserId } = invitation;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t.actions(invitee)}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {status === 'Pending' ? (
          <>
            <Menu.Item leftSection={<IconSend size={16} aria-hidden />} onClick={() => onAsk('send')}>
              {t.send}
            </Menu.Item>
            <Menu.Item leftSection={<IconUserCheck size={16} aria-hidden />} onClick={() => onAsk('accept')}>
              {t.accept}
            </Menu.Item>
            <Menu.Item leftSection={<IconBan size={16} aria-hidden />} onClick={() => onAsk('revoke')}>
              {t.revoke}
            </Menu.Item>
          </>
        ) : null}
        {acceptedUserId ? (
          <Menu.Item
            component={Link}
            to={`/users/${acceptedUserId}`}
            leftSection={<IconUser size={16} aria-hidden />}
          >
            {t.openUser}
          </Menu.Item>
        ) : null}
        <Menu.Item
          leftSection={<IconCopy size={16} aria-hidden />}
          onClick={() => {
            copy(id);
            notifyDone(t.copied);
          }}
        >
          {t.copyId}
        </Menu.Item>
        <Menu.Item
          c="var(--mantine-color-error)"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => onAsk('remove')}
        >
          {t.remove}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};

const useColumns = (onAsk: (invitation: Invitation, action: InvitationAction) => void) => {
  const t = useTexts(texts).invitations;
  const columns: Column<Invitation>[] = [
    {
      key: 'invitee',
      title: t.columns.invitee,
      cell: ({ invitee, organizationRoles, expiresAt }) => (
        <Stack gap={6}>
          <Text size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
            {invitee}
          </Text>
          <Stack gap={6} hiddenFrom="sm">
            <RoleBadges roles={organizationRoles} />
            <Text size="xs" c="dimmed" component="div">
              {t.columns.expires}: <RelativeTime at={expiresAt} />
            </Text>
          </Stack>
        </Stack>
      ),
    },
    {
      key: 'roles',
      title: t.columns.roles,
      wide: true,
      cell: ({ organizationRoles }) => <RoleBadges roles={organizationRoles} />,
    },
    {
      key: 'status',
      title: t.columns.status,
      cell: ({ status }) => <StatusBadge status={looks[status]}>{t.statuses[status]}</StatusBadge>,
    },
    {
      key: 'created',
      title: t.columns.created,
      wide: true,
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    {
      key: 'expires',
      title: t.columns.expires,
      wide: true,
      cell: ({ expiresAt }) => <RelativeTime at={expiresAt} />,
    },
    {
      key: 'actions',
      title: '',
      width: 56,
      cell: (invitation) => <Actions invitation={invitation} onAsk={(action) => onAsk(invitation, action)} />,
    },
  ];
  return columns;
};

/** Who was invited to an organization, and what became of it. */
export const Invitations = ({ organizationId }: { organizationId: string }) => {
  const t = useTexts(texts).invitations;
  const list = useListQuery();
  const [inviting, setInviting] = useState(false);
  const [asked, setAsked] = useState<{ invitation: Invitation; action: InvitationAction } | null>(null);
  const columns = useColumns((invitation, action) => setAsked({ invitation, action }));
  const invitations = usePage('GET /api/organization-invitations', {
    query: {
      organizationId,
      invitee: list.search || undefined,
      page: list.page,
      page_size: list.query.page_size,
    },
  });
  const button = <AddButton onClick={() => setInviting(true)}>{t.add}</AddButton>;
  return (
    <>
      <DataTable
        label={t.columns.invitee}
        reading={invitations}
        columns={columns}
        keyOf={({ id }) => id}
        list={list}
        toolbar={
          <>
            <SearchBox list={list} placeholder={t.search} />
            <Box ml={{ sm: 'auto' }}>{button}</Box>
          </>
        }
        nothingFound={t.noneFound}
        empty={
          <EmptyState
            icon={<IconMailPlus size={26} />}
            title={t.emptyTitle}
            description={t.emptyText}
            action={button}
          />
        }
      />
      <Invite organizationId={organizationId} opened={inviting} onClose={() => setInviting(false)} />
      <InvitationDialogs asked={asked} onClose={() => setAsked(null)} />
    </>
  );
};
