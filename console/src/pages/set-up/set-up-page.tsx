import {
  Alert,
  Box,
  Button,
  Center,
  Code,
  Container,
  Group,
  Paper,
  PasswordInput,
  Progress,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertCircle } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiFailure, call, queryClient } from '../../api.ts';
import { CopyButton } from '../../components/index.ts';
import { issuesOf, placeFailure } from '../../field-issues.ts';
import { useTexts } from '../../i18n/index.ts';
import { Preferences } from '../../shell/account-menu.tsx';
import { Mark } from '../../shell/mark.tsx';
import { texts } from './texts.ts';

const leastLength = 15;

type Death = 'noToken' | 'expired' | 'taken';

type Link = { token: string; isInvitation: boolean };

/** The token stands in the fragment, which no server and no log sees; it leaves the address bar at once. */
const takeLink = (): Link | null => {
  const { hash, search, pathname } = window.location;
  const token = new URLSearchParams(hash.slice(1)).get('token');
  if (hash) window.history.replaceState(window.history.state, '', pathname);
  return token === null ? null : { token, isInvitation: new URLSearchParams(search).has('invited') };
};

let taken: Link | null = null;

/** Set-up: the form, or why the link no longer works and what to do. */
export const Page = () => {
  const t = useTexts(texts);
  const [link] = useState(() => {
    taken = takeLink() ?? taken;
    return taken;
  });
  const [dead, setDead] = useState<Death | null>(link ? null : 'noToken');
  const title = link?.isInvitation ? t.invitedTitle : t.title;
  useEffect(() => {
    document.title = `${title} · Genkan`;
  }, [title]);
  return (
    <Center mih="100vh" component="main" py="xl">
      <Container size={460} w="100%">
        <Stack gap="lg">
          <Group gap="sm">
            <Mark size={36} />
            <Text fw={700} fz={20}>
              Genkan
            </Text>
          </Group>
          <Paper
            withBorder
            p={{ base: 'lg', sm: 'xl' }}
            bg="var(--genkan-surface)"
            style={{ borderColor: 'var(--genkan-line)' }}
          >
            {dead || !link ? (
              <DeadLink death={dead ?? 'noToken'} isInvitation={link?.isInvitation ?? false} />
            ) : (
              <SetUpForm link={link} onDead={setDead} />
            )}
          </Paper>
          <Box maw={320} mx="auto" w="100%">
            <Preferences />
          </Box>
        </Stack>
      </Container>
    </Center>
  );
};

const deathOf = (failure: unknown): Death | null => {
  if (!(failure instanceof ApiFailure)) return null;
  if (failure.code === 'setup.administrator_exists') return 'taken';
  const isMangled = issuesOf(failure).some(({ path }) => path === 'token');
  return failure.code === 'setup.link_expired' || failure.status === 410 || isMangled ? 'expired' : null;
};

const SetUpForm = ({ link, onDead }: { link: Link; onDead: (death: Death) => void }) => {
  const t = useTexts(texts);
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm({
    initialValues: { username: '', password: '', confirm: '' },
    validate: {
      username: (name) => (/^[A-Za-z_]\w{0,127}$/.test(name.trim()) ? null : t.usernameInvalid),
      password: (password) => ([...password].length >= leastLength ? null : t.passwordShort(leastLength)),
      confirm: (confirm, { password }) => (confirm === password ? null : t.confirmDiffers),
    },
  });
  const submit = form.onSubmit(async ({ username, password }) => {
    setBusy(true);
    setFailure(null);
    try {
      const body = { token: link.token, username: username.trim(), password };
      await call('POST /console/api/set-up', { body });
      taken = null;
      queryClient.clear();
      await navigate('/get-started', { replace: true });
    } catch (error) {
      const death = deathOf(error);
      if (death) return onDead(death);
      if (error instanceof ApiFailure && error.code.startsWith('password.')) {
        form.setFieldError('password', error.message);
      } else {
        setFailure(placeFailure(error, form.setFieldError, ['username', 'password']));
      }
    } finally {
      setBusy(false);
    }
  });
  const length = [...form.values.password].length;
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <div>
          <Title order={1} fz={24}>
            {link.isInvitation ? t.invitedTitle : t.title}
          </Title>
          <Text c="dimmed" size="sm">
            {link.isInvitation ? t.invitedSubtitle : t.subtitle}
          </Text>
        </div>
        {failure ? (
          <Alert color="red" icon={<IconAlertCircle aria-hidden />} role="alert">
            {failure}
          </Alert>
        ) : null}
        <TextInput
          label={t.username}
          description={t.usernameHint}
          required
          withAsterisk={false}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          data-autofocus
          {...form.getInputProps('username')}
        />
        <div>
          <PasswordInput
            label={t.password}
            description={t.passwordHint(leastLength)}
            required
            withAsterisk={false}
            name="password"
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          <Progress
            mt={8}
            size="xs"
            value={Math.min(100, (length / leastLength) * 100)}
            color={length >= leastLength ? 'teal' : 'iris'}
            aria-label={t.passwordLength(length, leastLength)}
          />
          <Text size="xs" c="dimmed" mt={4}>
            {t.passwordLength(length, leastLength)}
          </Text>
        </div>
        <PasswordInput
          label={t.confirm}
          required
          withAsterisk={false}
          name="confirm"
          autoComplete="new-password"
          {...form.getInputProps('confirm')}
        />
        <Button type="submit" loading={busy} fullWidth size="md">
          {link.isInvitation ? t.invitedSubmit : t.submit}
        </Button>
      </Stack>
    </form>
  );
};

const DeadLink = ({ death, isInvitation }: { death: Death; isInvitation: boolean }) => {
  const t = useTexts(texts);
  if (isInvitation) {
    return (
      <Stack>
        <Title order={1} fz={22}>
          {t.deadInvitation.title}
        </Title>
        <Text size="sm">{t.deadInvitation.text}</Text>
        <Button component="a" href="/console/sign-in">
          {t.signIn}
        </Button>
      </Stack>
    );
  }
  const isTaken = death === 'taken';
  return (
    <Stack>
      <Title order={1} fz={22}>
        {t.dead[death].title}
      </Title>
      <Text size="sm">{t.dead[death].text}</Text>
      {isTaken ? (
        <Button component="a" href="/console/sign-in">
          {t.signIn}
        </Button>
      ) : null}
      <Text size="sm" c="dimmed">
        {isTaken ? t.resetHint : t.newLink}
      </Text>
      <Command>{`npx --no genkan admin ${isTaken ? 'reset' : 'create'} --username <name> --password-stdin`}</Command>
    </Stack>
  );
};

const Command = ({ children }: { children: string }): ReactNode => (
  <Group wrap="nowrap" gap={4} align="flex-start">
    <Code block style={{ flex: 1, whiteSpace: 'pre-wrap' }}>
      {children}
    </Code>
    <CopyButton value={children} />
  </Group>
);
