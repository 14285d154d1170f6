import { Alert, Stack } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/index.ts';
import { useMay } from '../shell/session.ts';
import classes from './changes.module.css';
import { componentTexts } from './texts.ts';

/** Says that the administrator may only look, where they lack a scope of the Management API. */
export const ReadOnlyNotice = ({ needs }: { needs: string }) => {
  const t = useTexts(componentTexts);
  if (useMay(needs)) return null;
  return (
    <Alert color="gray" variant="light" icon={<IconEye aria-hidden />} role="note">
      {t.readOnly}
    </Alert>
  );
};

/** Fields and buttons that change something; without the scope all of them are disabled, and a notice says why. */
export const Changes = ({ needs, children }: { needs: string; children: ReactNode }) => {
  const may = useMay(needs);
  return (
    <Stack gap="lg">
      <ReadOnlyNotice needs={needs} />
      <fieldset disabled={!may} className={classes.plain}>
        {children}
      </fieldset>
    </Stack>
  );
};
