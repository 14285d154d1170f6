/** What a page shows instead of its content: nothing there yet, still loading, or failed. */
import { Alert, Button, Group, Paper, Skeleton, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ApiFailure } from '../api.ts';
import { useTexts } from '../i18n/index.ts';
import { componentTexts } from './texts.ts';

type EmptyProps = {
  icon: ReactNode;
  title: string;
  description?: ReactNode;
  action?: ReactNode;
  /** 1 where the page has no other heading. */
  level?: 1 | 2;
};

/** Says what will appear here, and offers the first step. */
export const EmptyState = ({ icon, title, description, action, level = 2 }: EmptyProps) => (
  <Paper withBorder p="xl" bg="var(--genkan-surface)" style={{ borderColor: 'var(--genkan-line)' }}>
    <Stack align="center" gap="sm" py="lg" ta="center">
      <ThemeIcon size={52} radius="xl" variant="light" aria-hidden>
        {icon}
      </ThemeIcon>
      <Title order={level} fz={18}>
        {title}
      </Title>
      {description ? (
        <Text c="dimmed" size="sm" maw={440} component="div">
          {description}
        </Text>
      ) : null}
      {action ? <Group mt="xs">{action}</Group> : null}
    </Stack>
  </Paper>
);

/** The failure in the server's words, and a way to try again. */
export const ErrorState = ({ failure, onRetry }: { failure: Error; onRetry?: () => void }) => {
  const t = useTexts(componentTexts);
  const missing = failure instanceof ApiFailure && failure.status === 404;
  return (
    <Alert
      color={missing ? 'gray' : 'red'}
      icon={<IconAlertTriangle aria-hidden />}
      title={missing ? t.notFound : t.failed}
      role="alert"
    >
      <Text size="sm">{failure.message}</Text>
      {onRetry && !missing ? (
        <Button variant="default" size="xs" mt="sm" onClick={onRetry}>
          {t.retry}
        </Button>
      ) : null}
    </Alert>
  );
};

/** Grey bars of about the shape of what comes. */
export const LoadingState = ({ rows = 4, height = 44 }: { rows?: number; height?: number }) => {
  const t = useTexts(componentTexts);
  return (
    <Stack gap="sm" role="status" aria-label={t.loading}>
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((row) => (
        <Skeleton key={row} height={height} />
      ))}
    </Stack>
  );
};

type Reading<Answer> = {
  data: Answer | undefined;
  error: Error | null;
  refetch: () => unknown;
};

/** Renders the answer of `useApi`, or the skeleton or the failure in its place. */
export const Loaded = <Answer,>({
  of,
  children,
  loading,
}: {
  of: Reading<Answer>;
  children: (answer: Answer) => ReactNode;
  loading?: ReactNode;
}) => {
  if (of.data !== undefined) return children(of.data);
  if (of.error) return <ErrorState failure={of.error} onRetry={() => void of.refetch()} />;
  return loading ?? <LoadingState />;
};
