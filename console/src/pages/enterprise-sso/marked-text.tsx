import { Code } from '@mantine/core';

/** One line of a guide: `code` in backticks and *names of buttons* between asterisks. */
export const MarkedText = ({ text }: { text: string }) => (
  <>
    {text.split(/(`[^`]+`|\*[^*]+\*)/).map((part, index) => {
      const key = `${index}:${part}`;
      if (part.startsWith('`')) {
        return (
          <Code key={key} style={{ overflowWrap: 'anywhere' }}>
            {part.slice(1, -1)}
          </Code>
        );
      }
      return part.startsWith('*') ? <strong key={key}>{part.slice(1, -1)}</strong> : part;
    })}
  </>
);
