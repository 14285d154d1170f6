/** The form's frame: a native form, its alert and its one button. */
import type { ComponentChildren } from 'preact';
import { AlertIcon } from '../icons.tsx';
import { usePage } from '../page.ts';
import { Spinner } from '../screens/parts.tsx';
import type { Form } from './use-form.ts';

const Alert = ({ form }: { form: Form }) => {
  const { words } = usePage();
  const wrongFields = Object.values(form.problems).filter(Boolean);
  return (
    <div role="alert" class="alert-slot">
      {form.alert && (
        <div class="alert">
          <AlertIcon />
          <p>{form.alert}</p>
        </div>
      )}
      {wrongFields.length > 0 && <p class="only-heard">{`${words.checkFields} ${wrongFields.join(' ')}`}</p>}
    </div>
  );
};

export const FormFrame = (props: { form: Form; onSubmit: () => void; children: ComponentChildren }) => (
  <form
    ref={props.form.ref}
    class="form"
    method="post"
    noValidate
    aria-labelledby="title"
    onSubmit={(event) => {
      event.preventDefault();
      props.onSubmit();
    }}
  >
    <Alert form={props.form} />
    {props.children}
  </form>
);

/** The form's button. While sending it keeps its size and its focus, and says so to a screen reader. */
export const SubmitButton = (props: {
  form: Form;
  icon?: ComponentChildren;
  children: ComponentChildren;
}) => {
  const { words } = usePage();
  const { busy, offline } = props.form;
  return (
    <button type="submit" class="button" aria-disabled={busy} aria-busy={busy}>
      <span class={busy ? 'button-label hidden' : 'button-label'}>
        {props.icon}
        {offline ? words.tryAgain : props.children}
      </span>
      {busy && (
        <span class="button-busy">
          <Spinner />
          <span class="only-heard">{words.working}</span>
        </span>
      )}
    </button>
  );
};
