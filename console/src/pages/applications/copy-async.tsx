import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { componentTexts } from '../../components/texts.ts';
import { useTexts } from '../../i18n/index.ts';
import { notifyFailure } from '../../notify.ts';

/** Copies something that has to be fetched first. */
export const CopyAsync = ({ read, label }: { read: () => Promise<string | null>; label: string }) => {
  const t = useTexts(componentTexts);
  const [state, setState] = useState<'idle' | 'busy' | 'copied'>('idle');
  useEffect(() => {
    if (state !== 'copied') return;
    const timer = setTimeout(() => setState('idle'), 2_000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => {
    setState('busy');
    try {
      const value = await read();
      if (value === null) return setState('idle');
      await navigator.clipboard.writeText(value);
      setState('copied');
    } catch (failure) {
      setState('idle');
      notifyFailure(failure instanceof Error ? failure : new Error(String(failure)));
    }
  };
  const copied = state === 'copied';
  return (
    <Tooltip label={copied ? t.copied : t.copy}>
      <ActionIcon
        variant="subtle"
        color={copied ? 'teal' : 'gray'}
        loading={state === 'busy'}
        aria-label={copied ? t.copied : t.copyNamed(label)}
        aria-live="polite"
        onClick={() => void copy()}
      >
        {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
};
