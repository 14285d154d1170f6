/**
 * The first page of a registration. Where an address must be proved it alone is asked for here, and the rest follows
 * after the code; otherwise everything is on this page.
 */
import { useState } from 'preact/hooks';
import { connectorsOf } from '../api.ts';
import { registerWithPassword, startEmailRegistration } from '../flow.ts';
import { EmailField, PasswordField, UsernameField } from '../form/fields.tsx';
import { FormFrame, SubmitButton } from '../form/form.tsx';
import { isEmail, isUsername } from '../form/identifiers.ts';
import { SsoWay, takeSsoWay } from '../form/sso-way.tsx';
import { type Problems, useForm } from '../form/use-form.ts';
import { useSsoDetection } from '../form/use-sso-detection.ts';
import type { Words } from '../i18n/index.ts';
import { usePage } from '../page.ts';
import { StepLink, Title } from './parts.tsx';
import { Terms, useTerms } from './terms.tsx';

export const usernameProblem = (words: Words, username: string): string | undefined => {
  if (username === '') return words.wrong.usernameMissing;
  return isUsername(username) ? undefined : words.wrong.usernameForm;
};

export const newPasswordProblem = (words: Words, password: string, minLength: number): string | undefined => {
  if (password === '') return words.wrong.newPasswordMissing;
  return [...password.normalize('NFC')].length < minLength ? words.wrong.passwordShort(minLength) : undefined;
};

const emailProblem = (words: Words, email: string): string | undefined => {
  if (email === '') return words.wrong.emailMissing;
  return isEmail(email) ? undefined : words.wrong.emailForm;
};

/** Only the problems that are there. */
export const found = (problems: { [Field in keyof Problems]: string | undefined }): Problems =>
  Object.fromEntries(Object.entries(problems).filter(([, text]) => text !== undefined));

const HaveAccount = () => {
  const { boot, words } = usePage();
  if (boot.settings.signInMode === 'Register') return null;
  return (
    <p class="aside">
      {words.register.haveAccount}{' '}
      <StepLink step={{ name: 'sign-in' }} href="/sign-in">
        {words.register.signIn}
      </StepLink>
    </p>
  );
};

/** What this tenant collects here, and what the person has put in. */
const useRegistration = () => {
  const page = usePage();
  const { identifiers, verify } = page.boot.settings.signUp;
  const asks = {
    email: identifiers.includes('email'),
    username: identifiers.includes('username') && !(verify && identifiers.includes('email')),
    password: !(verify && identifiers.includes('email')),
  };
  const carried = isEmail(page.typed.trim()) === asks.email ? page.typed : '';
  const [email, setEmail] = useState(asks.email ? carried : '');
  const [username, setUsername] = useState(asks.email ? '' : carried);
  const [password, setPassword] = useState('');
  return { asks, email, setEmail, username, setUsername, password, setPassword };
};

export const Register = () => {
  const page = usePage();
  const { words, boot } = page;
  const form = useForm();
  const { asks, ...input } = useRegistration();
  const email = input.email.trim();
  const username = input.username.trim();
  const sso = useSsoDetection(asks.email ? email : '');
  const bySso = sso.connectors.length > 0;
  const { minLength } = boot.settings.passwordPolicy;
  const terms = useTerms('registration');

  const register = async () => {
    if (!terms.isAgreed) return form.setAlert(words.register.agreeFirst);
    const connectors = bySso ? sso.connectors : await sso.ask();
    if (connectors.length > 0) return takeSsoWay(page, connectors, email);
    const problems = found({
      username: asks.username ? usernameProblem(words, username) : undefined,
      email: asks.email ? emailProblem(words, email) : undefined,
      password: asks.password ? newPasswordProblem(words, input.password, minLength) : undefined,
    });
    if (Object.keys(problems).length > 0) return form.setProblems(problems);
    if (!asks.password) {
      const verificationId = await startEmailRegistration(email, terms.asks);
      return page.go({ name: 'enter-code', email, verificationId, sentAt: Date.now() });
    }
    const identifier = asks.username
      ? ({ type: 'username', value: username } as const)
      : ({ type: 'email', value: email } as const);
    const asksMore = boot.settings.profileFields.length > 0;
    const second = asks.username && asks.email ? email : null;
    await registerWithPassword(identifier, second, input.password, { asksMore, agrees: terms.asks });
    page.go({ name: 'extra-profile' });
  };

  const onSubmit = () =>
    form.send(register, (failure) => {
      if (failure.code !== 'session.sso_enabled') return false;
      const connectors = connectorsOf(failure);
      sso.learn(connectors);
      return connectors.length > 0;
    });

  const onEmail = (value: string) => {
    input.setEmail(value);
    page.setTyped(value);
  };

  return (
    <section class="screen">
      <Title text={words.register.title} />
      {page.appName && <p class="lead">{words.register.subtitle(page.appName)}</p>}
      <FormFrame form={form} onSubmit={onSubmit}>
        {asks.email && (
          <EmailField
            form={form}
            name="email"
            label={words.fields.email}
            value={input.email}
            onValue={onEmail}
            credential={!asks.username}
            first
          />
        )}
        {bySso ? (
          <SsoWay form={form} />
        ) : (
          <>
            {asks.username && (
              <UsernameField
                form={form}
                name="username"
                label={words.fields.username}
                value={input.username}
                onValue={input.setUsername}
                first={!asks.email}
              />
            )}
            {asks.password && (
              <PasswordField
                form={form}
                name="password"
                label={words.fields.password}
                value={input.password}
                onValue={input.setPassword}
                fresh
              />
            )}
            <Terms terms={terms} />
            <SubmitButton form={form}>
              {asks.password ? words.register.button : words.register.next}
            </SubmitButton>
          </>
        )}
      </FormFrame>
      <HaveAccount />
    </section>
  );
};
