import { Box, Code, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useTexts } from '../../i18n/index.ts';
import classes from './change-list.module.css';
import type { Difference } from './changes.ts';
import { texts } from './texts.ts';

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

/** Every changed value with what it was and what it is now; signs and words tell as much as the colours. */
export const ChangeList = ({ changes }: { changes: readonly Difference[] }) => {
  const t = useTexts(texts).detail;
  return (
    <Stack component="ul" gap="md" className={classes.list}>
      {changes.map(({ path, before, after }) => (
        <li key={path}>
          <Text size="sm" fw={600} mb={4} style={{ overflowWrap: 'anywhere' }}>
            {path}
          </Text>
          <Box className={classes.pair}>
            {before === undefined ? null : (
              <del className={classes.before}>
                <span aria-hidden>−</span>
                <VisuallyHidden>{t.before}: </VisuallyHidden>
                <Code className={classes.value}>{show(before)}</Code>
              </del>
            )}
            {after === undefined ? null : (
              <ins className={classes.after}>
                <span aria-hidden>+</span>
                <VisuallyHidden>{t.after}: </VisuallyHidden>
                <Code className={classes.value}>{show(after)}</Code>
              </ins>
            )}
          </Box>
        </li>
      ))}
    </Stack>
  );
};
