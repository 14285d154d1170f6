import { JsonInput } from '@mantine/core';

/** Reads text as a JSON object; undefined where it is anything else. */
export const parseJsonObject = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text.trim() || '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch (failure) {
    if (failure instanceof SyntaxError) return undefined;
    throw failure;
  }
};

export const formatJson = (value: unknown): string => JSON.stringify(value, null, 2);

type Props = {
  label: string;
  description?: string;
  value: string;
  onChange: (text: string) => void;
  /** Shown while the text is not a JSON object. */
  invalid: string;
  disabled?: boolean;
};

/** A text box for a JSON object, indented when it loses the focus. */
export const JsonField = ({ label, description, value, onChange, invalid, disabled = false }: Props) => (
  <JsonInput
    label={label}
    description={description}
    value={value}
    onChange={onChange}
    error={parseJsonObject(value) ? undefined : invalid}
    validationError={invalid}
    disabled={disabled}
    formatOnBlur
    autosize
    minRows={4}
    maxRows={18}
    spellCheck={false}
    styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
  />
);
