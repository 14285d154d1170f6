import { Alert, Button, Collapse, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import {
  IconAlertTriangle,
  IconChevronDown,
  IconChevronUp,
  IconFiles,
  IconInfoCircle,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react';
import { useId, useState } from 'react';
import { type AnswerOf, useChange } from '../../api.ts';
import { CopyField, type Status, StatusBadge } from '../../components/index.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { translateReason } from '../../i18n/refusals.ts';
import { DomainFiles } from './domain-files.tsx';
import { domainTexts } from './domain-texts.ts';

export type Domain = AnswerOf<'GET /api/domains'>[number];

const statuses: Record<Domain['status'], Status> = {
  PendingVerification: 'info',
  PendingSsl: 'info',
  Active: 'good',
  Error: 'bad',
};
/** Problems of a domain that users rely on. */
const severe: readonly Domain['problem'][] = ['leaving', 'gone'];

/** What is wrong, in the reader's language; why an address gives no answer is known to the server alone. */
const useProblem = ({ problem, domain, errorMessage }: Domain): string | null => {
  const t = useTexts(domainTexts);
  const language = useLanguage();
  if (!problem) return null;
  const [, reason = ''] = /usable answer: (.*?)\.?$/.exec(errorMessage ?? '') ?? [];
  return t.problems[problem]
    .replace('{domain}', domain)
    .replace('{reason}', translateReason(reason, language));
};

const Records = ({ dnsRecords }: Pick<Domain, 'dnsRecords'>) => {
  const t = useTexts(domainTexts);
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t.recordsText}
      </Text>
      {dnsRecords.map(({ type, name, value }) => (
        <SimpleGrid key={type} cols={{ base: 1, sm: 2 }} spacing="sm">
          <CopyField label={t.recordName(type)} value={name} />
          <CopyField label={t.recordValue(type)} value={value} />
        </SimpleGrid>
      ))}
    </Stack>
  );
};

type Props = { domain: Domain; may: boolean; onDelete: () => void };

/** One custom domain: how it stands, what is wrong, and the records to set. */
export const DomainCard = ({ domain: item, may, onDelete }: Props) => {
  const t = useTexts(domainTexts);
  const { domain, status, problem, dnsRecords } = item;
  const recordsId = useId();
  const [shown, setShown] = useState(status !== 'Active' || problem !== null);
  const [filing, setFiling] = useState(false);
  const wrong = useProblem(item);
  const isSevere = severe.includes(problem);
  const check = useChange('GET /api/domains/:id', { invalidates: ['/api/domains'], success: t.checked });
  const isInUse = status === 'Active';
  return (
    <Paper
      component="article"
      aria-label={domain}
      withBorder
      p={{ base: 'md', sm: 'lg' }}
      bg="var(--genkan-surface)"
      style={{ borderColor: 'var(--genkan-line)' }}
    >
      <Stack gap="md">
        <Group justify="space-between" gap="sm">
          <Group gap="sm" style={{ minWidth: 0 }}>
            <Title order={3} fz={16} style={{ overflowWrap: 'anywhere' }}>
              {domain}
            </Title>
            <StatusBadge status={isSevere && isInUse ? 'warning' : statuses[status]}>
              {t.statuses[status]}
            </StatusBadge>
          </Group>
          <Group gap="xs">
            {isInUse && !problem ? null : (
              <Button
                variant="default"
                size="xs"
                leftSection={<IconRefresh size={14} aria-hidden />}
                loading={check.isPending}
                aria-label={t.checkNamed(domain)}
                onClick={() => check.mutate({ params: { id: item.id } })}
              >
                {t.check}
              </Button>
            )}
            <Button
              variant="default"
              size="xs"
              leftSection={<IconFiles size={14} aria-hidden />}
              disabled={!may}
              aria-label={t.files.openNamed(domain)}
              onClick={() => setFiling(true)}
            >
              {t.files.open}
            </Button>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconTrash size={14} aria-hidden />}
              disabled={!may}
              aria-label={t.removeNamed(domain)}
              onClick={onDelete}
            >
              {t.remove}
            </Button>
          </Group>
        </Group>
        {wrong || !isInUse ? (
          <Alert
            color={isSevere ? 'red' : 'iris'}
            variant="light"
            role="status"
            icon={isSevere ? <IconAlertTriangle aria-hidden /> : <IconInfoCircle aria-hidden />}
          >
            {wrong ?? t.notYet}
          </Alert>
        ) : null}
        {isInUse ? <CopyField label={t.issuer} value={`https://${domain}/oidc`} /> : null}
        <div>
          <Button
            variant="subtle"
            size="compact-sm"
            ml={-8}
            aria-expanded={shown}
            aria-controls={recordsId}
            rightSection={
              shown ? <IconChevronUp size={14} aria-hidden /> : <IconChevronDown size={14} aria-hidden />
            }
            onClick={() => setShown(!shown)}
          >
            {shown ? t.hide : t.show}
          </Button>
          <Collapse expanded={shown} id={recordsId}>
            <div style={{ paddingTop: 8 }}>
              <Records dnsRecords={dnsRecords} />
            </div>
          </Collapse>
        </div>
      </Stack>
      {filing ? <DomainFiles domain={item} onClose={() => setFiling(false)} /> : null}
    </Paper>
  );
};
