import { Input, Select, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { type AnswerOf, useApi } from '../../api.ts';
import { LoadingState } from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { administratorTexts } from './administrator-texts.ts';

type Role = AnswerOf<'GET /api/administrator-roles'>[number];

/** Role by tenant; an empty one is no access. */
export type Given = Record<string, string>;

export const givenOf = (tenants: readonly { tenantId: string; role: string }[]): Given =>
  Object.fromEntries(tenants.map(({ tenantId, role }) => [tenantId, role]));

export const listGiven = (given: Given): { tenantId: string; role: string }[] =>
  Object.entries(given)
    .filter(([, role]) => role !== '')
    .map(([tenantId, role]) => ({ tenantId, role }));

/** The names of roles and tenants, for lists that only have their ids. */
export const useNames = () => {
  const t = useTexts(administratorTexts);
  const roles = useApi('GET /api/administrator-roles');
  const tenants = useApi('GET /api/tenants');
  const roleName = ({ id, name }: Pick<Role, 'id' | 'name'>) => t.builtInNames[id] ?? name;
  const find = <Item extends { id: string }>(items: readonly Item[] | undefined, id: string) =>
    items?.find((item) => item.id === id);
  return {
    roles: roles.data,
    tenants: tenants.data,
    failure: roles.error ?? tenants.error,
    roleName,
    describe: ({ tenantId, role }: { tenantId: string; role: string }) => {
      const found = find(roles.data, role);
      return `${find(tenants.data, tenantId)?.name ?? tenantId}: ${found ? roleName(found) : role}`;
    },
  };
};

type Props = { value: Given; onChange: (given: Given) => void; error?: ReactNode };

/** One role on each tenant, or none. */
export const TenantRoles = ({ value, onChange, error }: Props) => {
  const t = useTexts(administratorTexts);
  const { roles, tenants, roleName } = useNames();
  if (!roles || !tenants) return <LoadingState rows={2} />;
  const data = [
    { value: '', label: t.noAccess },
    ...roles.map((role) => ({ value: role.id, label: roleName(role) })),
  ];
  return (
    <Input.Wrapper label={t.rolesTitle} labelElement="div" error={error}>
      <Stack gap="sm" mt="xs" mb="xs">
        {tenants.map(({ id, name }) => (
          <Select
            key={id}
            label={name}
            data={data}
            value={value[id] ?? ''}
            onChange={(role) => onChange({ ...value, [id]: role ?? '' })}
            allowDeselect={false}
          />
        ))}
      </Stack>
    </Input.Wrapper>
  );
};
