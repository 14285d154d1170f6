/** The tenant's terms: said, or to be agreed to before going on. */
import { useState } from 'preact/hooks';
import { usePage } from '../page.ts';

export type TermsState = { asks: boolean; isAgreed: boolean; agree: (agreed: boolean) => void };

/** Whether somebody still has to agree on this page. */
export const useTerms = (page: 'registration' | 'sign-in'): TermsState => {
  const { settings } = usePage().boot;
  const [agreed, agree] = useState(false);
  const hasTerms = settings.termsOfUseUrl !== null || settings.privacyPolicyUrl !== null;
  const policy = settings.agreeToTermsPolicy;
  const asks =
    hasTerms && (policy === 'Manual' || (policy === 'ManualRegistrationOnly' && page === 'registration'));
  return { asks, isAgreed: !asks || agreed, agree };
};

export const Terms = ({ terms }: { terms: TermsState }) => {
  const { boot, words } = usePage();
  const { termsOfUseUrl, privacyPolicyUrl } = boot.settings;
  if (!termsOfUseUrl && !privacyPolicyUrl) return null;
  const documents = [
    { name: words.register.terms, url: termsOfUseUrl },
    { name: words.register.privacy, url: privacyPolicyUrl },
  ];
  const links = documents.map(
    ({ name, url }) =>
      url && (
        <a key={name} class="link" href={url} target="_blank" rel="noopener noreferrer">
          {name}
        </a>
      ),
  );
  if (!terms.asks) {
    return (
      <p class="terms">
        {words.register.agree} {links}
      </p>
    );
  }
  return (
    <p class="terms">
      <label>
        <input
          type="checkbox"
          name="terms"
          checked={terms.isAgreed}
          onChange={(event) => terms.agree(event.currentTarget.checked)}
        />{' '}
        {words.register.iAgree}
      </label>{' '}
      {links}
    </p>
  );
};
