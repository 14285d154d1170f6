import { ColorInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/index.ts';
import { componentTexts } from './texts.ts';

const swatches = ['#5b5bd6', '#2f6feb', '#0b7a75', '#1f883d', '#b35900', '#c2255c', '#1d1d2b'];

/** `#rgb` or `#rrggbb`, as `#rrggbb` in lower case; undefined for anything else. */
export const readColor = (text: string): string | undefined => {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1]?.toLowerCase();
  if (!digits) return undefined;
  return `#${digits.length === 3 ? digits.replace(/./g, '$&$&') : digits}`;
};

/** Says what is wrong with a colour, or null. */
export const useColorCheck = () => {
  const t = useTexts(componentTexts);
  return (value: string): string | null => (readColor(value) ? null : t.colorInvalid);
};

type Props = {
  label: string;
  description: string;
  placeholder?: string;
  value?: string;
  onChange: (color: string) => void;
  error?: ReactNode;
};

/** A colour, typed or picked; what is no colour stays to be corrected, and the field can be emptied. */
export const ColorField = (props: Props) => (
  <ColorInput {...props} format="hex" swatches={swatches} withEyeDropper={false} fixOnBlur={false} />
);
