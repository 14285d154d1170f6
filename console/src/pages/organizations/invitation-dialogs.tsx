import { useChange } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { ConfirmDialog } from '../../components/index.ts';
import { UserPicker } from '../../components/user-picker.tsx';
import { useTexts } from '../../i18n/index.ts';
import { checkLink, emptyMessage, MessageFields, messageOf } from './invitation-message.tsx';
import type { Invitation } from './organization.ts';
import { texts } from './texts.ts';

export type InvitationAction = 'send' | 'accept' | 'revoke' | 'remove';

type Props = { asked: { invitation: Invitation; action: InvitationAction } | null; onClose: () => void };

const stale = ['/api/organization-invitations'];

/** What can be done with an invitation that is there: its message again, an answer, its end. */
export const InvitationDialogs = ({ asked, onClose }: Props) => {
  const t = useTexts(texts).invitations;
  const params = { id: asked?.invitation.id ?? '' };
  const invitee = asked?.invitation.invitee ?? '';
  const send = useChange('POST /api/organization-invitations/:id/message', {
    invalidates: stale,
    success: t.sent,
    quiet: true,
  });
  const accept = useChange('PUT /api/organization-invitations/:id/status', {
    invalidates: [...stale, '/api/organizations', '/api/users'],
    success: t.accepted,
    quiet: true,
  });
  const revoke = useChange('PUT /api/organization-invitations/:id/status', {
    invalidates: stale,
    success: t.revoked,
    quiet: true,
  });
  const remove = useChange('DELETE /api/organization-invitations/:id', {
    invalidates: stale,
    success: t.removed,
    quiet: true,
  });
  return (
    <>
      <DialogForm
        opened={asked?.action === 'send'}
        onClose={onClose}
        title={t.sendTitle(invitee)}
        action={t.send}
        initial={emptyMessage}
        validate={{ link: (value) => checkLink(value, t.linkInvalid) }}
        onSubmit={(values) => send.mutateAsync({ params, body: messageOf(values, params.id) })}
      >
        {(form) => <MessageFields form={form} />}
      </DialogForm>
      <DialogForm
        opened={asked?.action === 'accept'}
        onClose={onClose}
        title={t.accept}
        action={t.acceptSubmit}
        initial={{ userIds: [] as string[] }}
        validate={{ userIds: (value) => (value.length > 0 ? null : t.userPlaceholder) }}
        onSubmit={({ userIds: [acceptedUserId = ''] }) =>
          accept.mutateAsync({ params, body: { status: 'Accepted', acceptedUserId } })
        }
      >
        {(form) => (
          <UserPicker
            label={t.acceptUser}
            description={t.acceptHint(invitee)}
            placeholder={t.userPlaceholder}
            nothing={t.nobody}
            max={1}
            {...form.getInputProps('userIds')}
          />
        )}
      </DialogForm>
      <ConfirmDialog
        opened={asked?.action === 'revoke'}
        onClose={onClose}
        title={t.revokeTitle}
        action={t.revoke}
        onConfirm={() => revoke.mutateAsync({ params, body: { status: 'Revoked' } })}
      >
        {t.revokeText(invitee)}
      </ConfirmDialog>
      <ConfirmDialog
        opened={asked?.action === 'remove'}
        onClose={onClose}
        title={t.removeTitle}
        action={t.remove}
        onConfirm={() => remove.mutateAsync({ params })}
      >
        {t.removeText(invitee)}
      </ConfirmDialog>
    </>
  );
};
