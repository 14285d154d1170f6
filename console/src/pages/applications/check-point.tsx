import { Anchor, Group, Loader, Paper, Text, ThemeIcon } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useApi } from '../../api.ts';
import { formatRelative } from '../../components/index.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import type { Application } from './application.ts';
import { texts } from './texts.ts';

/** Watches the audit log until the application has received its first tokens. */
export const CheckPoint = ({ application }: { application: Application }) => {
  const t = useTexts(texts);
  const language = useLanguage();
  const first = useFirstTokens(application);
  return (
    <Paper
      withBorder
      p="md"
      role="status"
      bg={first ? 'var(--mantine-color-teal-light)' : 'var(--genkan-sunken)'}
      style={{ borderColor: first ? 'var(--mantine-color-teal-6)' : 'var(--genkan-line)' }}
    >
      <Group wrap="nowrap" gap="md">
        {first ? (
          <ThemeIcon color="teal" radius="xl" size={34} aria-hidden>
            <IconCircleCheck />
          </ThemeIcon>
        ) : (
          <Loader size="sm" aria-hidden />
        )}
        <div>
          <Text fw={600} size="sm">
            {first ? t.guide.success : t.guide.waiting}
          </Text>
          <Text size="sm" c={first ? undefined : 'dimmed'}>
            {first ? t.guide.successText(formatRelative(first.createdAt, language)) : t.guide.waitingText}
          </Text>
          {first ? (
            <Anchor component={Link} to={`/audit-logs?applicationId=${application.id}`} size="sm">
              {t.guide.seeLogs}
            </Anchor>
          ) : null}
        </div>
      </Group>
    </Paper>
  );
};

const useFirstTokens = ({ id, type }: Application) => {
  const logKey =
    type === 'MachineToMachine' ? 'ExchangeTokenBy.ClientCredentials' : 'ExchangeTokenBy.AuthorizationCode';
  const query = { applicationId: id, logKey, page_size: 5 };
  const { data } = useApi('GET /api/logs', { query });
  const found = data?.find(({ payload }) => payload.result !== 'Error');
  useApi('GET /api/logs', { query, enabled: !found, refetchInterval: found ? false : 3_000 });
  return found;
};
