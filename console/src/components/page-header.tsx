import { Anchor, Box, Group, Stack, Text, Title } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import { Link } from 'react-router';
import { useTexts } from '../i18n/index.ts';
import { componentTexts } from './texts.ts';

export type Crumb = { label: string; to: string };

type Props = {
  title: string;
  description?: ReactNode;
  /** The pages above this one, outermost first. */
  crumbs?: readonly Crumb[];
  /** Stands before the title, such as an icon or an avatar. */
  media?: ReactNode;
  /** Stands beside the title, such as a status badge. */
  badge?: ReactNode;
  actions?: ReactNode;
};

/** The head of a page: the way here, its only h1, what it is for, and what can be done. Also names the window. */
export const PageHeader = ({ title, description, crumbs = [], media, badge, actions }: Props) => {
  const t = useTexts(componentTexts);
  useEffect(() => {
    document.title = `${title} · Genkan`;
  }, [title]);
  return (
    <Stack gap={6} mb="lg">
      {crumbs.length > 0 ? (
        <Group component="nav" aria-label={t.breadcrumb} gap={6} fz="sm">
          {crumbs.map((crumb) => (
            <Group key={crumb.to} gap={6}>
              <Anchor component={Link} to={crumb.to} size="sm">
                {crumb.label}
              </Anchor>
              <IconChevronRight size={14} aria-hidden style={{ opacity: 0.6 }} />
            </Group>
          ))}
        </Group>
      ) : null}
      <Group justify="space-between" align="flex-start" gap="md">
        <Group gap="md" wrap="nowrap" style={{ minWidth: 0, flex: '1 1 280px' }}>
          {media ? <Box style={{ flex: 'none', display: 'flex' }}>{media}</Box> : null}
          <Box style={{ minWidth: 0 }}>
            <Group gap="sm">
              <Title order={1} fz={{ base: 22, sm: 26 }} lh={1.25} style={{ overflowWrap: 'anywhere' }}>
                {title}
              </Title>
              {badge}
            </Group>
            {description ? (
              <Text c="dimmed" size="sm" mt={4} component="div" maw={720}>
                {description}
              </Text>
            ) : null}
          </Box>
        </Group>
        {actions ? <Group gap="sm">{actions}</Group> : null}
      </Group>
    </Stack>
  );
};
