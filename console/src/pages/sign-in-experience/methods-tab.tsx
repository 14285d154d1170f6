import { Alert, Anchor, Checkbox, Radio, Stack, Switch } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useApi } from '../../api.ts';
import { Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { tenantId } from '../../tenant.ts';
import { type Identifier, type SignInExperience, useSaveExperience } from './sign-in-experience.ts';
import { texts } from './texts.ts';

type SignUpChoice = 'username' | 'email' | 'both';

/** Nobody signs up to the console by themselves. */
const modes =
  tenantId === 'admin' ? (['SignIn'] as const) : (['SignInAndRegister', 'SignIn', 'Register'] as const);

const choiceOf = (identifiers: Identifier[]): SignUpChoice => {
  if (identifiers.includes('username') && identifiers.includes('email')) return 'both';
  return identifiers.includes('email') ? 'email' : 'username';
};

const identifiersOf = (choice: SignUpChoice): Identifier[] =>
  choice === 'both' ? ['username', 'email'] : [choice];

/** How many users the Enterprise SSO switch touches, before it is saved. */
const SsoImpact = ({ turningOn }: { turningOn: boolean }) => {
  const t = useTexts(texts).methods;
  const affected = useApi<{ userCount: number; domains: string[] }>('GET /api/sso-connector-reach');
  const text = affected.data
    ? (turningOn ? t.affectedOn : t.affectedOff)(affected.data.userCount)
    : affected.error
      ? t.affectedUnknown
      : t.affectedLoading;
  return (
    <Alert
      color={affected.data?.userCount ? 'yellow' : 'gray'}
      icon={<IconUsers aria-hidden />}
      role="status"
      data-testid="sso-impact"
    >
      {text}
    </Alert>
  );
};

export const MethodsTab = ({ saved }: { saved: SignInExperience }) => {
  const t = useTexts(texts).methods;
  const save = useSaveExperience();
  const state = useSavedForm({
    saved: {
      signInMode: saved.signInMode,
      signUp: choiceOf(saved.signUp.identifiers),
      verify: saved.signUp.verify,
      signIn: saved.signIn.methods.map(({ identifier }) => identifier) as string[],
      singleSignOnEnabled: saved.singleSignOnEnabled,
    },
    save: (values) =>
      save({
        signInMode: values.signInMode,
        signUp: {
          identifiers: identifiersOf(values.signUp),
          password: true,
          verify: values.signUp === 'username' ? false : values.signUp === 'email' || values.verify,
        },
        signIn: {
          methods: (['username', 'email'] as const)
            .filter((identifier) => values.signIn.includes(identifier))
            .map((identifier) => ({
              identifier,
              password: true,
              verificationCode: false,
              isPasswordPrimary: true,
            })),
        },
        singleSignOnEnabled: values.singleSignOnEnabled,
      }),
    validate: { signIn: (value) => (value.length > 0 ? null : t.atLeastOne) },
  });
  const { form } = state;
  const { values } = form;
  return (
    <SettingsForm state={state}>
      <Section title={t.sso} description={t.ssoText}>
        <Switch
          label={t.ssoSwitch}
          description={t.ssoHint}
          size="md"
          {...form.getInputProps('singleSignOnEnabled', { type: 'checkbox' })}
        />
        {values.singleSignOnEnabled !== saved.singleSignOnEnabled ? (
          <SsoImpact turningOn={values.singleSignOnEnabled} />
        ) : null}
        <Anchor component={Link} to="/enterprise-sso" size="sm" w="fit-content">
          {t.ssoManage}
        </Anchor>
      </Section>
      <Section title={t.signUp} description={t.signUpText}>
        <Radio.Group label={t.mode} {...form.getInputProps('signInMode')}>
          <Stack gap="xs" mt="xs">
            {modes.map((mode) => (
              <Radio key={mode} value={mode} label={t.modes[mode]} />
            ))}
          </Stack>
        </Radio.Group>
        {values.signInMode === 'SignIn' ? null : (
          <>
            <Radio.Group label={t.identifiers} {...form.getInputProps('signUp')}>
              <Stack gap="xs" mt="xs">
                {(['username', 'email', 'both'] as const).map((choice) => (
                  <Radio key={choice} value={choice} label={t.identifierChoices[choice]} />
                ))}
              </Stack>
            </Radio.Group>
            {values.signUp === 'username' ? null : (
              <Switch
                label={t.verify}
                description={values.signUp === 'email' ? `${t.verifyHint} ${t.verifyAlways}` : t.verifyHint}
                {...form.getInputProps('verify', { type: 'checkbox' })}
                {...(values.signUp === 'email' ? { checked: true, disabled: true } : {})}
              />
            )}
          </>
        )}
      </Section>
      <Section title={t.signIn} description={t.signInText}>
        <Checkbox.Group label={t.signInIdentifiers} {...form.getInputProps('signIn')}>
          <Stack gap="xs" mt="xs">
            <Checkbox value="username" label={t.username} />
            <Checkbox value="email" label={t.email} />
          </Stack>
        </Checkbox.Group>
      </Section>
    </SettingsForm>
  );
};
