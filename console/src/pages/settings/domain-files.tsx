import { ActionIcon, Button, Group, Paper, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { randomId } from '@mantine/hooks';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type AnswerOf, readVersion, useApi, useChange } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { useTexts } from '../../i18n/index.ts';
import type { Domain } from './domain-card.tsx';
import { domainTexts } from './domain-texts.ts';

type File = { key: string; path: string; content: string };
type Values = { files: File[] };

const ROUTE = 'GET /api/domains/:id/verification-files';
const MOST = 20;

const emptyFile = (key: string = randomId()): File => ({ key, path: '', content: '' });

/** The same for the same files; where there are none, an empty one to begin with. */
const valuesOf = (saved: AnswerOf<typeof ROUTE>): Values => {
  const files = Object.entries(saved).map(([path, content]) => ({ key: path, path, content }));
  return { files: files.length > 0 ? files : [emptyFile('first')] };
};

/** The files below /.well-known of a domain, changed together. */
export const DomainFiles = ({ domain: { id, domain }, onClose }: { domain: Domain; onClose: () => void }) => {
  const t = useTexts(domainTexts).files;
  const known = useApi(ROUTE, { params: { id } });
  const put = useChange('PUT /api/domains/:id/verification-files', {
    invalidates: [`/api/domains/${id}/verification-files`],
    success: t.saved,
    quiet: true,
  });
  if (!known.data) return null;
  const save = ({ files }: Values, over: unknown) => {
    const verificationFiles = Object.fromEntries(files.map(({ path, content }) => [path.trim(), content]));
    return put.mutateAsync({ over, params: { id }, body: { verificationFiles } });
  };
  return (
    <DialogForm<Values, AnswerOf<typeof ROUTE>>
      opened
      onClose={onClose}
      title={t.title(domain)}
      size="lg"
      action={t.save}
      initial={valuesOf(known.data)}
      edits={{ current: () => readVersion(ROUTE, { params: { id } }), values: valuesOf }}
      validate={{
        files: {
          path: (path, { files }) => {
            if (!path.trim()) return t.pathEmpty;
            return files.filter((file) => file.path.trim() === path.trim()).length > 1 ? t.pathTwice : null;
          },
        },
      }}
      onSubmit={save}
    >
      {(form) => (
        <>
          <Text size="sm" c="dimmed">
            {t.text}
          </Text>
          {form.values.files.map(({ key }, index) => (
            <Paper key={key} withBorder p="sm" style={{ borderColor: 'var(--genkan-line)' }}>
              <Stack gap="sm">
                <Group align="flex-start" gap="xs" wrap="nowrap">
                  <TextInput
                    label={t.path}
                    placeholder="security.txt"
                    maxLength={128}
                    autoComplete="off"
                    autoCapitalize="none"
                    spellCheck={false}
                    style={{ flex: 1 }}
                    {...form.getInputProps(`files.${index}.path`)}
                  />
                  <ActionIcon
                    variant="subtle"
                    color="red"
                    mt={28}
                    aria-label={t.remove(index + 1)}
                    onClick={() => form.removeListItem('files', index)}
                  >
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                </Group>
                <Textarea
                  label={t.content}
                  autosize
                  minRows={3}
                  maxRows={12}
                  spellCheck={false}
                  styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
                  {...form.getInputProps(`files.${index}.content`)}
                />
              </Stack>
            </Paper>
          ))}
          <div>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlus size={14} aria-hidden />}
              disabled={form.values.files.length >= MOST}
              onClick={() => form.insertListItem('files', emptyFile())}
            >
              {t.add}
            </Button>
          </div>
        </>
      )}
    </DialogForm>
  );
};
