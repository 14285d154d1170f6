/** The last page of a registration with a proved address: a password, and a username where the tenant wants one. */
import { useState } from 'preact/hooks';
import { registerWithEmail } from '../flow.ts';
import { PasswordField, UsernameField } from '../form/fields.tsx';
import { FormFrame, SubmitButton } from '../form/form.tsx';
import { useForm } from '../form/use-form.ts';
import { CheckIcon } from '../icons.tsx';
import { usePage } from '../page.ts';
import type { Step } from '../steps.ts';
import { Title } from './parts.tsx';
import { found, newPasswordProblem, usernameProblem } from './register.tsx';

/** The proved address. The input is there for password managers alone, which file the password under it. */
const ProvedAddress = ({ email, credential }: { email: string; credential: boolean }) => {
  const { words } = usePage();
  return (
    <div class="proved">
      <span class="address">{email}</span>
      <span class="badge">
        <CheckIcon size={16} />
        {words.register.verified}
      </span>
      {credential && (
        <input
          class="only-heard"
          type="email"
          name="email"
          autocomplete="username"
          value={email}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
      )}
    </div>
  );
};

export const NewPassword = ({ step }: { step: Step & { name: 'new-password' } }) => {
  const { boot, words, go, replace } = usePage();
  const asksMore = boot.settings.profileFields.length > 0;
  const form = useForm();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const asksUsername = boot.settings.signUp.identifiers.includes('username');
  const { minLength } = boot.settings.passwordPolicy;

  const register = async () => {
    const problems = found({
      username: asksUsername ? usernameProblem(words, username.trim()) : undefined,
      password: newPasswordProblem(words, password, minLength),
    });
    if (Object.keys(problems).length > 0) return form.setProblems(problems);
    await registerWithEmail(asksUsername ? username.trim() : null, password, asksMore);
    go({ name: 'extra-profile' });
  };

  const onSubmit = () =>
    form.send(register, (failure) => {
      if (failure.code !== 'user.email_already_in_use') return false;
      replace({ name: 'account-exists', email: step.email });
      return true;
    });

  return (
    <section class="screen">
      <Title text={asksUsername ? words.register.profileTitle : words.register.passwordTitle} />
      <FormFrame form={form} onSubmit={onSubmit}>
        <ProvedAddress email={step.email} credential={!asksUsername} />
        {asksUsername && (
          <UsernameField
            form={form}
            name="username"
            label={words.fields.username}
            value={username}
            onValue={setUsername}
            first
          />
        )}
        <PasswordField
          form={form}
          name="password"
          label={words.fields.password}
          value={password}
          onValue={setPassword}
          fresh
          first={!asksUsername}
        />
        <SubmitButton form={form}>{words.register.button}</SubmitButton>
      </FormFrame>
    </section>
  );
};
