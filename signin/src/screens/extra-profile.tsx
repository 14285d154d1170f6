/** What the tenant asks for beyond sign-in names and password. The server checks every answer. */
import type { BootField } from 'genkan/boot';
import { useState } from 'preact/hooks';
import { finishRegistration } from '../flow.ts';
import { FormFrame, SubmitButton } from '../form/form.tsx';
import { useForm } from '../form/use-form.ts';
import { usePage } from '../page.ts';
import { Title } from './parts.tsx';

type Answer = string | boolean;
type Answers = Record<string, Answer>;
type InputProps = { id: string; field: BootField; value: Answer; onValue: (value: Answer) => void };

const Choice = ({ id, field, value, onValue }: InputProps) => (
  <select id={id} name={id} value={String(value)} onChange={(event) => onValue(event.currentTarget.value)}>
    <option value="">{field.placeholder ?? ''}</option>
    {field.options.map((option) => (
      <option key={option.value} value={option.value}>
        {option.label ?? option.value}
      </option>
    ))}
  </select>
);

const TextInput = ({ id, field, value, onValue }: InputProps) => {
  const shared = { id, name: id, placeholder: field.placeholder ?? '', required: field.required };
  const typed = (event: { currentTarget: HTMLInputElement }) => onValue(event.currentTarget.value);
  if (field.type === 'Number')
    return <input {...shared} type="number" step="any" value={String(value)} onInput={typed} />;
  if (field.type === 'Url') return <input {...shared} type="url" value={String(value)} onInput={typed} />;
  return <input {...shared} type="text" value={String(value)} onInput={typed} />;
};

const Question = (props: InputProps) => {
  const { id, field, value, onValue } = props;
  if (field.type === 'Checkbox') {
    return (
      <div class="field">
        <label>
          <input
            type="checkbox"
            name={id}
            checked={value === true}
            onChange={(event) => onValue(event.currentTarget.checked)}
          />{' '}
          {field.label}
        </label>
      </div>
    );
  }
  return (
    <div class="field">
      <label for={id}>{field.label}</label>
      <div class="input">{field.type === 'Select' ? <Choice {...props} /> : <TextInput {...props} />}</div>
      {field.description && <p class="hint">{field.description}</p>}
    </div>
  );
};

const isComposed = ({ type }: BootField): boolean => type === 'Address' || type === 'Fullname';

/** Each input by its name; those of a composed field by `field.part`. */
const inputsOf = (fields: BootField[]): { id: string; field: BootField }[] =>
  fields.flatMap((field) =>
    isComposed(field)
      ? field.parts.map((part) => ({ id: `${field.name}.${part.name}`, field: part }))
      : [{ id: field.name, field }],
  );

const initialOf = (field: BootField): Answer =>
  field.type === 'Checkbox' ? field.defaultValue === 'true' : '';

const valuesOf = (fields: BootField[], answers: Answers): Record<string, unknown> => {
  const given = (id: string) => answers[id] !== undefined && answers[id] !== '';
  return Object.fromEntries(
    fields.flatMap((field): [string, unknown][] => {
      if (!isComposed(field)) return given(field.name) ? [[field.name, answers[field.name]]] : [];
      const parts = field.parts.filter((part) => given(`${field.name}.${part.name}`));
      const value = Object.fromEntries(
        parts.map((part) => [part.name, answers[`${field.name}.${part.name}`]]),
      );
      return parts.length > 0 ? [[field.name, value]] : [];
    }),
  );
};

export const ExtraProfile = () => {
  const { boot, words } = usePage();
  const form = useForm();
  const fields = boot.settings.profileFields;
  const inputs = inputsOf(fields);
  const [answers, setAnswers] = useState<Answers>(() =>
    Object.fromEntries(inputs.map(({ id, field }) => [id, initialOf(field)])),
  );

  const register = () => {
    const missing = inputs.find(({ id, field }) => field.required && answers[id] === '');
    if (missing) {
      form.setAlert(words.extraProfile.missing(missing.field.label));
      return Promise.resolve();
    }
    return finishRegistration(valuesOf(fields, answers));
  };

  return (
    <section class="screen">
      <Title text={words.extraProfile.title} />
      <FormFrame form={form} onSubmit={() => form.send(register)}>
        {inputs.map(({ id, field }) => (
          <Question
            key={id}
            id={id}
            field={field}
            value={answers[id] ?? ''}
            onValue={(value) => setAnswers({ ...answers, [id]: value })}
          />
        ))}
        <SubmitButton form={form}>{words.extraProfile.button}</SubmitButton>
      </FormFrame>
    </section>
  );
};
