/** Renders a guide with the values of one application. */
import { Alert, Anchor, Button, Code, Group, List, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import { Link } from 'react-router';
import { Section } from '../../components/index.ts';
import { maskedSecret } from '../../components/secret-text.tsx';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { notifyFailure } from '../../notify.ts';
import { useTenant } from '../../shell/session.ts';
import { tenantId } from '../../tenant.ts';
import { SavedAddresses } from './addresses.tsx';
import { useAppSecret } from './app-secret.ts';
import { type Application, hasSecrets } from './application.ts';
import { CheckPoint } from './check-point.tsx';
import { CodeBlock } from './code-block.tsx';
import { type Block, type Guide, originOf, type Values } from './guides/guide.ts';
import { texts } from './texts.ts';

const valuesOf = (application: Application, guide: Guide, endpoint: string): Values => {
  const { redirectUris, postLogoutRedirectUris } = application.oidcClientMetadata;
  return {
    endpoint,
    issuer: `${endpoint}/oidc`,
    managementApi: `https://${tenantId}.logto.app/api`,
    id: application.id,
    secret: '',
    redirectUri: redirectUris[0] ?? guide.suggested?.redirectUri ?? '',
    signOutUri: postLogoutRedirectUris[0] ?? guide.suggested?.signOutUri ?? '',
  };
};

/** Text in which `code` stands in backquotes and *names of buttons* between asterisks. */
const RichText = ({ children }: { children: string }) => (
  <Text size="sm" lh={1.65}>
    {children.split(/(`[^`]+`|\*[^*]+\*)/).map((part, index) => {
      const key = `${index}-${part}`;
      if (part.startsWith('`')) return <Code key={key}>{part.slice(1, -1)}</Code>;
      if (part.startsWith('*')) return <strong key={key}>{part.slice(1, -1)}</strong>;
      return <Fragment key={key}>{part}</Fragment>;
    })}
  </Text>
);

export const GuideView = ({ application, guide }: { application: Application; guide: Guide }) => {
  const t = useTexts(texts);
  const language = useLanguage();
  const { origin } = useTenant();
  const secret = useAppSecret(application.id);
  const [shown, setShown] = useState(false);
  const values = valuesOf(application, guide, origin);
  const withSecret = hasSecrets(application.type);

  const toggle = async () => {
    try {
      if (!shown) await secret.reveal();
      setShown(!shown);
    } catch (failure) {
      notifyFailure(failure instanceof Error ? failure : new Error(String(failure)));
    }
  };

  const render = (block: Block, key: string) => {
    if (block.kind === 'text') return <RichText key={key}>{block.text[language]}</RichText>;
    if (block.kind === 'addresses')
      return <SavedAddresses key={key} application={application} suggested={guide.suggested} />;
    const visible = block.code({ ...values, secret: (shown && secret.value) || maskedSecret });
    const holdsSecret =
      withSecret && block.code({ ...values, secret: 'a' }) !== block.code({ ...values, secret: 'b' });
    const copied = async () => {
      const value = await secret.reveal();
      if (value === null) notifyFailure(new Error(t.guide.secretMissing));
      return value === null ? null : block.code({ ...values, secret: value });
    };
    return <CodeBlock key={key} file={block.file} shown={visible} {...(holdsSecret ? { copied } : {})} />;
  };

  return (
    <Stack gap="lg">
      {withSecret ? (
        <Alert color="gray">
          <Group justify="space-between" gap="sm">
            <Text size="sm">{t.guide.secretHidden}</Text>
            <Button
              variant="default"
              size="xs"
              leftSection={shown ? <IconEyeOff size={14} aria-hidden /> : <IconEye size={14} aria-hidden />}
              onClick={() => void toggle()}
            >
              {shown ? t.guide.hideSecret : t.guide.showSecret}
            </Button>
          </Group>
          {secret.value === null ? (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {t.guide.secretMissing}
            </Text>
          ) : null}
        </Alert>
      ) : null}
      {guide.steps.map((step, index) => (
        <Section key={step.title.en}>
          <StepTitle number={index + 1} title={step.title[language]} />
          {step.blocks.map((block, at) => render(block, `${step.title.en}-${at}`))}
        </Section>
      ))}
      <Section>
        <StepTitle number={guide.steps.length + 1} title={t.guide.trial} />
        {guide.trial.map((block, at) => render(block, `trial-${at}`))}
        {/^https?:/.test(values.redirectUri) && application.type !== 'MachineToMachine' ? (
          <Group>
            <Button
              component="a"
              href={`${originOf(values.redirectUri)}/`}
              target="_blank"
              rel="noreferrer"
              variant="default"
            >
              {t.guide.openApp}
            </Button>
          </Group>
        ) : null}
        <CheckPoint application={application} />
      </Section>
      <Section title={t.guide.further}>
        <List spacing="xs" size="sm">
          <List.Item>
            <Anchor component={Link} to="/enterprise-sso" size="sm">
              {t.guide.furtherSso}
            </Anchor>
          </List.Item>
          <List.Item>
            <Anchor component={Link} to="/sign-in-experience" size="sm">
              {t.guide.furtherExperience}
            </Anchor>
          </List.Item>
          <List.Item>
            <Anchor component={Link} to="/api-resources" size="sm">
              {t.guide.furtherApi}
            </Anchor>
          </List.Item>
        </List>
      </Section>
    </Stack>
  );
};

const StepTitle = ({ number, title }: { number: number; title: string }) => (
  <Group gap="sm" wrap="nowrap">
    <ThemeIcon radius="xl" size={28} variant="light" aria-hidden>
      <Text size="sm" fw={700} component="span">
        {number}
      </Text>
    </ThemeIcon>
    <Title order={2} fz={17}>
      {title}
    </Title>
  </Group>
);
