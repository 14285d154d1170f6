/** Asks what a third-party application may have: everything in words, which organizations to share, yes or no. */
import type { ConsentRequest } from 'genkan/boot';
import { useState } from 'preact/hooks';
import { decideOnConsent } from '../api.ts';
import { leaveFor } from '../flow.ts';
import { FormFrame, SubmitButton } from '../form/form.tsx';
import { useForm } from '../form/use-form.ts';
import { usePage } from '../page.ts';
import { Asks } from './asks.tsx';
import { OrganizationChoice, sharedOf } from './organization-choice.tsx';
import { Title } from './parts.tsx';
import { UnknownSession } from './unknown-session.tsx';

/** Where the application says what it does with it. */
const Documents = ({ request }: { request: ConsentRequest }) => {
  const { words } = usePage();
  const documents = [
    { name: words.register.terms, url: request.termsOfUseUrl },
    { name: words.register.privacy, url: request.privacyPolicyUrl },
  ].flatMap(({ name, url }) => (url ? [{ name, url }] : []));
  if (documents.length === 0) return null;
  return (
    <p class="terms">
      {request.application}:{' '}
      {documents.map(({ name, url }) => (
        <a key={name} class="link" href={url} target="_blank" rel="noopener noreferrer">
          {name}
        </a>
      ))}
    </p>
  );
};

const Ask = ({ request }: { request: ConsentRequest }) => {
  const { words } = usePage();
  const form = useForm();
  const [brokenLogo, setBrokenLogo] = useState(false);
  const [chosen, setChosen] = useState(() => sharedOf(request));
  const decide = (approve: boolean) =>
    form.send(async () => leaveFor((await decideOnConsent(request.token, approve, chosen)).redirectTo));

  return (
    <section class="screen">
      {request.logoUrl && !brokenLogo && (
        <img class="app-logo" src={request.logoUrl} alt="" onError={() => setBrokenLogo(true)} />
      )}
      <Title text={words.consent.title(request.application)} focus />
      <p class="lead">
        {words.device.signedInAs} <strong class="address">{request.user}</strong>
      </p>
      <p class="lead">{words.device.asks(request.application)}</p>
      <Asks request={request} />
      <FormFrame form={form} onSubmit={() => decide(true)}>
        <OrganizationChoice request={request} chosen={chosen} onChosen={setChosen} />
        <Documents request={request} />
        <SubmitButton form={form}>{words.consent.approve}</SubmitButton>
        <button type="button" class="button quiet" aria-disabled={form.busy} onClick={() => decide(false)}>
          {words.consent.deny}
        </button>
      </FormFrame>
      <p class="aside">{words.consent.returnsTo(request.returnsTo)}</p>
    </section>
  );
};

export const Consent = () => {
  const { consent } = usePage().boot;
  return consent ? <Ask request={consent} /> : <UnknownSession />;
};
