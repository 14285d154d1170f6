import {
  Avatar,
  Box,
  Divider,
  NavLink,
  Popover,
  SegmentedControl,
  Stack,
  Text,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core';
import { IconApi, IconLogout } from '@tabler/icons-react';
import { call, queryClient } from '../api.ts';
import { chooseLanguage, type Language, languageNames, useLanguage, useTexts } from '../i18n/index.ts';
import { notifyFailure } from '../notify.ts';
import { useSession } from './session.ts';
import { shellTexts } from './texts.ts';

const signOut = async () => {
  try {
    const answer = await call<{ redirectTo?: string } | undefined>('POST /console/api/sign-out');
    queryClient.clear();
    window.location.replace(answer?.redirectTo ?? '/console/sign-in');
  } catch (failure) {
    notifyFailure(failure instanceof Error ? failure : new Error(String(failure)));
  }
};

/** Language and colours; also used where nobody is signed in yet. */
export const Preferences = () => {
  const t = useTexts(shellTexts);
  const language = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Stack gap="sm">
      <div>
        <Text size="xs" c="dimmed" mb={4}>
          {t.language}
        </Text>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t.language}
          value={language}
          onChange={(value) => chooseLanguage(value as Language)}
          data={Object.entries(languageNames).map(([value, label]) => ({ value, label }))}
        />
      </div>
      <div>
        <Text size="xs" c="dimmed" mb={4}>
          {t.colours}
        </Text>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t.colours}
          value={colorScheme}
          onChange={setColorScheme}
          data={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: t.schemes[value] }))}
        />
      </div>
    </Stack>
  );
};

/** Who is signed in, how the console looks, and the way out. */
export const AccountMenu = () => {
  const t = useTexts(shellTexts);
  const { administrator, tenant } = useSession();
  const name = administrator.name || administrator.username || administrator.id;
  return (
    <Popover position="bottom-end" width={300} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton style={{ borderRadius: 999 }}>
          <VisuallyHidden>{`${t.account}: ${name}`}</VisuallyHidden>
          <Avatar src={administrator.avatar} name={name} color="iris" size={34} alt="" aria-hidden />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={4}>
        <Stack gap={0} px="sm" py="xs">
          <Text fw={600} size="sm" truncate>
            {name}
          </Text>
          {administrator.username && administrator.username !== name ? (
            <Text size="xs" c="dimmed">
              {administrator.username}
            </Text>
          ) : null}
        </Stack>
        <Divider my={4} />
        <Box px="sm" py="xs">
          <Preferences />
        </Box>
        <Divider my={4} />
        <NavLink
          component="a"
          href={`${tenant.origin}/api-reference`}
          target="_blank"
          rel="noreferrer"
          label={t.apiReference}
          leftSection={<IconApi size={16} aria-hidden />}
        />
        <NavLink
          component="button"
          label={t.signOut}
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() => void signOut()}
        />
      </Popover.Dropdown>
    </Popover>
  );
};
