/** Asks for the work address and leads to where its organization signs in. */
import { findSsoConnectors } from '../api.ts';
import { EmailField } from '../form/fields.tsx';
import { FormFrame, SubmitButton } from '../form/form.tsx';
import { isEmail } from '../form/identifiers.ts';
import { takeSsoWay } from '../form/sso-way.tsx';
import { useForm } from '../form/use-form.ts';
import { LockIcon } from '../icons.tsx';
import { usePage } from '../page.ts';
import { StepLink, Title } from './parts.tsx';

export const SingleSignOn = () => {
  const page = usePage();
  const { words, boot, typed, setTyped } = page;
  const form = useForm();

  const look = async () => {
    const email = typed.trim();
    if (!isEmail(email)) {
      return form.setProblems({ email: email === '' ? words.wrong.emailMissing : words.wrong.emailForm });
    }
    const connectors = await findSsoConnectors(email);
    if (connectors.length === 0) return form.setProblems({ email: words.sso.none });
    return takeSsoWay(page, connectors, email);
  };

  return (
    <section class="screen">
      <Title text={words.sso.title} />
      <p class="lead">{words.sso.text}</p>
      <FormFrame form={form} onSubmit={() => form.send(look)}>
        <EmailField
          form={form}
          name="email"
          label={words.fields.email}
          value={typed}
          onValue={setTyped}
          first
        />
        <SubmitButton form={form} icon={<LockIcon />}>
          {words.sso.button}
        </SubmitButton>
      </FormFrame>
      {boot.settings.signInMode !== 'Register' && (
        <p class="aside">
          <StepLink step={{ name: 'sign-in' }} href="/sign-in">
            {words.sso.otherWay}
          </StepLink>
        </p>
      )}
    </section>
  );
};
