import { Button, Menu } from '@mantine/core';
import {
  IconChevronDown,
  IconHistory,
  IconLockOpen,
  IconLockPassword,
  IconTrash,
  IconUserCheck,
  IconUserOff,
} from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useChange } from '../../api.ts';
import { ConfirmDialog } from '../../components/index.ts';
import { useRemoval } from '../../components/removal.ts';
import { nameOfUser, type User } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { useMay } from '../../shell/session.ts';
import { ResetPassword } from './reset-password.tsx';
import { texts } from './texts.ts';

type Asking = 'suspend' | 'remove' | 'reset' | null;

/** What can be done with a user as a whole. */
export const UserActions = ({ user }: { user: User }) => {
  const t = useTexts(texts);
  const may = useMay('users:write');
  const [asking, setAsking] = useState<Asking>(null);
  const close = () => setAsking(null);
  const params = { userId: user.id };
  const suspension = useChange('PATCH /api/users/:userId/is-suspended', {
    invalidates: ['/api/users'],
    success: user.isSuspended ? t.reactivateDone : t.suspendDone,
    quiet: user.isSuspended === false,
  });
  const unlock = useChange('POST /api/sentinel-activities/delete', {
    invalidates: [],
    success: t.unlockDone,
  });
  const identifiers = [user.id, user.username, user.primaryEmail, user.primaryPhone];
  const remove = useRemoval('DELETE /api/users/:userId', {
    success: t.remove.done,
    back: '/users',
    stale: ['/api/users'],
  });
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>
            {t.actions}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component={Link}
            to={`/audit-logs?user=${user.id}`}
            leftSection={<IconHistory size={16} aria-hidden />}
          >
            {t.seeLogs}
          </Menu.Item>
          <Menu.Item
            disabled={!may}
            leftSection={<IconLockPassword size={16} aria-hidden />}
            onClick={() => setAsking('reset')}
          >
            {t.resetPassword}
          </Menu.Item>
          <Menu.Item
            disabled={!may}
            leftSection={<IconLockOpen size={16} aria-hidden />}
            onClick={() =>
              unlock.mutate({
                body: { targetType: 'User', targets: identifiers.filter((one) => one !== null) },
              })
            }
          >
            {t.unlock}
          </Menu.Item>
          {user.isSuspended ? (
            <Menu.Item
              disabled={!may}
              leftSection={<IconUserCheck size={16} aria-hidden />}
              onClick={() => suspension.mutate({ params, body: { isSuspended: false } })}
            >
              {t.reactivate}
            </Menu.Item>
          ) : (
            <Menu.Item
              disabled={!may}
              leftSection={<IconUserOff size={16} aria-hidden />}
              onClick={() => setAsking('suspend')}
            >
              {t.suspend}
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item
            c="var(--mantine-color-error)"
            disabled={!may}
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => setAsking('remove')}
          >
            {t.remove.button}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        opened={asking === 'suspend'}
        onClose={close}
        title={t.suspendTitle}
        action={t.suspend}
        onConfirm={() => suspension.mutateAsync({ params, body: { isSuspended: true } })}
      >
        {t.suspendText}
      </ConfirmDialog>
      <ConfirmDialog
        opened={asking === 'remove'}
        onClose={close}
        title={t.remove.title}
        typed={nameOfUser(user)}
        onConfirm={() => remove(params)}
      >
        {t.remove.text}
      </ConfirmDialog>
      <ResetPassword user={user} opened={asking === 'reset'} onClose={close} />
    </>
  );
};
