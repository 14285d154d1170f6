/** The state of a form over a version of something: filled, sent, refused, or in the way of another's change. */
import { type FormValidateInput, type UseFormReturnType, useForm } from '@mantine/form';
import { type FormEvent, useRef, useState } from 'react';
import { placeFailure } from './field-issues.ts';
import { type Over, saveOver } from './save-over.ts';

export type VersionedForm<Values extends Record<string, unknown>> = {
  form: UseFormReturnType<Values>;
  saving: boolean;
  failure: string | null;
  /** Somebody else has changed what the form shows; undefined while nobody has. */
  conflict: Conflict | undefined;
  submit: (event?: FormEvent<HTMLFormElement>) => void;
  /** Puts other values in the place of all that was entered. */
  fill: (values: Values) => void;
  /** Back to what the form was filled with. */
  discard: () => void;
};

/** The two ways on: to see the current version instead of the own input, or to save over it. */
export type Conflict = { load: () => void; overwrite: () => void };

export type Options<Values, Read> = Omit<Over<Values, Read>, 'known'> & {
  initial: Values;
  validate?: FormValidateInput<Values> | undefined;
  /** Paths of the request body that belong to a field of another name. */
  fields?: Readonly<Record<string, string>> | undefined;
  /** The field a refusal belongs to, by its code, where the server names no field. */
  fieldOf?: ((failure: unknown) => string | undefined) | undefined;
  /** Called when it is saved. */
  onSaved: (values: Values) => void;
};

export const useVersionedForm = <Values extends Record<string, unknown>, Read>({
  initial,
  validate,
  fields,
  fieldOf,
  onSaved,
  ...over
}: Options<Values, Read>): VersionedForm<Values> => {
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [inTheWay, setInTheWay] = useState<{ version: Read } | null>(null);
  const known = useRef<readonly Values[]>([initial]);
  const form = useForm<Values>({ initialValues: initial, ...(validate ? { validate } : {}) });
  const begin = () => {
    setFailure(null);
    setInTheWay(null);
  };
  const saveFrom = async (values: Values, read: () => Promise<Read>) => {
    setSaving(true);
    begin();
    try {
      const refused = await saveOver(values, { ...over, read, known: known.current });
      if (refused) return setInTheWay({ version: refused.inTheWay });
      known.current = [...known.current, values];
      onSaved(values);
    } catch (error) {
      const field = fieldOf?.(error);
      if (field && error instanceof Error) form.setFieldError(field, error.message);
      else setFailure(placeFailure(error, form.setFieldError, Object.keys(values), fields));
    } finally {
      setSaving(false);
    }
  };
  const submit = form.onSubmit((values) => saveFrom(values, over.read));
  const fill = (values: Values) => {
    known.current = [values];
    form.setInitialValues(values);
    form.setValues(values);
    form.resetDirty(values);
    form.clearErrors();
    begin();
  };
  const discard = () => {
    form.reset();
    begin();
  };
  const conflict = inTheWay
    ? {
        load: () => fill(over.valuesOf(inTheWay.version)),
        overwrite: form.onSubmit((values) => {
          // Saved over is what they were told of; what comes after it they are told of anew.
          known.current = [over.valuesOf(inTheWay.version)];
          return saveFrom(values, async () => inTheWay.version);
        }),
      }
    : undefined;
  return { form, saving, failure, conflict, submit, fill, discard };
};
