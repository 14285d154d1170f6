/**
 * Forms that edit something saved: a bar with *Save* and *Discard* while there are changes, the server's
 * refusal at the field it names, a question when somebody else has changed it meanwhile, and one before unsaved changes
 * are left behind.
 */
import { Alert, Button, Group, Modal, Paper, Stack, Text } from '@mantine/core';
import type { FormValidateInput } from '@mantine/form';
import { IconAlertCircle } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useBlocker } from 'react-router';
import { readAgain } from './api.ts';
import { ChangedMeanwhile } from './components/changed-meanwhile.tsx';
import { defineTexts, useTexts } from './i18n/index.ts';
import { notifyDone } from './notify.ts';
import { useVersionedForm, type VersionedForm } from './versioned-form.ts';

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

type AnyValues = Record<string, unknown>;

/** What `useSavedForm` gives to `SettingsForm`. */
export type SavedForm<Values extends AnyValues> = VersionedForm<Values> & { dirty: boolean };

/** Stays at the lower edge of the window while there are changes; its *Save* submits the form around it. */
const SavingBar = ({ state }: { state: Omit<SavedForm<AnyValues>, 'form' | 'fill'> }) => {
  const t = useTexts(texts);
  const { dirty, saving, conflict, discard } = state;
  if (!dirty) return null;
  return (
    <Paper
      withBorder
      shadow="md"
      pos="sticky"
      bottom={16}
      style={{ zIndex: 20 }}
      role="region"
      aria-label={t.unsaved}
    >
      {conflict ? (
        <ChangedMeanwhile conflict={conflict} />
      ) : (
        <Group justify="space-between" gap="sm" p="sm">
          <Text size="sm" fw={500} aria-live="polite">
            {t.unsaved}
          </Text>
          <Group gap="sm">
            <Button variant="default" onClick={discard} disabled={saving}>
              {t.discard}
            </Button>
            <Button type="submit" loading={saving}>
              {t.save}
            </Button>
          </Group>
        </Group>
      )}
    </Paper>
  );
};

type Options<Values, Read> = {
  /** What is edited, as it was read; when it changes and nothing is being edited, the form follows. */
  of: Read;
  /** What the form shows of it. */
  values: (version: Read) => Values;
  /** Reads it by itself (`readVersion`) where `of` is a row of a list, which is no version of anything. */
  current?: (() => Promise<Read>) | undefined;
  /** Sends the values, resting on the version they replace (`over` of a change); throws ApiFailure. */
  save: (values: Values, over: Read) => Promise<unknown>;
  validate?: FormValidateInput<Values>;
  /** Paths of the request body that belong to a field of another name. */
  fields?: Readonly<Record<string, string>>;
  /** The field a refusal belongs to, by its code, where the server names no field. */
  fieldOf?: (failure: unknown) => string | undefined;
  /** Told after saving; `false` says nothing. */
  success?: string | false;
};

/** The state of a form over something saved. Render it with `SettingsForm`. */
export const useSavedForm = <Values extends AnyValues, Read>({
  of,
  values: valuesOf,
  current,
  save,
  success,
  ...refusals
}: Options<Values, Read>): SavedForm<Values> => {
  const t = useTexts(texts);
  const saved = valuesOf(of);
  const signature = JSON.stringify(saved);
  const state = useVersionedForm<Values, Read>({
    initial: saved,
    read: current ?? (async () => of),
    readAgain: current ?? (() => readAgain(of)),
    valuesOf,
    save,
    ...refusals,
    onSaved: (values) => {
      form.setInitialValues(values);
      form.resetDirty(values);
      if (success !== false) notifyDone(success ?? t.saved);
    },
  });
  const { form, fill } = state;
  const dirty = form.isDirty();
  const shown = useRef(signature);
  useEffect(() => {
    if (shown.current === signature || dirty) return;
    shown.current = signature;
    fill(JSON.parse(signature) as Values);
  }, [signature, dirty, fill]);
  return { ...state, dirty };
};

/** A form element around the fields, with the refusal on top, the saving bar below and the prompt before leaving. */
export const SettingsForm = <Values extends AnyValues>({
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
      <SavingBar state={state} />
    </Stack>
    <UnsavedPrompt dirty={state.dirty && !state.saving} />
  </form>
);
