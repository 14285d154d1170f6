/** Asks what a third-party application may have: everything in words, which organizations to share, yes or no. */
import type { ConsentRequest } from 'genkan/boot';
import { useState } from 'preact/hooks';
import { decideOnConsent } from '../api.ts';
import { leaveFor } from '../flow.ts';
import { FormFrame, SubmitButton } from '../form/form.tsx';
import { useForm } from '../form/use-form.ts';
import { CheckIcon } from '../icons.tsx';
import { usePage } from '../page.ts';
import { Title } from './parts.tsx';
import { UnknownSession } from './unknown-session.tsx';

const Asks = ({ request }: { request: ConsentRequest }) => {
  const { words } = usePage();
  const known: Readonly<Record<string, string>> = words.scopes;
  const about = request.userScopes.flatMap((scope) => known[scope] ?? []);
  const permissions = request.permissions.flatMap(({ api, withinOrganizations, texts }) =>
    texts.map((text) => ({
      text: api === null ? text : `${api}: ${text}`,
      note: withinOrganizations ? words.consent.withinOrganizations : null,
    })),
  );
  return (
    <ul class="asks">
      {about.map((text) => (
        <li key={text}>
          <CheckIcon size={16} />
          <span>{text}</span>
        </li>
      ))}
      {permissions.map(({ text, note }) => (
        <li key={`${text} ${note}`}>
          <CheckIcon size={16} />
          <span>
            {text}
            {note && <small class="asks-note">{note}</small>}
          </span>
        </li>
      ))}
    </ul>
  );
};

const Organizations = (props: {
  organizations: ConsentRequest['organizations'];
  chosen: ReadonlySet<string>;
  onChosen: (chosen: ReadonlySet<string>) => void;
}) => {
  const { words } = usePage();
  const turn = (id: string, on: boolean) => {
    const next = new Set(props.chosen);
    if (on) next.add(id);
    else next.delete(id);
    props.onChosen(next);
  };
  return (
    <fieldset class="choices">
      <legend>{words.consent.organizations}</legend>
      {props.organizations.map(({ id, name }) => (
        <label key={id} class="choice">
          <input
            type="checkbox"
            class="choice-box"
            name="organization"
            value={id}
            checked={props.chosen.has(id)}
            onChange={(event) => turn(id, event.currentTarget.checked)}
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
};

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
  const { organizations } = request;
  const [brokenLogo, setBrokenLogo] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(organizations.filter(({ isShared }) => isShared).map(({ id }) => id)),
  );
  const decide = (approve: boolean) =>
    form.send(async () => leaveFor((await decideOnConsent(approve, [...chosen])).redirectTo));

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
        {organizations.length > 0 && (
          <Organizations organizations={organizations} chosen={chosen} onChosen={setChosen} />
        )}
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
