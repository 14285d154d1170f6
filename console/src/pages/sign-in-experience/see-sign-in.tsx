import { Section } from '../../components/index.ts';
import { SignInLink } from '../../components/sign-in-link.tsx';
import { useTexts } from '../../i18n/index.ts';
import { tenantId } from '../../tenant.ts';
import { lookTexts } from './look-texts.ts';

/** Opens the real page; what is being edited shows there once it is saved. Administrators know theirs. */
export const SeeSignIn = () => {
  const t = useTexts(lookTexts);
  if (tenantId === 'admin') return null;
  return (
    <Section title={t.see} description={t.seeText}>
      <SignInLink />
    </Section>
  );
};
