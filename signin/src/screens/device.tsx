/** Lets a device in: type the code it shows, see what it asks for, say yes or no. The server keeps the code, and who may decide. */
import type { DeviceRequest } from 'genkan/boot';
import { useState } from 'preact/hooks';
import { decideDevice, lookUpDevice } from '../api.ts';
import { leaveFor } from '../flow.ts';
import { Field } from '../form/fields.tsx';
import { FormFrame, SubmitButton } from '../form/form.tsx';
import { useForm } from '../form/use-form.ts';
import { CheckIcon, DeviceIcon } from '../icons.tsx';
import { usePage } from '../page.ts';
import { Asks } from './asks.tsx';
import { OrganizationChoice, sharedOf } from './organization-choice.tsx';
import { Notice, Title } from './parts.tsx';

const codeLength = 8;

/** The letters of what was typed or pasted, full-width ones included, in two groups as devices show them. */
const grouped = (text: string): string => {
  const letters = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z]/g, '')
    .slice(0, codeLength);
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
};

const EnterUserCode = (props: {
  code: string;
  onFound: (request: DeviceRequest) => void;
  note: string | null;
}) => {
  const { words } = usePage();
  const form = useForm();
  const [code, setCode] = useState(props.code);

  const look = () =>
    form.send(async () => {
      if (code.replace('-', '').length < codeLength)
        return form.setProblems({ code: words.device.codeMissing });
      const found = await lookUpDevice(code);
      if ('redirectTo' in found) return leaveFor(found.redirectTo);
      return props.onFound(found.request);
    });

  return (
    <section class="screen">
      <div class="notice-icon calm">
        <DeviceIcon />
      </div>
      <Title text={words.device.title} />
      <p class="lead">{props.note ?? words.device.text}</p>
      <FormFrame form={form} onSubmit={look}>
        <Field
          form={form}
          name="code"
          label={words.device.code}
          value={code}
          onValue={(text) => setCode(grouped(text))}
          first
          input={{
            class: 'digits letters',
            type: 'text',
            autocapitalize: 'characters',
            autocomplete: 'off',
            autocorrect: 'off',
            spellcheck: false,
            placeholder: 'XXXX-XXXX',
          }}
        />
        <SubmitButton form={form}>{words.device.next}</SubmitButton>
      </FormFrame>
    </section>
  );
};

const ConfirmDevice = (props: {
  request: DeviceRequest;
  onDecided: (approved: boolean) => void;
  onOver: () => void;
}) => {
  const { words } = usePage();
  const form = useForm();
  const { request } = props;
  const [chosen, setChosen] = useState(() => sharedOf(request));

  const decide = (approve: boolean) =>
    form.send(
      async () => {
        await decideDevice(request.token, approve, chosen);
        props.onDecided(approve);
      },
      ({ code }) => {
        if (code !== 'device.confirmation_over') return false;
        props.onOver();
        return true;
      },
    );

  return (
    <section class="screen">
      <Title text={words.device.confirmTitle(request.application)} focus />
      <p class="lead">{words.device.confirmText}</p>
      <p class="user-code">{request.userCode}</p>
      <p class="lead">{words.device.asks(request.application)}</p>
      <Asks request={request} />
      <p class="lead">
        {words.device.signedInAs} <strong class="address">{request.user}</strong>
      </p>
      <FormFrame form={form} onSubmit={() => decide(true)}>
        <OrganizationChoice request={request} chosen={chosen} onChosen={setChosen} />
        <SubmitButton form={form}>{words.device.approve}</SubmitButton>
        <button type="button" class="button quiet" aria-disabled={form.busy} onClick={() => decide(false)}>
          {words.device.deny}
        </button>
      </FormFrame>
    </section>
  );
};

export const Device = () => {
  const { boot, words } = usePage();
  const [request, setRequest] = useState(boot.device?.request ?? null);
  const [approved, setApproved] = useState<boolean | null>(null);
  const [note, setNote] = useState<string | null>(null);

  if (approved !== null) {
    return approved ? (
      <Notice icon={<CheckIcon />} tone="good" title={words.device.doneTitle} text={words.device.doneText} />
    ) : (
      <Notice icon={<DeviceIcon />} title={words.device.deniedTitle} text={words.device.deniedText} />
    );
  }
  if (!request) return <EnterUserCode code={boot.device?.userCode ?? ''} onFound={setRequest} note={note} />;
  const startOver = () => {
    setNote(words.device.over);
    setRequest(null);
  };
  return <ConfirmDevice request={request} onDecided={setApproved} onOver={startOver} />;
};
