import { Alert, Avatar, Stack } from '@mantine/core';
import { IconUserOff } from '@tabler/icons-react';
import { useParams } from 'react-router';
import { useApi } from '../../api.ts';
import { CopyText, Loaded, PageHeader, StatusBadge, UrlTabs } from '../../components/index.ts';
import { nameOfUser, type User } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';
import { UserActions } from './user-actions.tsx';
import { UserGrants } from './user-grants.tsx';
import { UserIdentities } from './user-identities.tsx';
import { UserOrganizations } from './user-organizations.tsx';
import { UserProfile } from './user-profile.tsx';
import { UserRoles } from './user-roles.tsx';
import { UserSecurity } from './user-security.tsx';
import { UserSessions } from './user-sessions.tsx';

const Body = ({ user, tab }: { user: User; tab: string | undefined }) => {
  const t = useTexts(texts);
  const name = nameOfUser(user);
  return (
    <>
      <PageHeader
        title={name}
        crumbs={[{ label: t.title, to: '/users' }]}
        media={<Avatar src={user.avatar} name={name} color="iris" radius="xl" size={52} alt="" aria-hidden />}
        badge={
          <StatusBadge status={user.isSuspended ? 'bad' : 'good'}>
            {user.isSuspended ? t.suspended : t.active}
          </StatusBadge>
        }
        description={<CopyText value={user.id} label={t.id} />}
        actions={<UserActions user={user} />}
      />
      <Stack gap="md">
        {user.isSuspended ? (
          <Alert color="red" icon={<IconUserOff aria-hidden />}>
            {t.suspendedNote}
          </Alert>
        ) : null}
        <UrlTabs
          label={name}
          base={`/users/${user.id}`}
          tab={tab}
          tabs={[
            { value: 'profile', label: t.tabs.profile, content: <UserProfile user={user} /> },
            { value: 'security', label: t.tabs.security, content: <UserSecurity user={user} /> },
            { value: 'identities', label: t.tabs.identities, content: <UserIdentities user={user} /> },
            { value: 'roles', label: t.tabs.roles, content: <UserRoles user={user} /> },
            {
              value: 'organizations',
              label: t.tabs.organizations,
              content: <UserOrganizations user={user} />,
            },
            { value: 'applications', label: t.tabs.applications, content: <UserGrants user={user} /> },
            { value: 'sessions', label: t.tabs.sessions, content: <UserSessions user={user} /> },
          ]}
        />
      </Stack>
    </>
  );
};

export const UserDetails = () => {
  const { id = '', tab } = useParams();
  const user = useApi<User>('GET /api/users/:userId', { params: { userId: id } });
  return <Loaded of={user}>{(found) => <Body user={found} tab={tab} />}</Loaded>;
};
