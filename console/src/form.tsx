/**
 * Forms that edit something saved: a bar with *Save* and *Discard* while there are changes, the server's
 * refusal at the field it names, and a question before unsaved changes are left behind.
 */
import { Alert, Button, Group, Modal, Paper, Stack, Text } from '@mantine/core';
import { type FormValidateInput, type UseFormReturnType, useForm } from '@mantine/form';
import { IconAlertCircle } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useBlocker } from 'react-router';
import { ApiFailure } from './api.ts';
import { defineTexts, useTexts } from './i18n/index.ts';
import { notifyDone } from './notify.ts';

const texts = defineTexts({
  en: {
    unsaved: 'You have unsaved changes.',
    save: 'Save changes',
    discard: 'Discard',
    saved: 'Saved.',
    leaveTitle: 'Leave without saving?',
    leaveText: 'What you changed on this page has not been saved and would be lost.',
    leave: 'Leave without saving',
    stay: 'Stay on this page',
  },
  ja: {
    unsaved: '保存されていない変更があります。',
    save: '変更を保存',
    discard: '変更を破棄',
    saved: '保存しました。',
    leaveTitle: '保存せずに移動しますか?',
    leaveText: 'このページでの変更はまだ保存されておらず、移動すると失われます。',
    leave: '保存せずに移動',
    stay: 'このページに残る',
  },
});

type Issue = { path: string; message: string };

const isIssue = (value: unknown): value is { path: string | (string | number)[]; message: string } =>
  typeof value === 'object' && value !== null && 'path' in value && 'message' in value;

/** The fields that the server named in a `guard.invalid_input` refusal, as dotted paths. */
export const issuesOf = (failure: unknown): Issue[] => {
  if (!(failure instanceof ApiFailure) || typeof failure.data !== 'object' || failure.data === null)
    return [];
  const { issues } = failure.data as { issues?: unknown };
  return (Array.isArray(issues) ? issues : []).filter(isIssue).map(({ path, message }) => ({
    path: (Array.isArray(path) ? path.join('.') : path).replace(/^body\./, ''),
    message: String(message),
  }));
};

/**
 * Puts a refusal where the reader looks: at the fields the server named, or as text for the top of the form.
 * `fields` translates paths of the request body (`oidcClientMetadata.redirectUris`) to fields of the form.
 */
export const placeFailure = (
  failure: unknown,
  setFieldError: (field: string, message: string) => void,
  known: readonly string[],
  fields: Readonly<Record<string, string>> = {},
): string | null => {
  const rest: string[] = [];
  const issues = issuesOf(failure);
  for (const { path, message } of issues) {
    const mapped = Object.entries(fields).find(([from]) => path === from || path.startsWith(`${from}.`));
    const field = mapped?.[1] ?? known.find((name) => path === name || path.startsWith(`${name}.`));
    if (field) setFieldError(field, message);
    else rest.push(path ? `${path}: ${message}` : message);
  }
  if (issues.length > 0) return rest.length > 0 ? rest.join(' ') : null;
  return failure instanceof Error ? failure.message : String(failure);
};

/** State of a navigation away from something that was deleted: its unsaved changes are nobody's loss. */
export const leavingForGood = 'leaving-for-good';

/** Asks before the reader leaves a page with unsaved changes, inside the console and in the browser. */
export const UnsavedPrompt = ({ dirty }: { dirty: boolean }) => {
  const t = useTexts(texts);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      dirty && nextLocation.state !== leavingForGood && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [dirty]);
  return (
    <Modal opened={blocker.state === 'blocked'} onClose={() => blocker.reset?.()} title={t.leaveTitle}>
      <Text size="sm">{t.leaveText}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={() => blocker.reset?.()} data-autofocus>
          {t.stay}
        </Button>
        <Button color="red" onClick={() => blocker.proceed?.()}>
          {t.leave}
        </Button>
      </Group>
    </Modal>
  );
};

type BarProps = { dirty: boolean; saving: boolean; onDiscard: () => void };

/** Stays at the lower edge of the window while there are changes; its *Save* submits the form around it. */
const SavingBar = ({ dirty, saving, onDiscard }: BarProps) => {
  const t = useTexts(texts);
  if (!dirty) return null;
  return (
    <Paper
      withBorder
      shadow="md"
      p="sm"
      pos="sticky"
      bottom={16}
      style={{ zIndex: 20 }}
      role="region"
      aria-label={t.unsaved}
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm" fw={500} aria-live="polite">
          {t.unsaved}
        </Text>
        <Group gap="sm">
          <Button variant="default" onClick={onDiscard} disabled={saving}>
            {t.discard}
          </Button>
          <Button type="submit" loading={saving}>
            {t.save}
          </Button>
        </Group>
      </Group>
    </Paper>
  );
};

export type SavedForm<Values extends Record<string, unknown>> = {
  form: UseFormReturnType<Values>;
  dirty: boolean;
  saving: boolean;
  failure: string | null;
  submit: (event?: FormEvent<HTMLFormElement>) => void;
  discard: () => void;
};

type Options<Values> = {
  /** What is saved now; when it changes and nothing is being edited, the form follows. */
  saved: Values;
  /** Sends the values; throws ApiFailure. */
  save: (values: Values) => Promise<unknown>;
  validate?: FormValidateInput<Values>;
  /** Paths of the request body that belong to a field of another name. */
  fields?: Readonly<Record<string, string>>;
  /** The field a refusal belongs to, by its code, where the server names no field. */
  fieldOf?: (failure: unknown) => string | undefined;
  /** Told after saving; `false` says nothing. */
  success?: string | false;
};

/** The state of a form over something saved. Render it with `SettingsForm`. */
export const useSavedForm = <Values extends Record<string, unknown>>({
  saved,
  save,
  validate,
  fields,
  fieldOf,
  success,
}: Options<Values>): SavedForm<Values> => {
  const t = useTexts(texts);
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm<Values>({ initialValues: saved, ...(validate ? { validate } : {}) });
  const dirty = form.isDirty();
  const signature = JSON.stringify(saved);
  const shown = useRef(signature);
  useEffect(() => {
    if (shown.current === signature || dirty) return;
    shown.current = signature;
    const next = JSON.parse(signature) as Values;
    form.setInitialValues(next);
    form.setValues(next);
    form.resetDirty(next);
  }, [signature, dirty, form]);

  const submit = form.onSubmit(async (values) => {
    setSaving(true);
    setFailure(null);
    try {
      await save(values);
      form.setInitialValues(values);
      form.resetDirty(values);
      if (success !== false) notifyDone(success ?? t.saved);
    } catch (error) {
      const field = fieldOf?.(error);
      if (field && error instanceof Error) form.setFieldError(field, error.message);
      else setFailure(placeFailure(error, form.setFieldError, Object.keys(values), fields));
    } finally {
      setSaving(false);
    }
  });
  const discard = () => {
    form.reset();
    setFailure(null);
  };
  return { form, dirty, saving, failure, submit, discard };
};

/** A form element around the fields, with the refusal on top, the saving bar below and the prompt before leaving. */
export const SettingsForm = <Values extends Record<string, unknown>>({
  state,
  children,
}: {
  state: SavedForm<Values>;
  children: ReactNode;
}) => (
  <form onSubmit={state.submit} noValidate>
    <Stack gap="lg">
      {state.failure ? (
        <Alert color="red" icon={<IconAlertCircle aria-hidden />} role="alert">
          {state.failure}
        </Alert>
      ) : null}
      {children}
      <SavingBar dirty={state.dirty} saving={state.saving} onDiscard={state.discard} />
    </Stack>
    <UnsavedPrompt dirty={state.dirty && !state.saving} />
  </form>
);
