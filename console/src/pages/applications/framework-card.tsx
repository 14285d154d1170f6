import { Box, Group, Text, UnstyledButton } from '@mantine/core';
import { useLanguage } from '../../i18n/index.ts';
import classes from './framework-card.module.css';
import { FrameworkIcon } from './framework-icon.tsx';
import { type Framework, nameOfFramework } from './frameworks.ts';

/** A framework to choose; the whole card is one button. */
export const FrameworkCard = ({ framework, onChoose }: { framework: Framework; onChoose: () => void }) => {
  const name = nameOfFramework(framework, useLanguage());
  return (
    <UnstyledButton p="md" className={classes.card ?? ''} onClick={onChoose}>
      <Group wrap="nowrap" gap="md">
        <FrameworkIcon framework={framework} size={32} />
        <Box style={{ minWidth: 0 }}>
          <Text fw={600} size="sm">
            {name}
          </Text>
          <Text size="xs" c="dimmed">
            {framework.about}
          </Text>
        </Box>
      </Group>
    </UnstyledButton>
  );
};
