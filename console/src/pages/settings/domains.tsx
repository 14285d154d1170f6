import { Stack, TextInput } from '@mantine/core';
import { IconWorld } from '@tabler/icons-react';
import { useState } from 'react';
import { useApi, useChange } from '../../api.ts';
import { AddButton } from '../../components/assigned.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { ConfirmDialog, EmptyState, Loaded, ReadOnlyNotice, Section } from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { useMay } from '../../shell/session.ts';
import { type Domain, DomainCard } from './domain-card.tsx';
import { domainTexts } from './domain-texts.ts';

/** Who sets DNS in another window sees here what came of it; the server bounds how often it looks. */
const EVERY = 15_000;

const AddDomain = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const t = useTexts(domainTexts);
  const create = useChange('POST /api/domains', {
    invalidates: ['/api/domains'],
    success: t.added,
    quiet: true,
  });
  return (
    <DialogForm<{ domain: string }>
      opened={opened}
      onClose={onClose}
      title={t.add}
      action={t.add}
      initial={{ domain: '' }}
      validate={{ domain: (value) => (value.trim() ? null : t.nameEmpty) }}
      fieldOf={() => 'domain'}
      onSubmit={({ domain }) => create.mutateAsync({ body: { domain: domain.trim() } })}
    >
      {(form) => (
        <TextInput
          label={t.name}
          description={t.nameHelp}
          placeholder={t.namePlaceholder}
          required
          maxLength={256}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          inputMode="url"
          data-autofocus
          {...form.getInputProps('domain')}
        />
      )}
    </DialogForm>
  );
};

/** The tenant's custom domains. */
export const Domains = () => {
  const t = useTexts(domainTexts);
  const may = useMay('domains:write');
  const [adding, setAdding] = useState(false);
  const [deleting, setDeleting] = useState<Domain | null>(null);
  const domains = useApi('GET /api/domains', { refetchInterval: EVERY });
  const remove = useChange('DELETE /api/domains/:id', {
    invalidates: ['/api/domains'],
    success: t.removed,
    quiet: true,
  });
  const add = may ? <AddButton onClick={() => setAdding(true)}>{t.add}</AddButton> : null;
  return (
    <Stack gap="lg">
      <ReadOnlyNotice needs="domains:write" />
      <Loaded of={domains}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon={<IconWorld size={26} />} title={t.none} description={t.noneText} action={add} />
          ) : (
            <Section title={t.title} description={t.text} action={add}>
              <Stack gap="md">
                {items.map((item) => (
                  <DomainCard key={item.id} domain={item} may={may} onDelete={() => setDeleting(item)} />
                ))}
              </Stack>
            </Section>
          )
        }
      </Loaded>
      <AddDomain opened={adding} onClose={() => setAdding(false)} />
      <ConfirmDialog
        opened={deleting !== null}
        onClose={() => setDeleting(null)}
        title={t.removeTitle}
        {...(deleting?.status === 'Active' ? { typed: deleting.domain } : {})}
        onConfirm={() => remove.mutateAsync({ params: { id: deleting?.id ?? '' } })}
      >
        {deleting?.status === 'Active' ? t.removeText : t.removePendingText}
      </ConfirmDialog>
    </Stack>
  );
};
