import { Alert, Button, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { readAgain, useChange } from '../../api.ts';
import { checkRedirectUri, ListInput } from '../../components/index.ts';
import { issuesOf } from '../../field-issues.ts';
import { useTexts } from '../../i18n/index.ts';
import { notifyDone } from '../../notify.ts';
import { saveOver } from '../../save-over.ts';
import { type Application, applicationPaths } from './application.ts';
import type { Guide } from './guides/guide.ts';
import { texts } from './texts.ts';

type Field = 'redirectUris' | 'postLogoutRedirectUris';

/** The two lists of addresses inside of a guide; every change is saved at once. */
export const SavedAddresses = ({
  application,
  suggested,
}: {
  application: Application;
  suggested: Guide['suggested'];
}) => (
  <Stack gap="lg">
    <OneList application={application} field="redirectUris" suggestion={suggested?.redirectUri} />
    <OneList application={application} field="postLogoutRedirectUris" suggestion={suggested?.signOutUri} />
  </Stack>
);

const OneList = ({
  application,
  field,
  suggestion,
}: {
  application: Application;
  field: Field;
  suggestion: string | undefined;
}) => {
  const t = useTexts(texts);
  const saved = application.oidcClientMetadata[field];
  const [failure, setFailure] = useState<string | null>(null);
  const patch = useChange('PATCH /api/applications/:id', {
    invalidates: applicationPaths,
    quiet: true,
  });
  const save = async (value: string[]) => {
    setFailure(null);
    try {
      const refused = await saveOver(
        { list: value },
        {
          read: async () => application,
          readAgain: () => readAgain(application),
          valuesOf: ({ oidcClientMetadata }) => ({ list: oidcClientMetadata[field] }),
          known: [{ list: saved }],
          save: ({ list }, over) =>
            patch.mutateAsync({
              over,
              params: { id: application.id },
              body: { oidcClientMetadata: { ...over.oidcClientMetadata, [field]: list } },
            }),
        },
      );
      if (refused) setFailure(t.guide.listChanged);
      else notifyDone(t.guide.savedAddresses);
    } catch (error) {
      const issue = issuesOf(error)[0];
      setFailure(issue?.message ?? (error instanceof Error ? error.message : String(error)));
    }
  };
  const isRedirect = field === 'redirectUris';
  return (
    <Stack gap="xs">
      <ListInput
        label={isRedirect ? t.guide.redirectUris : t.guide.signOutUris}
        description={isRedirect ? t.guide.redirectUrisHint : t.guide.signOutUrisHint}
        {...(suggestion ? { placeholder: suggestion } : {})}
        value={saved}
        onChange={(value) => void save(value)}
        check={checkRedirectUri}
        disabled={patch.isPending}
      />
      {suggestion && !saved.includes(suggestion) && saved.length === 0 ? (
        <Button
          variant="light"
          size="xs"
          style={{ alignSelf: 'flex-start', height: 'auto', minHeight: 30, whiteSpace: 'normal' }}
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => void save([suggestion])}
          loading={patch.isPending}
          styles={{ label: { whiteSpace: 'normal', overflowWrap: 'anywhere' } }}
        >
          {t.guide.use(suggestion)}
        </Button>
      ) : null}
      {failure ? (
        <Alert color="red" role="alert">
          {failure}
        </Alert>
      ) : null}
    </Stack>
  );
};
