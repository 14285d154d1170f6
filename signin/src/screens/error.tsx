/** Something ended the sign-in: what, in the reader's words; the provider's own words and the code for whoever helps. */

import { errorText, type Words } from '../i18n/index.ts';
import { AlertIcon } from '../icons.tsx';
import { usePage } from '../page.ts';
import type { Step } from '../steps.ts';
import { Notice } from './parts.tsx';

/** The person, or the organization, said no: nothing is broken. */
const cancelled = ['access_denied', 'connector.provider_refused'];

const titleOf = (words: Words, code: string): string => {
  if (cancelled.includes(code)) return words.error.cancelled;
  return /^(connector|user|single_sign_on)\./.test(code) ? words.callback.failed : words.error.title;
};

export const ErrorScreen = ({ step }: { step: Step & { name: 'error' } }) => {
  const { boot, words } = usePage();
  const text = errorText(words, step, boot.settings.passwordPolicy.minLength);
  return (
    <Notice icon={<AlertIcon />} tone="bad" title={titleOf(words, step.code)} text={text}>
      {(step.detail || step.code) && (
        <dl class="fine">
          {step.detail && (
            <div>
              <dt>{words.details}</dt>
              <dd>{step.detail}</dd>
            </div>
          )}
          {step.code && (
            <div>
              <dt>{words.reference}</dt>
              <dd>
                <code>{step.code}</code>
              </dd>
            </div>
          )}
        </dl>
      )}
      {boot.interaction && (
        <a class="button" href="/sign-in">
          {words.toSignIn}
        </a>
      )}
    </Notice>
  );
};
