import { Stack } from '@mantine/core';
import { useParams } from 'react-router';
import { useApi } from '../../api.ts';
import { CopyText, Loaded, PageHeader, StatusBadge, type UrlTab, UrlTabs } from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { Branding } from './branding.tsx';
import { Invitations } from './invitations.tsx';
import { Machines } from './machines.tsx';
import { Members } from './members.tsx';
import type { Organization } from './organization.ts';
import { Provisioning } from './provisioning.tsx';
import { Remove, Settings } from './settings.tsx';
import { texts } from './texts.ts';

const tabsOf = (organization: Organization, labels: (typeof texts)['en']['detailTabs']): UrlTab[] => [
  {
    value: 'settings',
    label: labels.settings,
    content: (
      <Stack gap="lg">
        <Settings organization={organization} />
        <Remove organization={organization} />
      </Stack>
    ),
  },
  { value: 'members', label: labels.members, content: <Members organizationId={organization.id} /> },
  { value: 'machines', label: labels.machines, content: <Machines organizationId={organization.id} /> },
  {
    value: 'invitations',
    label: labels.invitations,
    content: <Invitations organizationId={organization.id} />,
  },
  {
    value: 'provisioning',
    label: labels.provisioning,
    content: <Provisioning organizationId={organization.id} />,
  },
  { value: 'branding', label: labels.branding, content: <Branding organization={organization} /> },
];

export const OrganizationDetails = () => {
  const t = useTexts(texts);
  const { id = '', tab } = useParams();
  const organization = useApi('GET /api/organizations/:id', { params: { id } });
  return (
    <Loaded of={organization}>
      {(found) => (
        <>
          <PageHeader
            title={found.name}
            crumbs={[{ label: t.title, to: '/organizations' }]}
            description={<CopyText value={found.id} label={t.id} />}
            badge={found.isMfaRequired ? <StatusBadge status="info">{t.mfaBadge}</StatusBadge> : null}
          />
          <UrlTabs
            label={found.name}
            base={`/organizations/${found.id}`}
            tab={tab}
            tabs={tabsOf(found, t.detailTabs)}
          />
        </>
      )}
    </Loaded>
  );
};
