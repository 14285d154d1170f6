import { Anchor, Code, Stack } from '@mantine/core';
import { Link, useParams } from 'react-router';
import { useApi } from '../../api.ts';
import { type Fact, Facts } from '../../components/facts.tsx';
import { CopyText, formatExact, Loaded, PageHeader, Section, StatusBadge } from '../../components/index.ts';
import { JsonBlock } from '../../components/json-block.tsx';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { ChangeList } from './change-list.tsx';
import { changesOf } from './changes.ts';
import type { Log } from './log.ts';
import { texts } from './texts.ts';

const describeError = (error: unknown): string => (typeof error === 'string' ? error : JSON.stringify(error));

const useFacts = (log: Log): Fact[] => {
  const { detail: t, actors } = useTexts(texts);
  const language = useLanguage();
  const { payload } = log;
  const facts: Fact[] = [
    { label: t.event, value: <Code>{log.key}</Code> },
    { label: t.time, value: formatExact(log.createdAt, language) },
  ];
  if (payload.actor) {
    const kind = actors[payload.actor.type as keyof typeof actors] ?? payload.actor.type;
    const id = payload.actor.userId ?? payload.actor.applicationId;
    facts.push({ label: t.actor, value: id ? `${kind} (${id})` : kind });
  }
  if (payload.userId) {
    facts.push({
      label: t.user,
      value: (
        <Anchor component={Link} to={`/users/${payload.userId}`} size="sm" ff="monospace">
          {payload.userId}
        </Anchor>
      ),
    });
  }
  if (payload.applicationId) {
    facts.push({
      label: t.application,
      value: (
        <Anchor component={Link} to={`/applications/${payload.applicationId}`} size="sm" ff="monospace">
          {payload.applicationId}
        </Anchor>
      ),
    });
  }
  if (payload.error !== undefined)
    facts.push({ label: t.error, value: <Code>{describeError(payload.error)}</Code> });
  if (payload.ip) facts.push({ label: t.ip, value: payload.ip });
  if (payload.userAgent) facts.push({ label: t.userAgent, value: payload.userAgent });
  if (payload.requestId)
    facts.push({ label: t.request, value: <CopyText value={payload.requestId} label={t.request} /> });
  facts.push({ label: t.id, value: <CopyText value={log.id} label={t.id} /> });
  return facts;
};

const LogBody = ({ log }: { log: Log }) => {
  const t = useTexts(texts);
  const facts = useFacts(log);
  const changes = changesOf(log.payload);
  return (
    <>
      <PageHeader
        title={log.key}
        crumbs={[{ label: t.title, to: '/audit-logs' }]}
        badge={
          <StatusBadge status={log.payload.result === 'Success' ? 'good' : 'bad'}>
            {t.results[log.payload.result]}
          </StatusBadge>
        }
      />
      <Stack gap="lg">
        <Section title={t.detail.title}>
          <Facts facts={facts} />
        </Section>
        {changes.length > 0 ? (
          <Section title={t.detail.changes} description={t.detail.changesText}>
            <ChangeList changes={changes} />
          </Section>
        ) : null}
        <Section title={t.detail.payload}>
          <JsonBlock label={t.detail.payload} value={log.payload} />
        </Section>
      </Stack>
    </>
  );
};

export const LogDetails = () => {
  const { id = '' } = useParams();
  const log = useApi<Log>('GET /api/logs/:id', { params: { id } });
  return <Loaded of={log}>{(found) => <LogBody log={found} />}</Loaded>;
};
