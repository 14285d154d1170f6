import { Alert, Anchor, Checkbox, Radio, SimpleGrid, Stack, Switch } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconUsers } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useApi } from '../../api.ts';
import { Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { tenantId } from '../../tenant.ts';
import { AmountField } from './amount-field.tsx';
import {
  type Amount,
  fieldByCode,
  type Identifier,
  type SignInExperience,
  useAmountCheck,
  useSaveExperience,
  withoutEmpty,
} from './sign-in-experience.ts';
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

/** First and second identifiers ask for the same; saving here makes all of them first ones. */
const signUpOf = ({ signUp: { identifiers, secondaryIdentifiers = [], verify } }: SignInExperience) => {
  const second = secondaryIdentifiers.find(({ identifier }) => identifier === 'email');
  return {
    signUp: choiceOf([...identifiers, ...secondaryIdentifiers.map(({ identifier }) => identifier)]),
    verify: second ? (second.verify ?? false) : verify,
  };
};

const valuesOf = (saved: SignInExperience) => ({
  signInMode: saved.signInMode,
  ...signUpOf(saved),
  signIn: saved.signIn.methods.map(({ identifier }) => identifier) as string[],
  singleSignOnEnabled: saved.singleSignOnEnabled,
  minLength: (saved.usernamePolicy.minLength ?? '') as Amount,
  maxLength: (saved.usernamePolicy.maxLength ?? '') as Amount,
  caseSensitive: saved.usernamePolicy.caseSensitive ?? false,
});

type Values = ReturnType<typeof valuesOf>;
type Form = UseFormReturnType<Values>;

const bodyOf = (values: Values) => ({
  signInMode: values.signInMode,
  signUp: {
    identifiers: identifiersOf(values.signUp),
    password: true as const,
    verify: values.signUp === 'username' ? false : values.signUp === 'email' || values.verify,
  },
  signIn: {
    methods: (['username', 'email'] as const)
      .filter((identifier) => values.signIn.includes(identifier))
      .map((identifier) => ({
        identifier,
        password: true as const,
        verificationCode: false as const,
        isPasswordPrimary: true as const,
      })),
  },
  singleSignOnEnabled: values.singleSignOnEnabled,
  usernamePolicy: {
    ...withoutEmpty({ minLength: values.minLength, maxLength: values.maxLength }),
    caseSensitive: values.caseSensitive,
  },
});

export const MethodsTab = ({ saved }: { saved: SignInExperience }) => {
  const t = useTexts(texts).methods;
  const save = useSaveExperience();
  const within = useAmountCheck();
  const state = useSavedForm({
    of: saved,
    values: valuesOf,
    save: (values, over) => save(bodyOf(values), over),
    validate: {
      signIn: (value) => (value.length > 0 ? null : t.atLeastOne),
      minLength: within(1, 128),
      maxLength: within(1, 128),
    },
    fields: {
      'usernamePolicy.minLength': 'minLength',
      'usernamePolicy.maxLength': 'maxLength',
      'usernamePolicy.caseSensitive': 'caseSensitive',
    },
    fieldOf: fieldByCode({
      username_lengths: 'maxLength',
      usernames_collide: 'caseSensitive',
      admin_username: 'signIn',
      nothing_to_sign_in_with: 'signIn',
    }),
  });
  const { form } = state;
  return (
    <SettingsForm state={state}>
      <EnterpriseSso form={form} wasOn={saved.singleSignOnEnabled} />
      <SignUp form={form} />
      <Section title={t.signIn} description={t.signInText}>
        <Checkbox.Group label={t.signInIdentifiers} {...form.getInputProps('signIn')}>
          <Stack gap="xs" mt="xs">
            <Checkbox value="username" label={t.username} />
            <Checkbox value="email" label={t.email} />
          </Stack>
        </Checkbox.Group>
      </Section>
      <Usernames form={form} />
    </SettingsForm>
  );
};

const EnterpriseSso = ({ form, wasOn }: { form: Form; wasOn: boolean }) => {
  const t = useTexts(texts).methods;
  const isOn = form.values.singleSignOnEnabled;
  return (
    <Section title={t.sso} description={t.ssoText}>
      <Switch
        label={t.ssoSwitch}
        description={t.ssoHint}
        size="md"
        {...form.getInputProps('singleSignOnEnabled', { type: 'checkbox' })}
      />
      {isOn === wasOn ? null : <SsoImpact turningOn={isOn} />}
      <Anchor component={Link} to="/enterprise-sso" size="sm" w="fit-content">
        {t.ssoManage}
      </Anchor>
    </Section>
  );
};

const SignUp = ({ form }: { form: Form }) => {
  const t = useTexts(texts).methods;
  const { values } = form;
  return (
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
  );
};

/** Names that only their case tells apart keep the rule where it is. */
const Conflicts = () => {
  const t = useTexts(texts).methods;
  const found = useApi('GET /api/sign-in-exp/username-policy/case-sensitivity-conflicts', {
    query: { limit: 5 },
  });
  if (!found.data?.totalConflicts) return null;
  return (
    <Alert color="yellow" icon={<IconUsers aria-hidden />} role="status">
      {t.conflicts(found.data.totalConflicts)}{' '}
      {found.data.samples.map(({ usernameLower }) => usernameLower).join(', ')}
    </Alert>
  );
};

const Usernames = ({ form }: { form: Form }) => {
  const t = useTexts(texts).methods;
  return (
    <Section title={t.usernames} description={t.usernamesText}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <AmountField
          label={t.shortest}
          description={t.shortestHint}
          builtIn={1}
          {...form.getInputProps('minLength')}
        />
        <AmountField
          label={t.longest}
          description={t.longestHint}
          builtIn={128}
          {...form.getInputProps('maxLength')}
        />
      </SimpleGrid>
      <Switch
        label={t.caseSensitive}
        description={t.caseSensitiveHint}
        {...form.getInputProps('caseSensitive', { type: 'checkbox' })}
      />
      {form.values.caseSensitive ? <Conflicts /> : null}
    </Section>
  );
};
