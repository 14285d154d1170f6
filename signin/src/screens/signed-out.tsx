/** The end of a sign-out that no application asked to be led back from. */
import { CheckIcon } from '../icons.tsx';
import { usePage } from '../page.ts';
import { Notice } from './parts.tsx';

export const SignedOut = () => {
  const { words } = usePage();
  return (
    <Notice icon={<CheckIcon />} tone="good" title={words.signedOut.title} text={words.signedOut.text} />
  );
};
