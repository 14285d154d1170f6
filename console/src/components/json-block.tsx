import { Box, Code } from '@mantine/core';
import { CopyButton } from './copy-button.tsx';
import { formatJson } from './json-field.tsx';

/** Any value as indented JSON, to read and copy. */
export const JsonBlock = ({ label, value }: { label: string; value: unknown }) => {
  const text = formatJson(value);
  return (
    <Box pos="relative">
      <Box pos="absolute" top={6} right={6}>
        <CopyButton value={text} label={label} />
      </Box>
      <Code
        block
        tabIndex={0}
        role="region"
        aria-label={label}
        p="md"
        pr={44}
        mah={460}
        style={{ overflow: 'auto', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
      >
        {text}
      </Code>
    </Box>
  );
};
