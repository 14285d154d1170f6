import { SimpleGrid, TextInput } from '@mantine/core';
import { useChange } from '../../api.ts';
import { Facts } from '../../components/facts.tsx';
import { RelativeTime, Section } from '../../components/index.ts';
import { formatJson, JsonField, parseJsonObject } from '../../components/json-field.tsx';
import type { User } from '../../entities.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { isEmail, isUsername } from './identifier.ts';
import { texts } from './texts.ts';

const orNull = (text: string): string | null => text.trim() || null;

export const UserProfile = ({ user }: { user: User }) => {
  const t = useTexts(texts);
  const change = useChange('PATCH /api/users/:userId', { invalidates: ['/api/users'], quiet: true });
  const state = useSavedForm({
    saved: {
      name: user.name ?? '',
      avatar: user.avatar ?? '',
      username: user.username ?? '',
      primaryEmail: user.primaryEmail ?? '',
      customData: formatJson(user.customData),
    },
    save: ({ name, avatar, username, primaryEmail, customData }) =>
      change.mutateAsync({
        params: { userId: user.id },
        body: {
          name: orNull(name),
          avatar: orNull(avatar),
          username: orNull(username),
          primaryEmail: orNull(primaryEmail),
          customData: parseJsonObject(customData) ?? {},
        },
      }),
    validate: {
      username: (value) => (!value.trim() || isUsername(value.trim()) ? null : t.create.invalidUsername),
      primaryEmail: (value) => (!value.trim() || isEmail(value.trim()) ? null : t.create.invalidEmail),
      customData: (value) => (parseJsonObject(value) ? null : t.profile.invalidJson),
    },
    success: t.profile.saved,
  });
  const { form } = state;
  return (
    <SettingsForm state={state}>
      <Section title={t.profile.basics}>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput label={t.profile.name} maxLength={128} {...form.getInputProps('name')} />
          <TextInput
            label={t.profile.avatar}
            placeholder="https://"
            spellCheck={false}
            {...form.getInputProps('avatar')}
          />
        </SimpleGrid>
        <Facts
          facts={[
            { label: t.created, value: <RelativeTime at={user.createdAt} /> },
            { label: t.columns.lastSignIn, value: <RelativeTime at={user.lastSignInAt} never={t.never} /> },
            {
              label: t.profile.hasPassword,
              value: user.hasPassword ? t.profile.passwordSet : t.profile.passwordNone,
            },
          ]}
        />
      </Section>
      <Section title={t.profile.identifiers}>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label={t.profile.username}
            autoCapitalize="none"
            spellCheck={false}
            {...form.getInputProps('username')}
          />
          <TextInput
            label={t.profile.email}
            type="email"
            description={
              user.primaryEmail
                ? user.emailVerified
                  ? t.profile.emailVerified
                  : t.profile.emailUnverified
                : undefined
            }
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            {...form.getInputProps('primaryEmail')}
          />
        </SimpleGrid>
      </Section>
      <Section title={t.profile.customData}>
        <JsonField
          label={t.profile.customData}
          description={t.profile.customDataHint}
          invalid={t.profile.invalidJson}
          value={form.values.customData}
          onChange={(text) => form.setFieldValue('customData', text)}
        />
      </Section>
    </SettingsForm>
  );
};
