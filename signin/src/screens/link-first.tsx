/** The provider's address belongs to an account that may not be linked unasked: its owner has to sign in to it first. */
import { PersonIcon } from '../icons.tsx';
import { usePage } from '../page.ts';
import { Notice, StepLink } from './parts.tsx';

export const LinkFirst = () => {
  const { words } = usePage();
  return (
    <Notice icon={<PersonIcon />} title={words.linkFirst.title} text={words.linkFirst.text}>
      <StepLink step={{ name: 'sign-in' }} href="/sign-in" class="button">
        {words.linkFirst.button}
      </StepLink>
    </Notice>
  );
};
