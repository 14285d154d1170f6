import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { ReactNode, RefObject } from 'react';
import { useNavigate } from 'react-router';
import { ChangedMeanwhile } from '../../components/changed-meanwhile.tsx';
import { type SavedForm, UnsavedPrompt } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

type Props<Values extends Record<string, unknown>> = {
  state: SavedForm<Values>;
  /** Set before submitting when the list should follow; read by the form's `save`. */
  leaving: RefObject<boolean>;
  children: ReactNode;
};

/** The form of one tab with *Save* and *Save and done*; the latter leads back to the list once it is saved. */
export const ConnectorForm = <Values extends Record<string, unknown>>({
  state,
  leaving,
  children,
}: Props<Values>) => {
  const t = useTexts(texts);
  const navigate = useNavigate();
  const { dirty, saving, failure, conflict, discard } = state;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        const submitter = (event.nativeEvent as SubmitEvent).submitter;
        leaving.current = submitter?.getAttribute('value') === 'done';
        if (leaving.current && !dirty) {
          event.preventDefault();
          void navigate('/enterprise-sso');
        } else {
          state.submit(event);
        }
      }}
    >
      <Stack gap="lg">
        {failure ? (
          <Alert color="red" icon={<IconAlertCircle aria-hidden />} role="alert">
            {failure}
          </Alert>
        ) : null}
        {children}
        {conflict ? <ChangedMeanwhile conflict={conflict} /> : null}
        <Group justify="flex-end" gap="sm">
          {dirty ? (
            <Text size="sm" c="dimmed" style={{ flex: '1 1 160px' }} aria-live="polite">
              {t.unsaved}
            </Text>
          ) : null}
          {dirty ? (
            <Button variant="subtle" onClick={discard} disabled={saving}>
              {t.discard}
            </Button>
          ) : null}
          <Button
            type="submit"
            name="then"
            value="stay"
            variant="default"
            disabled={!dirty}
            loading={saving && !leaving.current}
          >
            {t.save}
          </Button>
          <Button type="submit" name="then" value="done" loading={saving && leaving.current}>
            {t.saveAndDone}
          </Button>
        </Group>
      </Stack>
      <UnsavedPrompt dirty={dirty && !saving} />
    </form>
  );
};
