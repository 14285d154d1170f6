/** Labelled inputs with their hint and their error beside them. */
import type { ComponentChildren, InputHTMLAttributes } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { CheckIcon, EyeIcon } from '../icons.tsx';
import { usePage } from '../page.ts';
import type { FieldName, Form } from './use-form.ts';

type FieldProps = {
  form: Form;
  name: FieldName;
  label: string;
  value: string;
  onValue: (value: string) => void;
  /** Takes the focus when the screen opens. */
  first?: boolean;
  hint?: ComponentChildren;
  /** Sits inside the input's frame, at its end. */
  button?: ComponentChildren;
  input: InputHTMLAttributes<HTMLInputElement>;
};

export const Field = (props: FieldProps) => {
  const { form, name } = props;
  const ref = useRef<HTMLInputElement>(null);
  const problem = form.problems[name];
  const errorId = `${name}-error`;
  const hintId = `${name}-hint`;
  const described = [problem ? errorId : '', props.hint ? hintId : ''].filter(Boolean).join(' ');

  useEffect(() => {
    if (props.first) ref.current?.focus({ preventScroll: true });
  }, [props.first]);

  return (
    <div class={problem ? 'field wrong' : 'field'}>
      <label for={name}>{props.label}</label>
      <div class="input">
        <input
          {...props.input}
          ref={ref}
          id={name}
          name={name}
          value={props.value}
          readOnly={form.busy}
          aria-invalid={problem ? 'true' : 'false'}
          {...(described ? { 'aria-describedby': described } : {})}
          onInput={(event) => {
            form.touched(name);
            props.onValue(event.currentTarget.value);
          }}
        />
        {props.button}
      </div>
      {problem && (
        <p class="problem" id={errorId}>
          {problem}
        </p>
      )}
      {props.hint && (
        <p class="hint" id={hintId}>
          {props.hint}
        </p>
      )}
    </div>
  );
};

type TextProps = Omit<FieldProps, 'input' | 'button' | 'hint'>;

const plainText = { autocapitalize: 'none', autocorrect: 'off', spellcheck: false } as const;

export const UsernameField = (props: TextProps) => (
  <Field {...props} input={{ ...plainText, type: 'text', autocomplete: 'username' }} />
);

/** `credential` marks the address as what a password manager files the password under. */
export const EmailField = ({ credential = true, ...props }: TextProps & { credential?: boolean }) => (
  <Field
    {...props}
    input={{
      ...plainText,
      type: 'email',
      inputmode: 'email',
      autocomplete: credential ? 'username' : 'email',
      placeholder: 'name@example.com',
    }}
  />
);

/** One field for a username or an address. */
export const IdentifierField = (props: TextProps) => (
  <Field {...props} input={{ ...plainText, type: 'text', inputmode: 'email', autocomplete: 'username' }} />
);

const LengthHint = ({ value }: { value: string }) => {
  const { boot, words } = usePage();
  const { minLength } = boot.settings.passwordPolicy;
  const typed = [...value.normalize('NFC')].length;
  const enough = typed >= minLength;
  return (
    <span class="length">
      <span>{enough ? words.register.longEnough : words.register.passwordHint(minLength)}</span>
      <span class={enough ? 'length-count good' : 'length-count'}>
        {enough ? <CheckIcon size={16} /> : words.register.typed(typed, minLength)}
      </span>
    </span>
  );
};

/** A password with a button that shows it. `fresh` is one being chosen: it shows how far its length is. */
export const PasswordField = ({ fresh = false, ...props }: TextProps & { fresh?: boolean }) => {
  const { words } = usePage();
  const [shown, setShown] = useState(false);
  const toggle = (
    <button
      type="button"
      class="reveal"
      aria-label={shown ? words.fields.hidePassword : words.fields.showPassword}
      aria-controls={props.name}
      onClick={() => setShown(!shown)}
    >
      <EyeIcon crossed={shown} />
    </button>
  );
  return (
    <Field
      {...props}
      button={toggle}
      hint={fresh ? <LengthHint value={props.value} /> : undefined}
      input={{
        ...plainText,
        ...(shown ? ({ type: 'text' } as const) : ({ type: 'password' } as const)),
        autocomplete: fresh ? 'new-password' : 'current-password',
      }}
    />
  );
};
