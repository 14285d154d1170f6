import { useParams } from 'react-router';
import { PageHeader, UrlTabs } from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { administratorTexts } from './administrator-texts.ts';
import { Invitations } from './invitations.tsx';
import { People } from './people.tsx';
import { AdministratorRoles } from './roles.tsx';

export const Administrators = () => {
  const t = useTexts(administratorTexts);
  const { tab } = useParams();
  return (
    <>
      <PageHeader title={t.title} description={t.subtitle} />
      <UrlTabs
        label={t.title}
        base="/administrators"
        tab={tab}
        tabs={[
          { value: 'people', label: t.tabs.people, content: <People /> },
          { value: 'invitations', label: t.tabs.invitations, content: <Invitations /> },
          { value: 'roles', label: t.tabs.roles, content: <AdministratorRoles /> },
        ]}
      />
    </>
  );
};
