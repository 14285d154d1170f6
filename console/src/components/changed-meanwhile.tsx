import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTexts } from '../i18n/index.ts';
import type { Conflict } from '../versioned-form.ts';
import { componentTexts } from './texts.ts';

/** Says that somebody else has changed what a form shows, and asks which of the two is to stay. */
export const ChangedMeanwhile = ({ conflict }: { conflict: Conflict }) => {
  const t = useTexts(componentTexts).changed;
  const alert = useRef<HTMLDivElement>(null);
  // Into view, and before the two buttons: neither is pressed by a key that was meant for *Save*.
  useEffect(() => alert.current?.focus(), []);
  return (
    <Alert
      ref={alert}
      tabIndex={-1}
      color="yellow"
      icon={<IconUsers aria-hidden />}
      title={t.title}
      role="alert"
    >
      <Stack gap="sm">
        <Text size="sm">{t.text}</Text>
        <Group gap="sm">
          <Button variant="default" onClick={conflict.load}>
            {t.load}
          </Button>
          <Button variant="default" c="var(--mantine-color-error)" onClick={conflict.overwrite}>
            {t.overwrite}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
};
