import { Alert, Anchor, Button, Stack } from '@mantine/core';
import { IconInfoCircle, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { useApi } from '../../api.ts';
import { ConfirmDialog, Loaded, PageHeader, StatusBadge, UrlTabs } from '../../components/index.ts';
import { useRemoval } from '../../components/removal.ts';
import type { SsoConnector } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { whyNotAvailable } from './availability.ts';
import { ConnectionTab } from './connection-tab.tsx';
import { ExperienceTab } from './experience-tab.tsx';
import { ProviderLogo } from './provider-logo.tsx';
import { texts } from './texts.ts';

const Remove = ({ connector }: { connector: SsoConnector }) => {
  const t = useTexts(texts);
  const [asking, setAsking] = useState(false);
  const remove = useRemoval('DELETE /api/sso-connectors/:id', {
    success: t.remove.done,
    back: '/enterprise-sso',
    stale: ['/api/sso-connectors', '/api/users'],
  });
  return (
    <>
      <Button
        color="red"
        variant="subtle"
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t.remove.button}
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t.remove.title}
        typed={connector.connectorName}
        onConfirm={() => remove({ id: connector.id })}
      >
        {t.remove.text}
      </ConfirmDialog>
    </>
  );
};

/** Says when the connector is ready but the sign-in page does not offer Enterprise SSO at all. */
const SwitchHint = () => {
  const t = useTexts(texts);
  const experience = useApi<{ singleSignOnEnabled: boolean }>('GET /api/sign-in-exp');
  if (experience.data?.singleSignOnEnabled !== false) return null;
  return (
    <Alert color="blue" icon={<IconInfoCircle aria-hidden />} title={t.switchOffTitle}>
      {t.switchOffText}{' '}
      <Anchor component={Link} to="/sign-in-experience" size="sm" underline="always">
        {t.switchOffLink}
      </Anchor>
    </Alert>
  );
};

const Body = ({ connector, tab }: { connector: SsoConnector; tab: string | undefined }) => {
  const t = useTexts(texts);
  const reason = whyNotAvailable(connector, t);
  return (
    <>
      <PageHeader
        title={connector.connectorName}
        crumbs={[{ label: t.title, to: '/enterprise-sso' }]}
        media={<ProviderLogo logo={connector.providerLogo} logoDark={connector.providerLogoDark} size={40} />}
        badge={
          <StatusBadge status={reason === null ? 'good' : 'warning'}>
            {reason === null ? t.available : t.notAvailable}
          </StatusBadge>
        }
        description={reason ?? connector.name}
        actions={<Remove connector={connector} />}
      />
      <Stack gap="md">
        {reason === null ? <SwitchHint /> : null}
        <UrlTabs
          label={connector.connectorName}
          base={`/enterprise-sso/${connector.id}`}
          tab={tab}
          tabs={[
            {
              value: 'connection',
              label: t.tabs.connection,
              content: <ConnectionTab connector={connector} />,
            },
            {
              value: 'experience',
              label: t.tabs.experience,
              content: <ExperienceTab connector={connector} />,
            },
          ]}
        />
      </Stack>
    </>
  );
};

export const ConnectorDetails = () => {
  const { id = '', tab } = useParams();
  const connector = useApi<SsoConnector>('GET /api/sso-connectors/:id', { params: { id } });
  return <Loaded of={connector}>{(found) => <Body connector={found} tab={tab} />}</Loaded>;
};
