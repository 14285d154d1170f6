import { Stack } from '@mantine/core';
import { tenantId } from '../../tenant.ts';
import { CustomUiPackage, CustomUiSources } from './custom-ui.tsx';
import { OwnContent } from './own-content.tsx';
import type { SignInExperience } from './sign-in-experience.ts';

/** What a tenant puts on the hosted pages, or in their place. The console's own sign-in keeps the built-in pages. */
export const OwnPagesTab = ({ saved }: { saved: SignInExperience }) => (
  <Stack gap="lg">
    <OwnContent saved={saved} />
    {tenantId === 'admin' ? null : (
      <>
        <CustomUiPackage saved={saved} />
        <CustomUiSources saved={saved} />
      </>
    )}
  </Stack>
);
