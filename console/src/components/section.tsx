import { Box, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

type Props = {
  title?: string;
  description?: ReactNode;
  /** Stands at the right of the title. */
  action?: ReactNode;
  /** Red frame, for what cannot be undone. */
  danger?: boolean;
  children: ReactNode;
};

/** A card with a heading (h2) that holds a group of fields or a table. */
export const Section = ({ title, description, action, danger = false, children }: Props) => (
  <Paper
    component="section"
    withBorder
    p={{ base: 'md', sm: 'lg' }}
    bg="var(--genkan-surface)"
    style={{ borderColor: danger ? 'var(--mantine-color-red-6)' : 'var(--genkan-line)' }}
  >
    <Stack gap="md">
      {title ? (
        <Box style={{ display: 'flex', gap: 16, justifyContent: 'space-between', flexWrap: 'wrap' }}>
          <Box style={{ flex: '1 1 240px' }}>
            <Title order={2} fz={17}>
              {title}
            </Title>
            {description ? (
              <Text c="dimmed" size="sm" mt={2} component="div" maw={680}>
                {description}
              </Text>
            ) : null}
          </Box>
          {action ? <Box>{action}</Box> : null}
        </Box>
      ) : null}
      {children}
    </Stack>
  </Paper>
);
