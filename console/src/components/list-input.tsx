/** Lists of addresses, origins or domains: one line each, added by Enter, paste or button, checked before they enter. */
import { ActionIcon, Button, Group, Input, Paper, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import { useTexts } from '../i18n/index.ts';
import { CopyButton } from './copy-button.tsx';
import { componentTexts } from './texts.ts';

type Words = (typeof componentTexts)['en'];

/** Says what is wrong with a value, or null. */
export type ValueCheck = (value: string, words: Words) => string | null;

/** Whether a host is this machine, where plain http stays. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || /^127(\.\d+){3}$/.test(host) || host === '[::1]';

/** A redirect address: absolute, without fragment, https or loopback http or an app's own scheme. */
export const checkRedirectUri: ValueCheck = (value, words) => {
  if (!URL.canParse(value)) return words.invalidUri;
  const url = new URL(value);
  if (value.includes('#')) return words.uriFragment;
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) return words.insecureUri;
  if (/^https?:$/.test(url.protocol) && !/^https?:\/\//i.test(value)) return words.invalidUri;
  return null;
};

export const checkOrigin: ValueCheck = (value, words) => {
  if (!URL.canParse(value)) return words.invalidOrigin;
  const url = new URL(value);
  return url.origin === value.replace(/\/$/, '') && /^https?:$/.test(url.protocol)
    ? null
    : words.invalidOrigin;
};

type ListedValueProps = { value: string; mono: boolean; disabled: boolean; onRemove: () => void };

const ListedValue = ({ value, mono, disabled, onRemove }: ListedValueProps) => {
  const t = useTexts(componentTexts);
  return (
    <Paper withBorder px="sm" py={4} bg="var(--genkan-sunken)">
      <Group gap={4} wrap="nowrap">
        <Text
          component="span"
          fz={13}
          ff={mono ? 'monospace' : undefined}
          style={{ flex: 1, overflowWrap: 'anywhere' }}
        >
          {value}
        </Text>
        <CopyButton value={value} label={value} />
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={disabled}
          aria-label={t.remove(value)}
          onClick={onRemove}
        >
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </Group>
    </Paper>
  );
};

type Props = {
  label: string;
  description?: ReactNode;
  placeholder?: string;
  value?: readonly string[];
  onChange?: (value: string[]) => void;
  check?: ValueCheck;
  /** Applied to what was typed before it is checked and added, such as lower case. */
  normalize?: (value: string) => string;
  /** The server's refusal. */
  error?: ReactNode;
  disabled?: boolean;
  mono?: boolean;
};

export const ListInput = ({
  label,
  description,
  placeholder,
  value = [],
  onChange = () => {},
  check,
  normalize = (text) => text,
  error,
  disabled = false,
  mono = true,
}: Props) => {
  const t = useTexts(componentTexts);
  const id = useId();
  const [draft, setDraft] = useState('');
  const [problem, setProblem] = useState<string | null>(null);

  const add = (text: string) => {
    const next = [...value];
    const parts = text
      .split(/[\s,]+/)
      .map((part) => normalize(part.trim()))
      .filter(Boolean);
    for (const part of parts) {
      const wrong = check?.(part, t) ?? (next.includes(part) ? t.duplicate : null);
      if (wrong) {
        setProblem(parts.length > 1 ? `${part}: ${wrong}` : wrong);
        setDraft(part);
        if (next.length > value.length) onChange(next);
        return;
      }
      next.push(part);
    }
    setDraft('');
    setProblem(null);
    if (next.length > value.length) onChange(next);
  };

  return (
    <Input.Wrapper
      label={label}
      labelProps={{ htmlFor: id }}
      description={description}
      error={error}
      inputWrapperOrder={['label', 'description', 'input', 'error']}
    >
      <Stack gap={6} mt={6}>
        {value.map((item) => (
          <ListedValue
            key={item}
            value={item}
            mono={mono}
            disabled={disabled}
            onRemove={() => onChange(value.filter((other) => other !== item))}
          />
        ))}
        <Group gap="xs" align="flex-start" wrap="nowrap">
          <TextInput
            id={id}
            style={{ flex: 1 }}
            value={draft}
            placeholder={placeholder}
            error={problem}
            disabled={disabled}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              setDraft(event.currentTarget.value);
              setProblem(null);
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
              event.preventDefault();
              add(draft);
            }}
            onPaste={(event) => {
              const pasted = event.clipboardData.getData('text');
              if (!/[\s,]/.test(pasted.trim())) return;
              event.preventDefault();
              add(pasted);
            }}
            onBlur={() => {
              if (draft.trim()) add(draft);
            }}
          />
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            disabled={disabled || !draft.trim()}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => add(draft)}
          >
            {t.add}
          </Button>
        </Group>
      </Stack>
    </Input.Wrapper>
  );
};
