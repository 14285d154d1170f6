import { Select } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useChange, usePage } from '../../api.ts';
import { useListQuery } from '../../components/index.ts';
import { UserBadge } from '../../components/user-badge.tsx';
import { UserPicker } from '../../components/user-picker.tsx';
import { nameOfUser } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { MemberList } from './member-list.tsx';
import { useRoleOptions } from './member-roles.tsx';
import { texts } from './texts.ts';

const RoleFilter = ({ value, onChange }: { value: string; onChange: (id: string | null) => void }) => {
  const t = useTexts(texts).roles;
  const options = useRoleOptions('User');
  if (options.length === 0) return null;
  return (
    <Select
      aria-label={t.filter}
      placeholder={t.all}
      data={options}
      value={value || null}
      onChange={onChange}
      clearable
      clearButtonProps={{ 'aria-label': t.all }}
      searchable
      w={200}
    />
  );
};

/** The users who belong to an organization, with their roles there. */
export const Members = ({ organizationId }: { organizationId: string }) => {
  const t = useTexts(texts).members;
  const list = useListQuery();
  const params = { id: organizationId };
  const role = list.filter('role');
  const reading = usePage('GET /api/organizations/:id/users', {
    params,
    query: {
      q: list.search || undefined,
      organizationRoleId: role || undefined,
      page: list.page,
      page_size: list.query.page_size,
    },
  });
  const about = { invalidates: ['/api/organizations', '/api/users'], quiet: true };
  const add = useChange('POST /api/organizations/:id/users', about);
  const give = useChange('POST /api/organizations/:id/users/roles', about);
  const setRoles = useChange('PUT /api/organizations/:id/users/:userId/roles', about);
  const remove = useChange('DELETE /api/organizations/:id/users/:userId', about);
  return (
    <MemberList
      kind="User"
      icon={<IconUsers size={26} />}
      words={t}
      list={list}
      reading={reading}
      nameOf={nameOfUser}
      show={(user) => (
        <UserBadge user={user} second={user.primaryEmail ?? user.username} to={`/users/${user.id}`} />
      )}
      filters={<RoleFilter value={role} onChange={(id) => list.setFilter({ role: id })} />}
      filtered={Boolean(role)}
      picker={(props) => <UserPicker {...props} />}
      add={async (userIds, organizationRoleIds) => {
        await add.mutateAsync({ params, body: { userIds } });
        if (organizationRoleIds.length > 0) {
          await give.mutateAsync({ params, body: { userIds, organizationRoleIds } });
        }
      }}
      setRoles={(userId, organizationRoleIds) =>
        setRoles.mutateAsync({ params: { ...params, userId }, body: { organizationRoleIds } })
      }
      remove={(userId) => remove.mutateAsync({ params: { ...params, userId } })}
    />
  );
};
