import { NumberInput } from '@mantine/core';
import type { ComponentProps } from 'react';

type Props = ComponentProps<typeof NumberInput> & {
  label: string;
  /** What holds while the field is empty, as its placeholder. */
  builtIn?: number;
};

/** A whole number that may be left empty; what is out of range is said and not silently changed. */
export const AmountField = ({ builtIn, ...props }: Props) => (
  <NumberInput
    allowDecimal={false}
    allowNegative={false}
    clampBehavior="none"
    styles={{ wrapper: { maxWidth: 280 } }}
    {...(builtIn === undefined ? {} : { placeholder: String(builtIn) })}
    {...props}
  />
);
