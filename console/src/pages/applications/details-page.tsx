import { Button, Group } from '@mantine/core';
import { IconBook } from '@tabler/icons-react';
import { Link, useParams } from 'react-router';
import { useApi } from '../../api.ts';
import { CopyText, Loaded, PageHeader, StatusBadge, type UrlTab, UrlTabs } from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { AccessTab } from './access-tab.tsx';
import { accessTexts } from './access-texts.ts';
import { type Application, frameworkIdOf, listAddress } from './application.ts';
import { BrandingTab } from './branding-tab.tsx';
import { brandingTexts } from './branding-texts.ts';
import { clientTexts } from './client-texts.ts';
import { ConsentsTab } from './consents-tab.tsx';
import { EndpointsTab } from './endpoints-tab.tsx';
import { FrameworkIcon } from './framework-icon.tsx';
import { frameworkOf } from './frameworks.ts';
import { OrganizationsTab } from './organizations-tab.tsx';
import { PermissionsTab } from './permissions-tab.tsx';
import { RolesTab } from './roles-tab.tsx';
import { SecurityTab } from './security-tab.tsx';
import { SettingsTab } from './settings-tab.tsx';
import { texts } from './texts.ts';
import { thirdPartyTexts } from './third-party-texts.ts';
import { TokensTab } from './tokens-tab.tsx';

/** One application. */
export const Details = () => {
  const { id = '', tab } = useParams();
  const reading = useApi('GET /api/applications/:id', { params: { id } });
  return <Loaded of={reading}>{(application) => <DetailsOf application={application} tab={tab} />}</Loaded>;
};

const DetailsOf = ({ application, tab }: { application: Application; tab: string | undefined }) => {
  const t = useTexts(texts);
  const tc = useTexts(clientTexts);
  const tp = useTexts(thirdPartyTexts);
  const tx = useTexts(accessTexts);
  const tb = useTexts(brandingTexts);
  const isMachine = application.type === 'MachineToMachine';
  const base = `/applications/${application.id}`;
  const tabs: UrlTab[] = [
    {
      value: 'settings',
      label: t.details.tabs.settings,
      content: <SettingsTab application={application} />,
    },
    {
      value: 'endpoints',
      label: t.details.tabs.endpoints,
      content: <EndpointsTab application={application} />,
    },
    ...(isMachine
      ? [
          { value: 'roles', label: t.details.tabs.roles, content: <RolesTab application={application} /> },
          {
            value: 'organizations',
            label: tx.machine.tab,
            content: <OrganizationsTab application={application} />,
          },
        ]
      : [
          { value: 'access', label: tx.tab, content: <AccessTab application={application} /> },
          { value: 'branding', label: tb.tab, content: <BrandingTab application={application} /> },
        ]),
    ...(application.isThirdParty
      ? [
          { value: 'permissions', label: tp.tab, content: <PermissionsTab application={application} /> },
          { value: 'consents', label: tp.shared.tab, content: <ConsentsTab application={application} /> },
        ]
      : []),
    { value: 'tokens', label: t.details.tabs.tokens, content: <TokensTab application={application} /> },
    { value: 'security', label: tc.tab, content: <SecurityTab application={application} /> },
  ];
  return (
    <>
      <PageHeader
        title={application.name}
        crumbs={[{ label: t.title, to: listAddress(application) }]}
        media={
          <FrameworkIcon framework={frameworkOf(application.type, frameworkIdOf(application))} size={40} />
        }
        badge={
          <Group gap={6}>
            <StatusBadge status="info">{t.types[application.type]}</StatusBadge>
            {application.isThirdParty ? <StatusBadge status="warning">{tp.badge}</StatusBadge> : null}
          </Group>
        }
        description={<CopyText value={application.id} label={t.endpoints.id} />}
        actions={
          <Button
            component={Link}
            to={`${base}/guide`}
            variant="default"
            leftSection={<IconBook size={16} aria-hidden />}
          >
            {t.details.openGuide}
          </Button>
        }
      />
      <UrlTabs label={application.name} base={base} tab={tab} tabs={tabs} />
    </>
  );
};
