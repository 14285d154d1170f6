/** Pages of a tenant's own in the place of the hosted ones: the package, and what it may reach. */
import { Button, FileButton, Group, Input, Stack, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { ApiFailure, upload } from '../../api.ts';
import { Facts } from '../../components/facts.tsx';
import {
  ConfirmDialog,
  CopyText,
  ListInput,
  RelativeTime,
  Section,
  StatusBadge,
} from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { notifyDone } from '../../notify.ts';
import { ownPagesTexts } from './own-pages-texts.ts';
import { type SignInExperience, useSaveExperience } from './sign-in-experience.ts';

/** What was uploaded and is not in use yet. */
type Uploaded = { id: string; name: string };

const useWork = () => {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setFailure(null);
    try {
      await work();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, run };
};

/** The package: uploaded first, put in use by a step of its own, taken out of use again. */
export const CustomUiPackage = ({ saved }: { saved: SignInExperience }) => {
  const t = useTexts(ownPagesTexts);
  const save = useSaveExperience();
  const [uploaded, setUploaded] = useState<Uploaded | null>(null);
  const [asking, setAsking] = useState<'use' | 'remove' | null>(null);
  const { busy, failure, run } = useWork();
  const inUse = saved.customUiAssets;
  const send = (file: File | null) => {
    if (!file) return;
    void run(async () => {
      const { customUiAssetId } = await upload('POST /api/sign-in-exp/default/custom-ui-assets', file);
      setUploaded({ id: customUiAssetId, name: file.name });
    });
  };
  return (
    <Section
      title={t.pagesTitle}
      description={t.pagesText}
      action={
        <FileButton accept=".zip,application/zip" onChange={send}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              loading={busy}
              leftSection={<IconUpload size={16} aria-hidden />}
            >
              {t.upload}
            </Button>
          )}
        </FileButton>
      }
    >
      {failure ? <Input.Error role="alert">{failure}</Input.Error> : null}
      <Facts
        facts={[
          {
            label: t.inUse,
            value: inUse ? (
              <Group gap="sm">
                <CopyText value={inUse.id} label={t.packageId} />
                <RelativeTime at={inUse.createdAt} />
              </Group>
            ) : (
              <StatusBadge status="neutral">{t.builtIn}</StatusBadge>
            ),
          },
          ...(uploaded
            ? [
                {
                  label: t.ready,
                  value: (
                    <Group gap="sm">
                      <Text size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
                        {uploaded.name}
                      </Text>
                      <Button size="xs" onClick={() => setAsking('use')}>
                        {t.use}
                      </Button>
                    </Group>
                  ),
                },
              ]
            : []),
        ]}
      />
      {inUse ? (
        <Button color="red" variant="outline" w="fit-content" onClick={() => setAsking('remove')}>
          {t.remove}
        </Button>
      ) : null}
      <ConfirmDialog
        opened={asking === 'use'}
        onClose={() => setAsking(null)}
        title={t.useTitle}
        action={t.use}
        color="iris"
        onConfirm={async () => {
          await save({ customUiAssets: { id: uploaded?.id ?? '', createdAt: Date.now() } });
          setUploaded(null);
          notifyDone(t.used);
        }}
      >
        {t.useText}
      </ConfirmDialog>
      <ConfirmDialog
        opened={asking === 'remove'}
        onClose={() => setAsking(null)}
        title={t.remove}
        action={t.remove}
        onConfirm={async () => {
          await save({ customUiAssets: null });
          notifyDone(t.removed);
        }}
      >
        {t.removeText}
      </ConfirmDialog>
    </Section>
  );
};

type Sources = { scriptSrc: string[]; connectSrc: string[] };

const sourcesOf = ({ customUiCsp: { scriptSrc = [], connectSrc = [] } }: SignInExperience): Sources => ({
  scriptSrc,
  connectSrc,
});

/** The list that holds the source which the server does not take. */
const listOf = (failure: unknown, { scriptSrc }: Sources): string | undefined => {
  const data = failure instanceof ApiFailure ? (failure.data as { source?: string } | undefined) : undefined;
  if (data?.source === undefined) return undefined;
  return scriptSrc.includes(data.source) ? 'scriptSrc' : 'connectSrc';
};

/** Hosts beyond the own origin that the pages may load scripts from and send requests to. */
export const CustomUiSources = ({ saved }: { saved: SignInExperience }) => {
  const t = useTexts(ownPagesTexts);
  const save = useSaveExperience();
  const sent = useRef(sourcesOf(saved));
  const state = useSavedForm({
    of: saved,
    values: sourcesOf,
    save: (values, over) => {
      sent.current = values;
      return save({ customUiCsp: values }, over);
    },
    fields: { 'customUiCsp.scriptSrc': 'scriptSrc', 'customUiCsp.connectSrc': 'connectSrc' },
    fieldOf: (failure) => listOf(failure, sent.current),
  });
  const check = (value: string) =>
    /^https:\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?$/.test(value) ? null : t.sourceInvalid;
  const normalize = (value: string) => value.toLowerCase().replace(/\/$/, '');
  return (
    <SettingsForm state={state}>
      <Section title={t.sources} description={t.sourcesText}>
        <Stack gap="md">
          <ListInput
            label={t.scripts}
            description={t.scriptsHint}
            placeholder="https://cdn.example.com"
            check={check}
            normalize={normalize}
            {...state.form.getInputProps('scriptSrc')}
          />
          <ListInput
            label={t.requests}
            description={t.requestsHint}
            placeholder="https://api.example.com"
            check={check}
            normalize={normalize}
            {...state.form.getInputProps('connectSrc')}
          />
        </Stack>
      </Section>
    </SettingsForm>
  );
};
