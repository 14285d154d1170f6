import { CopyField, Section } from '../../components/index.ts';
import { SignInLink } from '../../components/sign-in-link.tsx';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

/** Opens the sign-in page in the organization's look, as an app would. */
export const SeeSignIn = ({ organizationId }: { organizationId: string }) => {
  const t = useTexts(texts).branding;
  return (
    <Section title={t.see} description={t.seeText}>
      <CopyField label={t.seeParameter} value={`organization_id=${organizationId}`} />
      <SignInLink parameters={{ organization_id: organizationId }} />
    </Section>
  );
};
