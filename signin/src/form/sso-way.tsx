/** What a form turns into once the address is known to sign in elsewhere. */
import type { SsoChoice } from 'genkan/boot';
import { departForSso } from '../flow.ts';
import { BuildingIcon, LockIcon } from '../icons.tsx';
import { type Page, usePage } from '../page.ts';
import { SubmitButton } from './form.tsx';
import type { Form } from './use-form.ts';

/** One connector: leave for it. Several: let the person choose. */
export const takeSsoWay = async (page: Page, connectors: SsoChoice[], email: string): Promise<void> => {
  const [only] = connectors;
  if (connectors.length === 1 && only) await departForSso(only.id, email);
  else page.go({ name: 'connectors', connectors, email });
};

/** Stands where the password was, as high as the field it replaces. */
export const SsoWay = ({ form }: { form: Form }) => {
  const { words } = usePage();
  return (
    <>
      <div class="sso-note" role="status">
        <BuildingIcon />
        <div>
          <strong>{words.sso.detected}</strong>
          <p>{words.sso.detectedText}</p>
        </div>
      </div>
      <SubmitButton form={form} icon={<LockIcon />}>
        {words.signIn.sso}
      </SubmitButton>
    </>
  );
};
