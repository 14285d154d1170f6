/** The six digits that prove an address. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { emailProof, resendCode } from '../flow.ts';
import { Field } from '../form/fields.tsx';
import { FormFrame, SubmitButton } from '../form/form.tsx';
import { useForm } from '../form/use-form.ts';
import { MailIcon } from '../icons.tsx';
import { usePage } from '../page.ts';
import type { Step } from '../steps.ts';
import { StepLink, Title } from './parts.tsx';

const codeLength = 6;
const resendAfterSeconds = 60;

/** The digits of what was typed or pasted, full-width ones included. */
const digitsOf = (text: string): string => text.normalize('NFKC').replace(/\D/g, '').slice(0, codeLength);

/** Seconds until another code may be asked for. */
const useCountdown = (sentAt: number): number => {
  const [now, setNow] = useState(Date.now());
  const left = Math.max(0, Math.ceil((sentAt - now) / 1000) + resendAfterSeconds);
  const over = left === 0;
  useEffect(() => {
    setNow(Date.now());
    if (over) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [sentAt, over]);
  return Math.min(left, resendAfterSeconds);
};

const Resend = ({ step }: { step: Step & { name: 'enter-code' } }) => {
  const { words, replace } = usePage();
  const form = useForm();
  const [sent, setSent] = useState(false);
  const left = useCountdown(step.sentAt);
  const resend = () =>
    form.send(async () => {
      const verificationId = await resendCode(step.email);
      setSent(true);
      replace({ ...step, verificationId, sentAt: Date.now() });
    });
  return (
    <div class="resend">
      <p role="status" class="hint">
        {form.alert ?? (sent ? words.code.resent : words.code.spam)}
      </p>
      <button
        type="button"
        class="link"
        aria-disabled={left > 0 || form.busy}
        onClick={() => left === 0 && resend()}
      >
        {left > 0 ? words.code.resendIn(left) : words.code.resend}
      </button>
    </div>
  );
};

export const EnterCode = ({ step }: { step: Step & { name: 'enter-code' } }) => {
  const { words, replace } = usePage();
  const form = useForm();
  const [code, setCode] = useState('');
  const proof = useMemo(() => emailProof(step.verificationId, step.email), [step.verificationId, step.email]);

  const verify = (digits: string) =>
    form.send(
      async () => {
        if (digits.length < codeLength) return form.setProblems({ code: words.wrong.codeMissing });
        await proof.confirm(digits);
        return replace({ name: 'new-password', email: step.email });
      },
      (failure) => {
        if (failure.code !== 'user.email_already_in_use') return false;
        replace({ name: 'account-exists', email: step.email });
        return true;
      },
    );

  const onCode = (text: string) => {
    const digits = digitsOf(text);
    // The last digit, typed or pasted, sends the form; a mended code waits for the button.
    if (digits.length === codeLength && code.length < codeLength) verify(digits);
    setCode(digits);
  };

  return (
    <section class="screen">
      <div class="notice-icon calm">
        <MailIcon />
      </div>
      <Title text={words.code.title} />
      <p class="lead">
        {words.code.sent} <strong class="address">{step.email}</strong>
      </p>
      <FormFrame form={form} onSubmit={() => verify(code)}>
        <Field
          form={form}
          name="code"
          label={words.fields.code}
          value={code}
          onValue={onCode}
          first
          input={{
            class: 'digits',
            type: 'text',
            inputmode: 'numeric',
            autocomplete: 'one-time-code',
            autocorrect: 'off',
            spellcheck: false,
            placeholder: '000000',
          }}
        />
        <SubmitButton form={form}>{words.code.button}</SubmitButton>
      </FormFrame>
      <Resend step={step} />
      <p class="aside">
        <StepLink step={{ name: 'register' }} href="/register">
          {words.code.other}
        </StepLink>
      </p>
    </section>
  );
};
