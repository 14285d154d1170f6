/** Where the audit trail is streamed to, how that goes, and how long it is kept here. */
import { Button, Group, NumberInput, Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { type AnswerOf, ApiFailure, useApi, useChange } from '../../api.ts';
import { Facts } from '../../components/facts.tsx';
import {
  Changes,
  ConfirmDialog,
  ErrorState,
  Loaded,
  LoadingState,
  PageHeader,
  RelativeTime,
  Section,
  StatusBadge,
} from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { translateReason } from '../../i18n/refusals.ts';
import { SinkForm } from './sink-form.tsx';
import { streamingTexts } from './streaming-texts.ts';
import { texts } from './texts.ts';

type Sink = AnswerOf<'GET /api/configs/audit-sink'>;

const about = { invalidates: ['/api/configs/audit-sink'], quiet: true };

const SinkState = ({ sink }: { sink: Sink }) => {
  const t = useTexts(streamingTexts);
  const language = useLanguage();
  const [stopping, setStopping] = useState(false);
  const test = useChange('POST /api/configs/audit-sink/test', {
    invalidates: ['/api/configs/audit-sink'],
    success: t.tested,
  });
  const stop = useChange('DELETE /api/configs/audit-sink', { ...about, success: t.stopped });
  return (
    <Section
      title={t.stateTitle}
      action={
        <Group gap="sm">
          <Button
            variant="default"
            leftSection={<IconSend size={16} aria-hidden />}
            loading={test.isPending}
            onClick={() => test.mutate({})}
          >
            {t.test}
          </Button>
          <Button variant="default" c="var(--mantine-color-error)" onClick={() => setStopping(true)}>
            {t.stop}
          </Button>
        </Group>
      }
    >
      <div>
        <StatusBadge status={sink.lastError ? 'bad' : 'good'}>
          {sink.lastError ? t.failing : t.working}
        </StatusBadge>
      </div>
      <Facts
        facts={[
          { label: t.waiting, value: sink.pending },
          { label: t.lastSent, value: <RelativeTime at={sink.lastSentAt} never={t.neverSent} /> },
          ...(sink.lastError
            ? [{ label: t.lastError, value: translateReason(sink.lastError, language) }]
            : []),
        ]}
      />
      <ConfirmDialog
        opened={stopping}
        onClose={() => setStopping(false)}
        title={t.stopTitle}
        action={t.stop}
        onConfirm={() => stop.mutateAsync({})}
      >
        {t.stopText}
      </ConfirmDialog>
    </Section>
  );
};

const Retention = ({ kept }: { kept: AnswerOf<'GET /api/configs/audit'> }) => {
  const t = useTexts(streamingTexts);
  const change = useChange('PATCH /api/configs/audit', { invalidates: ['/api/configs/audit'], quiet: true });
  const state = useSavedForm({
    of: kept,
    values: ({ retentionDays }) => ({ retentionDays: retentionDays as number | string }),
    save: ({ retentionDays }, over) =>
      change.mutateAsync({ over, body: { retentionDays: Number(retentionDays) } }),
    success: t.retentionSaved,
  });
  return (
    <SettingsForm state={state}>
      <Section title={t.retention} description={t.retentionText}>
        <NumberInput
          label={t.days}
          min={1}
          allowDecimal={false}
          maw={200}
          {...state.form.getInputProps('retentionDays')}
        />
      </Section>
    </SettingsForm>
  );
};

export const Streaming = () => {
  const t = useTexts(streamingTexts);
  const words = useTexts(texts);
  const sink = useApi('GET /api/configs/audit-sink', { refetchInterval: 10_000 });
  const retention = useApi('GET /api/configs/audit');
  const isOff = sink.error instanceof ApiFailure && sink.error.code === 'log.no_sink';
  const known = isOff ? null : sink.data;
  return (
    <>
      <PageHeader
        title={t.title}
        description={t.subtitle}
        crumbs={[{ label: words.title, to: '/audit-logs' }]}
        badge={isOff ? <StatusBadge status="neutral">{t.off}</StatusBadge> : null}
      />
      <Changes needs="logs:write">
        <Stack gap="lg">
          {sink.error && !isOff ? (
            <ErrorState failure={sink.error} onRetry={() => void sink.refetch()} />
          ) : known === undefined ? (
            <LoadingState />
          ) : (
            <>
              {known ? <SinkState sink={known} /> : <Text size="sm">{t.targetText}</Text>}
              <SinkForm key={known?.type ?? 'none'} sink={known} />
            </>
          )}
          <Loaded of={retention} loading={<LoadingState rows={1} />}>
            {(kept) => <Retention kept={kept} />}
          </Loaded>
        </Stack>
      </Changes>
    </>
  );
};
