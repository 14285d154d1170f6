import { Anchor, Collapse, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { UserPicker } from '../../components/user-picker.tsx';
import { useTexts } from '../../i18n/index.ts';
import { notifyDone } from '../../notify.ts';
import {
  checkLink,
  emptyMessage,
  invitationIdMark,
  MessageFields,
  messageOf,
} from './invitation-message.tsx';
import { RolesField } from './member-roles.tsx';
import { texts } from './texts.ts';

const lifetimes = [1, 3, 7, 14, 30, 90];
const day = 86_400_000;
const custom = 'custom';

/** A moment as `datetime-local` fields write it, in the reader's time zone. */
const toLocal = (at: number): string =>
  new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

const expiryOf = (lifetime: string, until: string): number =>
  lifetime === custom ? new Date(until).getTime() : Date.now() + Number(lifetime) * day;

type Props = { organizationId: string; opened: boolean; onClose: () => void };

/** Invites somebody by e-mail address. */
export const Invite = ({ organizationId, opened, onClose }: Props) => {
  const t = useTexts(texts).invitations;
  const [more, setMore] = useState(false);
  const invalidates = ['/api/organization-invitations'];
  const create = useChange('POST /api/organization-invitations', { invalidates, quiet: true });
  const send = useChange('POST /api/organization-invitations/:id/message', { invalidates, success: t.sent });
  const initial = {
    invitee: '',
    organizationRoleIds: [] as string[],
    lifetime: '7',
    until: toLocal(Date.now() + 7 * day),
    withMessage: true,
    inviterIds: [] as string[],
    ...emptyMessage,
  };
  const submit = async (values: typeof initial) => {
    // A link that names the invitation can only be written once there is one.
    const namesItself = values.withMessage && values.link.includes(invitationIdMark);
    const [inviterId] = values.inviterIds;
    const made = await create.mutateAsync({
      body: {
        invitee: values.invitee.trim(),
        organizationId,
        organizationRoleIds: values.organizationRoleIds,
        expiresAt: expiryOf(values.lifetime, values.until),
        messagePayload: values.withMessage && !namesItself ? messageOf(values, '') : false,
        ...(inviterId === undefined ? {} : { inviterId }),
      },
    });
    notifyDone(values.withMessage && !namesItself ? t.invited : t.created);
    // Where this fails the invitation stands, and its message can be sent again from the list.
    if (namesItself) send.mutate({ params: { id: made.id }, body: messageOf(values, made.id) });
  };
  return (
    <DialogForm
      opened={opened}
      onClose={onClose}
      title={t.add}
      action={t.submit}
      initial={initial}
      fields={{ 'messagePayload.link': 'link', expiresAt: 'until' }}
      validate={{
        invitee: (value) => (/^[^\s@]+@[^\s@]+$/.test(value.trim()) ? null : t.inviteeInvalid),
        until: (value, { lifetime }) =>
          lifetime !== custom || new Date(value).getTime() > Date.now() ? null : t.untilInvalid,
        link: (value) => checkLink(value, t.linkInvalid),
      }}
      onSubmit={submit}
    >
      {(form) => (
        <>
          <TextInput
            label={t.invitee}
            type="email"
            required
            maxLength={128}
            autoComplete="off"
            data-autofocus
            {...form.getInputProps('invitee')}
          />
          <RolesField kind="User" description={t.rolesHint} {...form.getInputProps('organizationRoleIds')} />
          <Select
            label={t.lifetime}
            data={[
              ...lifetimes.map((days) => ({ value: String(days), label: t.days(days) })),
              { value: custom, label: t.until },
            ]}
            allowDeselect={false}
            {...form.getInputProps('lifetime')}
          />
          {form.values.lifetime === custom ? (
            <TextInput
              type="datetime-local"
              label={t.untilLabel}
              min={toLocal(Date.now())}
              {...form.getInputProps('until')}
            />
          ) : null}
          <Switch
            label={t.withMessage}
            description={t.withMessageHint}
            {...form.getInputProps('withMessage', { type: 'checkbox' })}
          />
          <Anchor
            component="button"
            type="button"
            size="sm"
            ta="start"
            aria-expanded={more}
            onClick={() => setMore(!more)}
          >
            {more ? t.less : t.more}
          </Anchor>
          <Collapse expanded={more}>
            <Stack gap="md">
              <UserPicker
                label={t.inviter}
                description={t.inviterHint}
                placeholder={t.userPlaceholder}
                nothing={t.nobody}
                max={1}
                {...form.getInputProps('inviterIds')}
              />
              {form.values.withMessage ? <MessageFields form={form} /> : null}
            </Stack>
          </Collapse>
        </>
      )}
    </DialogForm>
  );
};
