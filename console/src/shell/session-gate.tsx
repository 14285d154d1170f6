/** Lets signed-in administrators through and sends everyone else to sign in. */
import { Button, Center, Container, Loader, Stack } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useEffect } from 'react';
import { signInAddress, useApi } from '../api.ts';
import { EmptyState, ErrorState } from '../components/index.ts';
import { useTexts } from '../i18n/index.ts';
import { homeOfTenant, tenantId } from '../tenant.ts';
import { Frame } from './frame.tsx';
import { SessionContext } from './session.ts';
import { shellTexts } from './texts.ts';

export const SessionGate = () => {
  const t = useTexts(shellTexts);
  const { data, error, refetch } = useApi('GET /console/api/session');
  const signedOut = error?.status === 401;
  useEffect(() => {
    if (signedOut) window.location.replace(signInAddress());
  }, [signedOut]);

  if (error && !signedOut) {
    return (
      <Container size="sm" py="xl">
        <Stack>
          <ErrorState failure={error} onRetry={() => void refetch()} />
        </Stack>
      </Container>
    );
  }
  if (!data) {
    return (
      <Center h="100vh">
        <Loader aria-label={t.product} />
      </Center>
    );
  }
  const tenant = data.tenants.find(({ id }) => id === tenantId);
  if (!tenant) {
    const other = data.tenants[0];
    return (
      <Container size="sm" py="xl" component="main">
        <EmptyState
          level={1}
          icon={<IconLock />}
          title={t.unknownTenant(tenantId)}
          action={
            other ? (
              <Button component="a" href={homeOfTenant(other.id)}>
                {other.name}
              </Button>
            ) : null
          }
        />
      </Container>
    );
  }
  return (
    <SessionContext value={{ ...data, tenant }}>
      <Frame />
    </SessionContext>
  );
};
