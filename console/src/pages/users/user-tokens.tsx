import { Button, Select, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { type AnswerOf, useApi, useChange } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import {
  type Column,
  ConfirmDialog,
  DataTable,
  RelativeTime,
  Section,
  ShownOnce,
  StatusBadge,
} from '../../components/index.ts';
import { RowActions } from '../../components/row-actions.tsx';
import type { User } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { securityTexts } from './security-texts.ts';

type Token = AnswerOf<'GET /api/users/:userId/personal-access-tokens'>[number];
type Expiry = '7' | '30' | '90' | '365' | 'never';

const DAY = 86_400_000;
const expiries: Expiry[] = ['7', '30', '90', '365', 'never'];

const Expires = ({ at }: { at: number | null }) => {
  const t = useTexts(securityTexts).tokens;
  if (at === null) return <Text size="sm">{t.never}</Text>;
  if (at <= Date.now()) return <StatusBadge status="bad">{t.expired}</StatusBadge>;
  return <RelativeTime at={at} />;
};

const CreateToken = ({ userId, onClose }: { userId: string; onClose: () => void }) => {
  const t = useTexts(securityTexts).tokens;
  const [value, setValue] = useState<string | null>(null);
  const create = useChange('POST /api/users/:userId/personal-access-tokens', {
    invalidates: ['/api/users'],
    quiet: true,
  });
  if (value) {
    return (
      <ShownOnce
        title={t.doneTitle}
        text={t.doneText}
        label={t.value}
        value={value}
        close={t.done}
        onClose={onClose}
      />
    );
  }
  return (
    <DialogForm
      opened
      onClose={onClose}
      title={t.create}
      action={t.create}
      initial={{ name: '', expiry: '90' as Expiry }}
      validate={{ name: (name) => (name.trim() ? null : t.nameEmpty) }}
      fieldOf={() => 'name'}
      closesAfterwards={false}
      onSubmit={async ({ name, expiry }) => {
        const expiresAt = expiry === 'never' ? null : Date.now() + Number(expiry) * DAY;
        const made = await create.mutateAsync({ params: { userId }, body: { name: name.trim(), expiresAt } });
        setValue(made.value);
      }}
    >
      {(form) => (
        <>
          <TextInput
            label={t.name}
            placeholder={t.namePlaceholder}
            required
            maxLength={256}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <Select
            label={t.expiry}
            data={expiries.map((key) => ({ value: key, label: t.expiries[key] }))}
            allowDeselect={false}
            {...form.getInputProps('expiry')}
          />
        </>
      )}
    </DialogForm>
  );
};

const RenameToken = ({
  userId,
  current,
  onClose,
}: {
  userId: string;
  current: string;
  onClose: () => void;
}) => {
  const t = useTexts(securityTexts).tokens;
  const rename = useChange('PATCH /api/users/:userId/personal-access-tokens', {
    invalidates: ['/api/users'],
    success: t.renamed,
    quiet: true,
  });
  return (
    <DialogForm
      opened
      onClose={onClose}
      title={t.rename}
      action={t.renameSubmit}
      initial={{ name: current }}
      validate={{ name: (name) => (name.trim() ? null : t.nameEmpty) }}
      fieldOf={() => 'name'}
      onSubmit={({ name }) =>
        rename.mutateAsync({ params: { userId }, body: { currentName: current, name: name.trim() } })
      }
    >
      {(form) => (
        <TextInput label={t.name} required maxLength={256} data-autofocus {...form.getInputProps('name')} />
      )}
    </DialogForm>
  );
};

type Asking = { what: 'create' } | { what: 'rename' | 'remove'; token: Token };

/** A user's personal access tokens: made, renamed, deleted; the value is seen once. */
export const UserTokens = ({ user }: { user: User }) => {
  const t = useTexts(securityTexts).tokens;
  const [asking, setAsking] = useState<Asking | null>(null);
  const close = () => setAsking(null);
  const tokens = useApi('GET /api/users/:userId/personal-access-tokens', { params: { userId: user.id } });
  const remove = useChange('POST /api/users/:userId/personal-access-tokens/delete', {
    invalidates: ['/api/users'],
    success: t.removed,
    quiet: true,
  });
  const columns: Column<Token>[] = [
    {
      key: 'name',
      title: t.name,
      cell: ({ name }) => (
        <Text size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
      ),
    },
    {
      key: 'created',
      title: t.created,
      wide: true,
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    { key: 'expires', title: t.expires, cell: ({ expiresAt }) => <Expires at={expiresAt} /> },
    {
      key: 'actions',
      title: '',
      width: 90,
      cell: (token) => (
        <RowActions
          edit={t.renameOne(token.name)}
          onEdit={() => setAsking({ what: 'rename', token })}
          remove={t.remove(token.name)}
          onRemove={() => setAsking({ what: 'remove', token })}
        />
      ),
    },
  ];
  const items = tokens.data;
  return (
    <Section
      title={t.title}
      description={t.text}
      action={
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setAsking({ what: 'create' })}
        >
          {t.create}
        </Button>
      }
    >
      <DataTable
        label={t.title}
        reading={{
          data: items ? { items, total: items.length } : undefined,
          error: tokens.error,
          refetch: tokens.refetch,
        }}
        columns={columns}
        keyOf={({ name }) => name}
        empty={
          <Text size="sm" c="dimmed">
            {t.empty}
          </Text>
        }
      />
      {asking?.what === 'create' ? <CreateToken userId={user.id} onClose={close} /> : null}
      {asking?.what === 'rename' ? (
        <RenameToken userId={user.id} current={asking.token.name} onClose={close} />
      ) : null}
      <ConfirmDialog
        opened={asking?.what === 'remove'}
        onClose={close}
        title={t.removeTitle}
        onConfirm={() =>
          remove.mutateAsync({
            params: { userId: user.id },
            body: { name: asking?.what === 'remove' ? asking.token.name : '' },
          })
        }
      >
        {asking?.what === 'remove' ? t.removeText(asking.token.name) : null}
      </ConfirmDialog>
    </Section>
  );
};
