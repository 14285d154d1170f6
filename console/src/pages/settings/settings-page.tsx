import { Button } from '@mantine/core';
import { IconApi } from '@tabler/icons-react';
import { useParams } from 'react-router';
import { PageHeader, UrlTabs } from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { useTenant } from '../../shell/session.ts';
import { CookieKeys } from './cookie-keys.tsx';
import { domainTexts } from './domain-texts.ts';
import { Domains } from './domains.tsx';
import { IdTokenClaims } from './id-token-claims.tsx';
import { MessageLimits } from './message-limits.tsx';
import { ScriptHosts } from './script-hosts.tsx';
import { SessionLife } from './session-life.tsx';
import { SigningKeys } from './signing-keys.tsx';
import { texts } from './texts.ts';

export const Settings = () => {
  const t = useTexts(texts);
  const domains = useTexts(domainTexts);
  const { tab } = useParams();
  const tenant = useTenant();
  return (
    <>
      <PageHeader
        title={t.title}
        description={t.subtitle}
        actions={
          <Button
            component="a"
            href={`${tenant.origin}/api-reference`}
            target="_blank"
            rel="noreferrer"
            variant="default"
            leftSection={<IconApi size={16} aria-hidden />}
          >
            {t.apiReference}
          </Button>
        }
      />
      <UrlTabs
        label={t.title}
        base="/settings"
        tab={tab}
        tabs={[
          { value: 'signing-keys', label: t.tabs.signingKeys, content: <SigningKeys /> },
          { value: 'cookie-keys', label: t.tabs.cookieKeys, content: <CookieKeys /> },
          { value: 'sessions', label: t.tabs.sessions, content: <SessionLife /> },
          { value: 'id-token', label: t.tabs.idToken, content: <IdTokenClaims /> },
          { value: 'domains', label: domains.tab, content: <Domains /> },
          { value: 'scripts', label: t.tabs.scripts, content: <ScriptHosts /> },
          { value: 'messages', label: t.tabs.messages, content: <MessageLimits /> },
        ]}
      />
    </>
  );
};
