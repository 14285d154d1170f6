import { Input, SegmentedControl } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import type { RoleKind } from '../entities.ts';

type Props = {
  label: string;
  description: string;
  names: Record<RoleKind, string>;
  value?: RoleKind;
  onChange: (kind: RoleKind) => void;
  error?: ReactNode;
};

/** Whether a role is for users or for machines. */
export const RoleKindControl = ({ label, description, names, value = 'User', onChange, error }: Props) => {
  const id = useId();
  return (
    <Input.Wrapper
      label={label}
      labelElement="div"
      labelProps={{ id }}
      description={description}
      error={error}
      errorProps={{ role: 'alert' }}
    >
      <SegmentedControl<RoleKind>
        aria-labelledby={id}
        fullWidth
        mt={6}
        data={[
          { value: 'User', label: names.User },
          { value: 'MachineToMachine', label: names.MachineToMachine },
        ]}
        value={value}
        onChange={onChange}
      />
    </Input.Wrapper>
  );
};
