import {
  Anchor,
  Box,
  Button,
  Group,
  Paper,
  Progress,
  SimpleGrid,
  Skeleton,
  Stack,
  Text,
  ThemeIcon,
  Title,
} from '@mantine/core';
import { IconCheck, IconHistory, IconInbox } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { ErrorState, PageHeader, Section, StatusBadge } from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { FrameworkCard } from '../applications/framework-card.tsx';
import { frameworks } from '../applications/frameworks.ts';
import { type FirstStep, useFirstSteps } from './steps.ts';
import { texts } from './texts.ts';

export const Page = () => {
  const t = useTexts(texts);
  const { steps, failure, retry } = useFirstSteps();
  const known = steps.every(({ done }) => done !== undefined);
  const done = steps.filter((step) => step.done).length;
  return (
    <>
      <PageHeader title={t.title} description={t.subtitle} />
      <Stack gap="md">
        {failure ? <ErrorState failure={failure} onRetry={retry} /> : null}
        {known ? (
          <Group gap="md" wrap="nowrap">
            <Progress
              value={(done / steps.length) * 100}
              style={{ flex: 1 }}
              aria-label={t.progress(done, steps.length)}
            />
            <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
              {t.progress(done, steps.length)}
            </Text>
          </Group>
        ) : null}
        <Stack gap="md" component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
          {steps.map((step, index) => (
            <StepCard key={step.id} step={step} number={index + 1}>
              {step.id === 'application' ? <FrameworkShortcuts /> : null}
            </StepCard>
          ))}
        </Stack>
        <Section title={t.useful}>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Shortcut to="/inbox" icon={<IconInbox />} title={t.inbox} text={t.inboxText} />
            <Shortcut to="/audit-logs" icon={<IconHistory />} title={t.logs} text={t.logsText} />
          </SimpleGrid>
        </Section>
      </Stack>
    </>
  );
};

const StepCard = ({ step, number, children }: { step: FirstStep; number: number; children: ReactNode }) => {
  const t = useTexts(texts);
  const words = t.steps[step.id];
  return (
    <Paper
      component="li"
      withBorder
      p={{ base: 'md', sm: 'lg' }}
      bg="var(--genkan-surface)"
      style={{ borderColor: 'var(--genkan-line)' }}
    >
      <Group align="flex-start" gap="md" wrap="nowrap">
        <ThemeIcon
          radius="xl"
          size={32}
          variant={step.done ? 'filled' : 'light'}
          color={step.done ? 'teal.8' : 'iris'}
        >
          {step.done ? (
            <IconCheck size={18} aria-hidden />
          ) : (
            <Text size="sm" fw={700} component="span">
              {number}
            </Text>
          )}
        </ThemeIcon>
        <Box style={{ flex: 1, minWidth: 0 }}>
          <Group justify="space-between" gap="sm" align="flex-start">
            <Box style={{ flex: '1 1 260px' }}>
              <Group gap="sm">
                <Title order={2} fz={16}>
                  {words.title}
                </Title>
                {step.done === undefined ? (
                  <Skeleton width={60} height={20} />
                ) : (
                  <StatusBadge status={step.done ? 'good' : 'neutral'}>
                    {step.done ? t.done : t.open}
                  </StatusBadge>
                )}
              </Group>
              <Text size="sm" c="dimmed" mt={2}>
                {words.text}
              </Text>
            </Box>
            <Button
              component={Link}
              to={step.done ? step.list : step.to}
              variant={step.done ? 'default' : 'light'}
            >
              {step.done ? words.again : words.action}
            </Button>
          </Group>
          {children}
        </Box>
      </Group>
    </Paper>
  );
};

const FrameworkShortcuts = () => {
  const t = useTexts(texts);
  const navigate = useNavigate();
  return (
    <Box mt="md">
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
        {frameworks
          .filter(({ featured }) => featured)
          .map((framework) => (
            <FrameworkCard
              key={framework.id}
              framework={framework}
              onChoose={() => void navigate(`/applications/create?framework=${framework.id}`)}
            />
          ))}
      </SimpleGrid>
      <Anchor component={Link} to="/applications/create" size="sm" mt="sm" display="inline-block">
        {t.viewAll}
      </Anchor>
    </Box>
  );
};

const Shortcut = ({
  to,
  icon,
  title,
  text,
}: {
  to: string;
  icon: ReactNode;
  title: string;
  text: string;
}) => (
  <Group wrap="nowrap" align="flex-start">
    <ThemeIcon variant="light" size={36} aria-hidden>
      {icon}
    </ThemeIcon>
    <div>
      <Anchor component={Link} to={to} fw={600} size="sm">
        {title}
      </Anchor>
      <Text size="sm" c="dimmed">
        {text}
      </Text>
    </div>
  </Group>
);
