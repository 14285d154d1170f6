import { ActionIcon, Badge, Box, Button, Group, MultiSelect, Stack, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useAll } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { OrganizationSelect } from '../../components/organization-picker.tsx';
import { useTexts } from '../../i18n/index.ts';
import type { AccessForm } from './access-tab.tsx';
import { accessTexts } from './access-texts.ts';

/** Organizations whose members may use the application with one of some roles. */
export const AccessRules = ({
  form,
  names,
}: {
  form: AccessForm;
  names: Readonly<Record<string, string>>;
}) => {
  const t = useTexts(accessTexts);
  const [adding, setAdding] = useState(false);
  const roles = useAll('GET /api/organization-roles');
  const rules = form.values.organizationRoleRules;
  const set = (next: typeof rules) => form.setFieldValue('organizationRoleRules', next);
  const nameOf = (id: string) => names[id] ?? id;
  const roleName = (id: string) => roles.data?.find((one) => one.id === id)?.name ?? id;
  return (
    <Box>
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={550}>
          {t.rules}
        </Text>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setAdding(true)}
        >
          {t.addRule}
        </Button>
      </Group>
      {rules.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t.noRules}
        </Text>
      ) : (
        <Stack component="ul" gap={0} m={0} p={0} style={{ listStyle: 'none' }} aria-label={t.rules}>
          {rules.map(({ organizationId, organizationRoleIds }) => (
            <Group
              component="li"
              key={organizationId}
              justify="space-between"
              wrap="nowrap"
              py="xs"
              style={{ borderTop: '1px solid var(--genkan-line)' }}
            >
              <Group gap="xs" style={{ minWidth: 0 }}>
                <Text size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
                  {nameOf(organizationId)}
                </Text>
                {organizationRoleIds.map((id) => (
                  <Badge key={id} variant="light" tt="none" radius="sm">
                    {roleName(id)}
                  </Badge>
                ))}
              </Group>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t.removeRule(nameOf(organizationId))}
                onClick={() => set(rules.filter((rule) => rule.organizationId !== organizationId))}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
        </Stack>
      )}
      <DialogForm
        opened={adding}
        onClose={() => setAdding(false)}
        title={t.addRule}
        action={t.submit}
        initial={{ organizationId: null as string | null, organizationRoleIds: [] as string[] }}
        validate={{
          organizationId: (id) => (id ? null : t.missing),
          organizationRoleIds: (ids) => (ids.length > 0 ? null : t.missing),
        }}
        onSubmit={async ({ organizationId, organizationRoleIds }) => {
          if (organizationId) set([...rules, { organizationId, organizationRoleIds }]);
        }}
      >
        {(dialog) => (
          <>
            <OrganizationSelect
              label={t.organization}
              nothing={t.membersNothing}
              exclude={new Set(rules.map(({ organizationId }) => organizationId))}
              {...dialog.getInputProps('organizationId')}
            />
            <MultiSelect
              label={t.organizationRoles}
              placeholder={
                dialog.values.organizationRoleIds.length === 0 ? t.organizationRolesPlaceholder : undefined
              }
              data={(roles.data ?? [])
                .filter(({ type }) => type === 'User')
                .map(({ id, name }) => ({ value: id, label: name }))}
              searchable
              hidePickedOptions
              nothingFoundMessage={t.rolesNothing}
              {...dialog.getInputProps('organizationRoleIds')}
            />
          </>
        )}
      </DialogForm>
    </Box>
  );
};
