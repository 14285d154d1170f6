import { SimpleGrid, TextInput } from '@mantine/core';
import { useChange } from '../../api.ts';
import { Facts } from '../../components/facts.tsx';
import { Changes, RelativeTime, Section } from '../../components/index.ts';
import { formatJson, JsonField, parseJsonObject } from '../../components/json-field.tsx';
import type { User } from '../../entities.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { fieldOfRefusal, formatPhone, isEmail, isPhone, isUsername } from './identifier.ts';
import { texts } from './texts.ts';
import { ClaimFields, claimValuesOf, profileOf } from './user-claims.tsx';

const orNull = (text: string): string | null => text.trim() || null;

const useProfileForm = (user: User) => {
  const t = useTexts(texts);
  const change = useChange('PATCH /api/users/:userId', { invalidates: ['/api/users'], quiet: true });
  return useSavedForm({
    of: user,
    values: (found) => ({
      name: found.name ?? '',
      avatar: found.avatar ?? '',
      username: found.username ?? '',
      primaryEmail: found.primaryEmail ?? '',
      primaryPhone: formatPhone(found.primaryPhone),
      customData: formatJson(found.customData),
      ...claimValuesOf(found.profile),
    }),
    save: ({ name, avatar, username, primaryEmail, primaryPhone, customData, profile, address }, over) =>
      change.mutateAsync({
        over,
        params: { userId: user.id },
        body: {
          name: orNull(name),
          avatar: orNull(avatar),
          username: orNull(username),
          primaryEmail: orNull(primaryEmail),
          primaryPhone: orNull(primaryPhone),
          customData: parseJsonObject(customData) ?? {},
          profile: profileOf({ profile, address }),
        },
      }),
    validate: {
      username: (value) => (!value.trim() || isUsername(value.trim()) ? null : t.create.invalidUsername),
      primaryEmail: (value) => (!value.trim() || isEmail(value.trim()) ? null : t.create.invalidEmail),
      primaryPhone: (value) => (!value.trim() || isPhone(value.trim()) ? null : t.create.invalidPhone),
      customData: (value) => (parseJsonObject(value) ? null : t.profile.invalidJson),
    },
    fieldOf: fieldOfRefusal,
    success: t.profile.saved,
  });
};

export const UserProfile = ({ user }: { user: User }) => {
  const t = useTexts(texts);
  const state = useProfileForm(user);
  const { form } = state;
  const proof = (value: string | null, isVerified: boolean) =>
    value ? (isVerified ? t.profile.emailVerified : t.profile.emailUnverified) : undefined;
  return (
    <Changes needs="users:write">
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
              description={proof(user.primaryEmail, user.emailVerified)}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              {...form.getInputProps('primaryEmail')}
            />
            <TextInput
              label={t.profile.phone}
              type="tel"
              placeholder="+81 90 1234 5678"
              description={proof(user.primaryPhone, user.phoneVerified) ?? t.create.phoneHint}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              {...form.getInputProps('primaryPhone')}
            />
          </SimpleGrid>
        </Section>
        <ClaimFields inputProps={form.getInputProps} />
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
    </Changes>
  );
};
