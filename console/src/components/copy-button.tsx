import { ActionIcon, CopyButton as Copying, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTexts } from '../i18n/index.ts';
import { componentTexts } from './texts.ts';

type Props = {
  value: string;
  /** What is copied, for the button's name: "Copy client id". */
  label?: string;
  size?: 'sm' | 'md';
};

/** Copies a value and says so for two seconds. */
export const CopyButton = ({ value, label, size = 'md' }: Props) => {
  const t = useTexts(componentTexts);
  const name = label ? t.copyNamed(label) : t.copy;
  return (
    <Copying value={value} timeout={2_000}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t.copied : t.copy}>
          <ActionIcon
            variant="subtle"
            color={copied ? 'teal' : 'gray'}
            size={size}
            aria-label={copied ? t.copied : name}
            aria-live="polite"
            onClick={copy}
          >
            {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </Copying>
  );
};
