/** Username or address and password; turns into the SSO way in when the address belongs to an organization. */
import { useState } from 'preact/hooks';
import { connectorsOf } from '../api.ts';
import { signInWithPassword } from '../flow.ts';
import { EmailField, IdentifierField, PasswordField, UsernameField } from '../form/fields.tsx';
import { FormFrame, SubmitButton } from '../form/form.tsx';
import { isEmail } from '../form/identifiers.ts';
import { SsoWay, takeSsoWay } from '../form/sso-way.tsx';
import { type Problems, useForm } from '../form/use-form.ts';
import { useSsoDetection } from '../form/use-sso-detection.ts';
import { type Page, usePage } from '../page.ts';
import { StepLink, Title } from './parts.tsx';
import { Terms, useTerms } from './terms.tsx';

type Kind = 'username' | 'email' | 'either';

/** What may be typed: the tenant's identifiers, narrowed where the application asked for some of them. */
const kindOf = ({ boot }: Page): Kind => {
  const allowed = boot.settings.signIn.identifiers;
  const asked = boot.interaction?.identifiers?.filter((one) => allowed.includes(one)) ?? [];
  const [only, another] = asked.length > 0 ? asked : allowed;
  return another || !only ? 'either' : only;
};

const missingText = ({ words }: Page, kind: Kind): string =>
  ({
    username: words.wrong.usernameMissing,
    email: words.wrong.emailMissing,
    either: words.wrong.usernameOrEmailMissing,
  })[kind];

const check = (page: Page, kind: Kind, identifier: string, password: string): Problems => {
  const problems: Problems = {};
  if (identifier === '') problems.identifier = missingText(page, kind);
  else if (kind === 'email' && !isEmail(identifier)) problems.identifier = page.words.wrong.emailForm;
  if (password === '') problems.password = page.words.wrong.passwordMissing;
  return problems;
};

const OtherWays = ({ bySso }: { bySso: boolean }) => {
  const { boot, words } = usePage();
  const { signInMode, singleSignOnEnabled, hasSsoConnectors } = boot.settings;
  return (
    <>
      {singleSignOnEnabled && hasSsoConnectors && !bySso && (
        <div class="other-way">
          <span class="rule">{words.or}</span>
          <StepLink step={{ name: 'single-sign-on' }} href="/single-sign-on" class="button quiet">
            {words.signIn.sso}
          </StepLink>
        </div>
      )}
      {signInMode !== 'SignIn' && (
        <p class="aside">
          {words.signIn.noAccount}{' '}
          <StepLink step={{ name: 'register' }} href="/register">
            {words.signIn.register}
          </StepLink>
        </p>
      )}
    </>
  );
};

export const SignIn = () => {
  const page = usePage();
  const { words, typed, setTyped } = page;
  const [password, setPassword] = useState('');
  const form = useForm();
  const sso = useSsoDetection(typed);
  const kind = kindOf(page);
  const identifier = typed.trim();
  const bySso = sso.connectors.length > 0;
  const terms = useTerms('sign-in');

  const signIn = async () => {
    // Someone who types an address and presses Enter at once: the look-up has not answered yet.
    const connectors = bySso ? sso.connectors : password === '' ? await sso.ask() : [];
    if (connectors.length > 0) return takeSsoWay(page, connectors, identifier);
    if (!terms.isAgreed) return form.setAlert(words.register.agreeFirst);
    const problems = check(page, kind, identifier, password);
    if (Object.keys(problems).length > 0) return form.setProblems(problems);
    const type = kind === 'either' ? (identifier.includes('@') ? 'email' : 'username') : kind;
    return signInWithPassword({ type, value: identifier }, password, terms.asks);
  };

  const onSubmit = () =>
    form.send(signIn, (failure) => {
      if (failure.code !== 'session.sso_enabled') return false;
      const connectors = connectorsOf(failure);
      sso.learn(connectors);
      return connectors.length > 0;
    });

  const field = {
    form,
    name: 'identifier',
    value: typed,
    onValue: setTyped,
    first: true,
  } as const;

  return (
    <section class="screen">
      <Title text={words.signIn.title(page.appName)} />
      <FormFrame form={form} onSubmit={onSubmit}>
        {kind === 'username' && <UsernameField {...field} label={words.fields.username} />}
        {kind === 'email' && <EmailField {...field} label={words.fields.email} />}
        {kind === 'either' && <IdentifierField {...field} label={words.fields.usernameOrEmail} />}
        {bySso ? (
          <SsoWay form={form} />
        ) : (
          <>
            <PasswordField
              form={form}
              name="password"
              label={words.fields.password}
              value={password}
              onValue={setPassword}
            />
            {terms.asks && <Terms terms={terms} />}
            <SubmitButton form={form}>{words.signIn.button}</SubmitButton>
          </>
        )}
      </FormFrame>
      <OtherWays bySso={bySso} />
    </section>
  );
};
