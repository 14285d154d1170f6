/** The proved address has an account already. Said only to who has proved the address, so it tells no stranger. */
import { PersonIcon } from '../icons.tsx';
import { usePage } from '../page.ts';
import type { Step } from '../steps.ts';
import { Notice, StepLink } from './parts.tsx';

export const AccountExists = ({ step }: { step: Step & { name: 'account-exists' } }) => {
  const { words } = usePage();
  return (
    <Notice
      icon={<PersonIcon />}
      title={words.exists.title}
      text={
        <>
          {words.exists.text} <strong class="address">{step.email}</strong>
        </>
      }
    >
      <StepLink step={{ name: 'sign-in' }} href="/sign-in" class="button">
        {words.signIn.button}
      </StepLink>
      <StepLink step={{ name: 'register' }} href="/register" class="button quiet">
        {words.exists.other}
      </StepLink>
    </Notice>
  );
};
