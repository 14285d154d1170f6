/** Sign-in experience: what people meet when an app sends them here. */
import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { useApi } from '../../api.ts';
import { Changes, Loaded, PageHeader, UrlTabs } from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { ContentTab } from './content-tab.tsx';
import { LookTab } from './look-tab.tsx';
import { MethodsTab } from './methods-tab.tsx';
import { OwnPagesNotice } from './own-pages-notice.tsx';
import { OwnPagesTab } from './own-pages-tab.tsx';
import { PasswordTab } from './password-tab.tsx';
import { ProfileTab } from './profile-tab.tsx';
import { SecurityTab } from './security-tab.tsx';
import { SeeSignIn } from './see-sign-in.tsx';
import { type SignInExperience, writeScope } from './sign-in-experience.ts';
import { texts } from './texts.ts';
import { WordsTab } from './words-tab.tsx';

const base = '/sign-in-experience';
/** Tabs whose settings a tenant's own pages do not show by themselves. */
const ofBuiltInPages: readonly string[] = ['branding', 'words'];

export const Page = () => {
  const t = useTexts(texts);
  const { tab, language } = useParams();
  const experience = useApi('GET /api/sign-in-exp');
  const tabOf = (
    value: keyof typeof t.tabs,
    show: (saved: SignInExperience) => ReactNode,
    after: ReactNode = null,
  ) => ({
    value,
    label: t.tabs[value],
    content: (
      <Stack gap="lg">
        {ofBuiltInPages.includes(value) && experience.data?.customUiAssets ? <OwnPagesNotice /> : null}
        <Changes needs={writeScope}>
          <Loaded of={experience}>{show}</Loaded>
        </Changes>
        {after}
      </Stack>
    ),
  });
  return (
    <>
      <PageHeader title={t.title} description={t.subtitle} />
      <UrlTabs
        label={t.title}
        base={base}
        tab={tab}
        tabs={[
          tabOf('methods', (saved) => <MethodsTab saved={saved} />),
          tabOf('profile-fields', (saved) => <ProfileTab saved={saved} />),
          tabOf('branding', (saved) => <LookTab saved={saved} />, <SeeSignIn />),
          tabOf('content', (saved) => <ContentTab saved={saved} />),
          tabOf('words', () => <WordsTab base={`${base}/words`} language={language} />),
          tabOf('own-pages', (saved) => <OwnPagesTab saved={saved} />, <SeeSignIn />),
          tabOf('password-policy', (saved) => <PasswordTab saved={saved} />),
          tabOf('security', (saved) => <SecurityTab saved={saved} />),
        ]}
      />
    </>
  );
};
