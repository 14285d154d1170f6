/** Sign-in experience: what people meet when an app sends them here. */
import { useParams } from 'react-router';
import { useApi } from '../../api.ts';
import { Loaded, PageHeader, UrlTabs } from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { BrandingTab } from './branding-tab.tsx';
import { ContentTab } from './content-tab.tsx';
import { MethodsTab } from './methods-tab.tsx';
import { PasswordTab } from './password-tab.tsx';
import type { SignInExperience } from './sign-in-experience.ts';
import { texts } from './texts.ts';

export const Page = () => {
  const t = useTexts(texts);
  const { tab } = useParams();
  const experience = useApi<SignInExperience>('GET /api/sign-in-exp');
  return (
    <>
      <PageHeader title={t.title} description={t.subtitle} />
      <Loaded of={experience}>
        {(saved) => (
          <UrlTabs
            label={t.title}
            base="/sign-in-experience"
            tab={tab}
            tabs={[
              { value: 'methods', label: t.tabs.methods, content: <MethodsTab saved={saved} /> },
              { value: 'branding', label: t.tabs.branding, content: <BrandingTab saved={saved} /> },
              { value: 'password-policy', label: t.tabs.password, content: <PasswordTab saved={saved} /> },
              { value: 'content', label: t.tabs.content, content: <ContentTab saved={saved} /> },
            ]}
          />
        )}
      </Loaded>
    </>
  );
};
