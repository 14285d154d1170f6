import { ActionIcon, NumberInput, Select, Table, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { type AnswerOf, useChange } from '../../api.ts';
import { AddButton } from '../../components/assigned.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { ConfirmDialog, RelativeTime, Section, StatusBadge } from '../../components/index.ts';
import { ShownOnce } from '../../components/shown-once.tsx';
import { useTexts } from '../../i18n/index.ts';
import { registrationTexts } from './registration-texts.ts';

type Token = AnswerOf<'GET /api/configs/dynamic-client-registration'>['initialAccessTokens'][number];

const stale = ['/api/configs/dynamic-client-registration'];
const DAY = 86_400_000;
const choices = ['1', '7', '30', '90', '365'] as const;
type Choice = (typeof choices)[number];

/** The tokens with which clients may register: made, shown once, listed, revoked. */
export const InitialTokens = ({ tokens }: { tokens: Token[] }) => {
  const t = useTexts(registrationTexts).tokens;
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  return (
    <Section
      title={t.title}
      description={t.text}
      action={<AddButton onClick={() => setAdding(true)}>{t.add}</AddButton>}
    >
      <div>
        {tokens.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t.none}
          </Text>
        ) : (
          <TokenTable tokens={tokens} />
        )}
        <CreateToken opened={adding} onClose={() => setAdding(false)} onMade={setMade} />
        {made === null ? null : (
          <ShownOnce
            title={t.onceTitle}
            text={t.onceText}
            label={t.value}
            value={made}
            close={t.close}
            onClose={() => setMade(null)}
          />
        )}
      </div>
    </Section>
  );
};

type CreateProps = { opened: boolean; onClose: () => void; onMade: (value: string) => void };

const CreateToken = ({ opened, onClose, onMade }: CreateProps) => {
  const t = useTexts(registrationTexts).tokens;
  const create = useChange('POST /api/configs/dynamic-client-registration/initial-access-tokens', {
    invalidates: stale,
    quiet: true,
  });
  return (
    <DialogForm
      opened={opened}
      onClose={onClose}
      title={t.add}
      action={t.add}
      initial={{ name: '', maxUses: 1 as number | string, days: '30' as Choice }}
      validate={{
        name: (name) => (name.trim() ? null : t.nameMissing),
        maxUses: (uses) =>
          Number.isInteger(uses) && Number(uses) >= 1 && Number(uses) <= 10_000 ? null : t.maxUsesInvalid,
      }}
      fields={{ expiresAt: 'days' }}
      onSubmit={async ({ name, maxUses, days }) => {
        const { value } = await create.mutateAsync({
          body: {
            name: name.trim(),
            maxUses: Number(maxUses),
            expiresAt: Date.now() + Number(days) * DAY,
          },
        });
        onMade(value);
      }}
    >
      {(form) => (
        <>
          <TextInput
            label={t.name}
            description={t.nameHint}
            required
            data-autofocus
            autoComplete="off"
            maxLength={128}
            {...form.getInputProps('name')}
          />
          <NumberInput
            label={t.maxUses}
            allowDecimal={false}
            allowNegative={false}
            {...form.getInputProps('maxUses')}
          />
          <Select
            label={t.expiry}
            data={choices.map((value) => ({ value, label: t.choices[value] }))}
            allowDeselect={false}
            {...form.getInputProps('days')}
          />
        </>
      )}
    </DialogForm>
  );
};

const TokenTable = ({ tokens }: { tokens: Token[] }) => {
  const t = useTexts(registrationTexts).tokens;
  const [doomed, setDoomed] = useState<Token | null>(null);
  const revoke = useChange('DELETE /api/configs/dynamic-client-registration/initial-access-tokens/:id', {
    invalidates: stale,
    quiet: true,
  });
  const { name, uses, created, expires } = t.columns;
  return (
    <>
      <Table.ScrollContainer
        minWidth={520}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': t.title } }}
      >
        <Table aria-label={t.title}>
          <Table.Thead>
            <Table.Tr>
              {[name, uses, created, expires].map((title) => (
                <Table.Th key={title} fz="xs" c="dimmed" fw={600}>
                  {title}
                </Table.Th>
              ))}
              <Table.Td />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {tokens.map((token) => (
              <Table.Tr key={token.id}>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{token.name}</Table.Td>
                <Table.Td>
                  {token.usesLeft > 0 ? (
                    token.usesLeft
                  ) : (
                    <StatusBadge status="neutral">{t.usedUp}</StatusBadge>
                  )}
                </Table.Td>
                <Table.Td>
                  <RelativeTime at={token.createdAt} />
                </Table.Td>
                <Table.Td>
                  {token.expiresAt < Date.now() ? (
                    <StatusBadge status="bad">{t.expired}</StatusBadge>
                  ) : (
                    <RelativeTime at={token.expiresAt} />
                  )}
                </Table.Td>
                <Table.Td w={48}>
                  <ActionIcon
                    variant="subtle"
                    color="red"
                    aria-label={t.revoke(token.name)}
                    onClick={() => setDoomed(token)}
                  >
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <ConfirmDialog
        opened={doomed !== null}
        onClose={() => setDoomed(null)}
        title={t.revokeTitle}
        action={t.revokeAction}
        onConfirm={() => revoke.mutateAsync({ params: { id: doomed?.id ?? '' } })}
      >
        {t.revokeText(doomed?.name ?? '')}
      </ConfirmDialog>
    </>
  );
};
