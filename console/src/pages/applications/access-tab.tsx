import { Alert, MultiSelect, Switch, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { type AnswerOf, call, useAll, useApi, useChange } from '../../api.ts';
import { Loaded, Section } from '../../components/index.ts';
import { OrganizationPicker, useOrganizationNames } from '../../components/organization-picker.tsx';
import { UserPicker } from '../../components/user-picker.tsx';
import { nameOfUser, type User } from '../../entities.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { AccessRules } from './access-rules.tsx';
import { accessTexts } from './access-texts.ts';
import { type Application, applicationPaths } from './application.ts';

type AccessControl = AnswerOf<'GET /api/applications/:applicationId/access-control'>;
export type AccessValues = AccessControl & { enabled: boolean };
export type AccessForm = UseFormReturnType<AccessValues>;

/** Who may use the application: everybody, or those who are named. */
export const AccessTab = ({ application }: { application: Application }) => {
  const reading = useApi('GET /api/applications/:applicationId/access-control', {
    params: { applicationId: application.id },
  });
  return (
    <Loaded of={reading}>
      {(control) => <AccessSettings application={application} control={control} />}
    </Loaded>
  );
};

const isEmpty = (control: AccessControl): boolean =>
  control.userIds.length + control.userRoleIds.length === 0 &&
  control.organizationIds.length + control.organizationRoleRules.length === 0;

const AccessSettings = ({ application, control }: { application: Application; control: AccessControl }) => {
  const t = useTexts(accessTexts);
  const about = { invalidates: applicationPaths, quiet: true };
  const put = useChange('PUT /api/applications/:applicationId/access-control', about);
  const patch = useChange('PATCH /api/applications/:id', about);
  const wasEnabled = application.appLevelAccessControlEnabled;
  const state = useSavedForm({
    of: control,
    values: (lists): AccessValues => ({ enabled: wasEnabled, ...lists }),
    // The lists go first: between the two requests nobody who is named is shut out.
    save: async ({ enabled, ...lists }, over) => {
      await put.mutateAsync({ over, params: { applicationId: application.id }, body: lists });
      if (enabled === wasEnabled) return;
      await patch.mutateAsync({
        params: { id: application.id },
        body: { appLevelAccessControlEnabled: enabled },
      });
    },
  });
  const { form } = state;
  return (
    <SettingsForm state={state}>
      <Section title={t.title} description={t.text}>
        <Switch label={t.label} {...form.getInputProps('enabled', { type: 'checkbox' })} />
        {form.values.enabled ? null : (
          <Text size="sm" c="dimmed">
            {t.everybody}
          </Text>
        )}
        {form.values.enabled && isEmpty(form.values) ? (
          <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />}>
            {t.lockout}
          </Alert>
        ) : null}
      </Section>
      <People form={form} />
      <Organizations form={form} />
    </SettingsForm>
  );
};

/** Names of users that are already chosen; as many as one page shows, further ones keep their id. */
const useUserNames = (ids: readonly string[]): Record<string, string> => {
  const readings = useQueries({
    queries: ids.slice(0, 50).map((userId) => ({
      queryKey: ['api', `/api/users/${userId}`, {}, 'name'],
      queryFn: () => call<User>('GET /api/users/:userId', { params: { userId } }),
      staleTime: 60_000,
    })),
  });
  return Object.fromEntries(readings.flatMap(({ data }) => (data ? [[data.id, nameOfUser(data)]] : [])));
};

const People = ({ form }: { form: AccessForm }) => {
  const t = useTexts(accessTexts);
  const names = useUserNames(form.values.userIds);
  const roles = useAll('GET /api/roles', { query: { type: 'User' } });
  return (
    <Section title={t.people} description={t.peopleText}>
      <UserPicker
        label={t.users}
        placeholder={t.usersPlaceholder}
        nothing={t.usersNothing}
        names={names}
        {...form.getInputProps('userIds')}
      />
      <MultiSelect
        label={t.roles}
        placeholder={form.values.userRoleIds.length === 0 ? t.rolesPlaceholder : undefined}
        data={(roles.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        searchable
        hidePickedOptions
        nothingFoundMessage={t.rolesNothing}
        {...form.getInputProps('userRoleIds')}
      />
    </Section>
  );
};

const Organizations = ({ form }: { form: AccessForm }) => {
  const t = useTexts(accessTexts);
  const { organizationIds, organizationRoleRules } = form.values;
  const named = [...organizationIds, ...organizationRoleRules.map(({ organizationId }) => organizationId)];
  const names = useOrganizationNames([...new Set(named)]);
  return (
    <Section title={t.organizations} description={t.organizationsText}>
      <OrganizationPicker
        label={t.members}
        placeholder={t.membersPlaceholder}
        nothing={t.membersNothing}
        names={names}
        {...form.getInputProps('organizationIds')}
      />
      <AccessRules form={form} names={names} />
    </Section>
  );
};
