import { Alert, Button, Group, type MantineSize, Modal, Stack } from '@mantine/core';
import type { FormValidateInput, UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/index.ts';
import { useVersionedForm } from '../versioned-form.ts';
import { ChangedMeanwhile } from './changed-meanwhile.tsx';
import { useReturnedFocus } from './returned-focus.ts';
import { componentTexts } from './texts.ts';

/** What a dialog edits, where that is something with versions. */
type Edits<Values, Read> = {
  /** Reads the version that is there now (`readVersion`); the list that the dialog was filled from has none. */
  current: () => Promise<Read>;
  /** What the form shows of it. */
  values: (version: Read) => Values;
};

type Props<Values extends Record<string, unknown>, Read> = {
  opened: boolean;
  onClose: () => void;
  title: string;
  size?: MantineSize | number;
  initial: Values;
  /** Nothing where something is made anew. */
  edits?: Edits<Values, Read> | null | undefined;
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
  /** Sends the values, resting on the version that `edits` has read; the dialog closes afterwards. Throws ApiFailure. */
  onSubmit: (values: Values, over: Read | undefined) => Promise<unknown>;
  children: (form: UseFormReturnType<Values>) => ReactNode;
};

/** A small form in a dialog: empty each time it opens, stays open with the reason when the server refuses. */
export const DialogForm = <Values extends Record<string, unknown>, Read = unknown>(
  props: Props<Values, Read>,
) => (
  <Modal opened={props.opened} onClose={props.onClose} title={props.title} size={props.size ?? 'md'}>
    <DialogBody {...props} />
  </Modal>
);

const DialogBody = <Values extends Record<string, unknown>, Read>(props: Props<Values, Read>) => {
  const { onClose, initial, edits, validate, fields, fieldOf, action, onSubmit, children } = props;
  const { disabled = false, closesAfterwards = true } = props;
  const t = useTexts(componentTexts);
  useReturnedFocus();
  const current = async () => edits?.current();
  const { form, saving, failure, conflict, submit } = useVersionedForm<Values, Read | undefined>({
    initial,
    read: current,
    readAgain: current,
    valuesOf: (version) => (edits && version !== undefined ? edits.values(version) : initial),
    save: onSubmit,
    validate,
    fields,
    fieldOf,
    onSaved: () => {
      if (closesAfterwards) onClose();
    },
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
        {conflict ? <ChangedMeanwhile conflict={conflict} /> : null}
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
