import { Badge, Group, MultiSelect, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useAll } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import type { Named, RoleKind } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

/** The organization roles of one kind, to choose from. */
export const useRoleOptions = (kind: RoleKind): { value: string; label: string }[] =>
  (useAll('GET /api/organization-roles').data ?? [])
    .filter(({ type }) => type === kind)
    .map(({ id, name }) => ({ value: id, label: name }));

type FieldProps = {
  kind: RoleKind;
  label?: string;
  description?: string;
  value?: string[];
  onChange: (ids: string[]) => void;
  error?: ReactNode;
};

/** Chooses organization roles for users or for machines. */
export const RolesField = ({ kind, label, value = [], ...field }: FieldProps) => {
  const t = useTexts(texts).roles;
  const options = useRoleOptions(kind);
  return (
    <MultiSelect
      label={label ?? t.roles}
      placeholder={value.length === 0 ? t.placeholder : undefined}
      data={options}
      value={value}
      searchable
      hidePickedOptions
      nothingFoundMessage={t.nothing}
      {...field}
    />
  );
};

export const RoleBadges = ({ roles }: { roles: readonly Named[] }) => {
  const t = useTexts(texts).roles;
  if (roles.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t.none}
      </Text>
    );
  }
  return (
    <Group gap={6}>
      {roles.map(({ id, name }) => (
        <Badge key={id} variant="light" tt="none" radius="sm">
          {name}
        </Badge>
      ))}
    </Group>
  );
};

type DialogProps = {
  kind: RoleKind;
  /** Whose roles they are. */
  who: ReactNode;
  roles: readonly Named[];
  opened: boolean;
  onClose: () => void;
  save: (organizationRoleIds: string[]) => Promise<unknown>;
};

/** Changes the roles that one member has in the organization. */
export const MemberRolesDialog = ({ kind, who, roles, opened, onClose, save }: DialogProps) => {
  const t = useTexts(texts).roles;
  return (
    <DialogForm
      opened={opened}
      onClose={onClose}
      title={t.roles}
      action={t.save}
      initial={{ organizationRoleIds: roles.map(({ id }) => id) }}
      onSubmit={({ organizationRoleIds }) => save(organizationRoleIds)}
    >
      {(form) => (
        <>
          {who}
          <RolesField kind={kind} {...form.getInputProps('organizationRoleIds')} />
        </>
      )}
    </DialogForm>
  );
};
