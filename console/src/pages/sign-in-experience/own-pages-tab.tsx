import { Stack } from '@mantine/core';
import { OwnContent } from './own-content.tsx';
import type { SignInExperience } from './sign-in-experience.ts';

/** What a tenant puts on the hosted pages, or in their place. */
export const OwnPagesTab = ({ saved }: { saved: SignInExperience }) => (
  <Stack gap="lg">
    <OwnContent saved={saved} />
  </Stack>
);
