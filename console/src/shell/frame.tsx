/** What surrounds every page: navigation, tenant and account, the notice of a stand-in, and the content. */
import { Alert, AppShell, Burger, Container, Group, ScrollArea, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFlask } from '@tabler/icons-react';
import { Suspense, useEffect, useRef } from 'react';
import { Link, Outlet, useLocation } from 'react-router';
import { LoadingState } from '../components/index.ts';
import { useTexts } from '../i18n/index.ts';
import { AccountMenu } from './account-menu.tsx';
import { Mark } from './mark.tsx';
import { Navigation } from './navigation.tsx';
import { useSession } from './session.ts';
import { TenantMenu } from './tenant-menu.tsx';
import { shellTexts } from './texts.ts';

/** Moves the focus to the content and scrolls up when the page changes, as a page load would. */
const useFocusOnPage = () => {
  const { pathname } = useLocation();
  const content = useRef<HTMLDivElement>(null);
  const page = pathname.split('/').slice(0, 3).join('/');
  const shown = useRef(page);
  useEffect(() => {
    if (shown.current === page) return;
    shown.current = page;
    window.scrollTo(0, 0);
    content.current?.focus({ preventScroll: true });
  }, [page]);
  return content;
};

export const Frame = () => {
  const t = useTexts(shellTexts);
  const { demoIssuer } = useSession();
  const [opened, { toggle, close }] = useDisclosure(false);
  const content = useFocusOnPage();
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 248, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', sm: 'xl' }}
    >
      <a className="skip-link" href="#content">
        {t.skip}
      </a>
      <AppShell.Header bg="var(--genkan-surface)" style={{ borderColor: 'var(--genkan-line)' }}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="sm">
          <Group gap="sm" wrap="nowrap" style={{ minWidth: 0 }}>
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={opened ? t.closeNavigation : t.openNavigation}
              aria-expanded={opened}
            />
            <Group
              component={Link}
              {...{ to: '/get-started' }}
              gap={10}
              wrap="nowrap"
              style={{ textDecoration: 'none', color: 'inherit' }}
              aria-label={t.product}
            >
              <Mark />
              <Text fw={700} fz={17} visibleFrom="xs">
                Genkan
              </Text>
            </Group>
            <TenantMenu />
          </Group>
          <AccountMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar
        bg="var(--genkan-surface)"
        style={{ borderColor: 'var(--genkan-line)' }}
        className={opened ? '' : 'navigation-closed'}
        aria-label={t.navigation}
      >
        <AppShell.Section grow component={ScrollArea} px="sm" py="md">
          <Navigation onFollow={close} />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="content" ref={content} tabIndex={-1} style={{ outline: 'none' }}>
        <Container size={1080} px={0} pb={80}>
          {demoIssuer ? (
            <Alert
              color="yellow"
              icon={<IconFlask aria-hidden />}
              title={t.standIn(demoIssuer)}
              mb="lg"
              role="note"
            >
              {t.standInText}
            </Alert>
          ) : null}
          <Suspense fallback={<LoadingState />}>
            <Outlet />
          </Suspense>
        </Container>
      </AppShell.Main>
    </AppShell>
  );
};
