import { Alert, Button, Group, type MantineSize, Modal, Stack } from '@mantine/core';
import { type FormValidateInput, type UseFormReturnType, useForm } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { placeFailure } from '../form.tsx';
import { useTexts } from '../i18n/index.ts';
import { useReturnedFocus } from './returned-focus.ts';
import { componentTexts } from './texts.ts';

type Props<Values extends Record<string, unknown>> = {
  opened: boolean;
  onClose: () => void;
  title: string;
  size?: MantineSize | number;
  initial: Values;
  validate?: FormValidateInput<Values>;
  /** Paths of the request body that belong to a field of another name. */
  fields?: Readonly<Record<string, string>>;
  /** Puts a refusal at a field by its code, where the server names none; undefined: shown on top. */
  fieldOf?: (failure: unknown) => string | undefined;
  /** The button that submits. */
  action: string;
  /** Nothing can be chosen, so nothing can be submitted. */
  disabled?: boolean;
  /** `false`: the owner puts something else in its place when `onSubmit` is done. */
  closesAfterwards?: boolean;
  /** Sends the values; the dialog closes afterwards. Throws ApiFailure. */
  onSubmit: (values: Values) => Promise<unknown>;
  children: (form: UseFormReturnType<Values>) => ReactNode;
};

/** A small form in a dialog: empty each time it opens, stays open with the reason when the server refuses. */
export const DialogForm = <Values extends Record<string, unknown>>(props: Props<Values>) => (
  <Modal opened={props.opened} onClose={props.onClose} title={props.title} size={props.size ?? 'md'}>
    <DialogBody {...props} />
  </Modal>
);

const DialogBody = <Values extends Record<string, unknown>>(props: Props<Values>) => {
  const { onClose, initial, validate, fields, fieldOf, action, onSubmit, children } = props;
  const { disabled = false, closesAfterwards = true } = props;
  const t = useTexts(componentTexts);
  useReturnedFocus();
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm<Values>({ initialValues: initial, ...(validate ? { validate } : {}) });
  const submit = form.onSubmit(async (values) => {
    setSaving(true);
    setFailure(null);
    try {
      await onSubmit(values);
      if (closesAfterwards) onClose();
    } catch (error) {
      const field = fieldOf?.(error);
      if (field && error instanceof Error) form.setFieldError(field, error.message);
      else setFailure(placeFailure(error, form.setFieldError, Object.keys(values), fields));
    } finally {
      setSaving(false);
    }
  });
  return (
    <form
      onSubmit={(event) => {
        // React hands events on to the form that the dialog was opened in, which has not been submitted.
        event.stopPropagation();
        submit(event);
      }}
      noValidate
    >
      <Stack gap="md">
        {failure ? (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        ) : null}
        {children(form)}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t.cancel}
          </Button>
          <Button type="submit" loading={saving} disabled={disabled}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
