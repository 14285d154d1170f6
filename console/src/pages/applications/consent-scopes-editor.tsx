import { ActionIcon, Box, Button, Code, Grid, Group, MultiSelect, Paper, Stack, Text } from '@mantine/core';
import { IconCheck, IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useAll } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { ConfirmDialog, Section } from '../../components/index.ts';
import { ScopePicker } from '../../components/scope-picker.tsx';
import { useTexts } from '../../i18n/index.ts';
import {
  type AskedScope,
  type ConsentScopes,
  type ScopeKind,
  scopeKinds,
  scopesOfKind,
  userScopes,
} from './consent-scopes.ts';
import { thirdPartyTexts } from './third-party-texts.ts';

type Props = {
  scopes: ConsentScopes;
  /** The name that the consent page shows; left out where it stands for many. */
  application?: string;
  add: (kind: ScopeKind, ids: string[]) => Promise<unknown>;
  remove: (kind: ScopeKind, id: string) => Promise<unknown>;
};

/** What may be asked for, by kind, to add to and take from; beside it what the consent page makes of it. */
export const ConsentScopesEditor = ({ scopes, application, add, remove }: Props) => (
  <Grid gap="lg">
    <Grid.Col span={{ base: 12, lg: 8 }}>
      <Stack gap="lg">
        {scopeKinds.map((kind) => (
          <Kind
            key={kind}
            kind={kind}
            scopes={scopes}
            add={(ids) => add(kind, ids)}
            remove={(id) => remove(kind, id)}
          />
        ))}
      </Stack>
    </Grid.Col>
    <Grid.Col span={{ base: 12, lg: 4 }}>
      <Box pos="sticky" top={80}>
        <ConsentPreview scopes={scopes} application={application} />
      </Box>
    </Grid.Col>
  </Grid>
);

type KindProps = {
  kind: ScopeKind;
  scopes: ConsentScopes;
  add: (ids: string[]) => Promise<unknown>;
  remove: (id: string) => Promise<unknown>;
};

const Kind = ({ kind, scopes, add, remove }: KindProps) => {
  const t = useTexts(thirdPartyTexts);
  const [adding, setAdding] = useState(false);
  const [doomed, setDoomed] = useState<AskedScope | null>(null);
  const rows = scopesOfKind(scopes, kind, t.scopes);
  return (
    <Section
      title={t[kind].title}
      description={t[kind].text}
      action={
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          aria-label={t[kind].add}
          onClick={() => setAdding(true)}
        >
          {t.submit}
        </Button>
      }
    >
      <div>
        {rows.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t[kind].none}
          </Text>
        ) : (
          <Stack component="ul" gap={0} m={0} p={0} style={{ listStyle: 'none' }} aria-label={t[kind].title}>
            {rows.map((row) => (
              <ScopeRow key={row.id} row={row} onRemove={() => setDoomed(row)} />
            ))}
          </Stack>
        )}
        <AddScopes
          kind={kind}
          opened={adding}
          present={new Set(rows.map(({ id }) => id))}
          add={add}
          onClose={() => setAdding(false)}
        />
        <ConfirmDialog
          opened={doomed !== null}
          onClose={() => setDoomed(null)}
          title={t.removeTitle}
          action={t.removeAction}
          onConfirm={async () => {
            if (doomed) await remove(doomed.id);
          }}
        >
          {t.removeText(doomed?.name ?? '')}
        </ConfirmDialog>
      </div>
    </Section>
  );
};

const ScopeRow = ({ row, onRemove }: { row: AskedScope; onRemove: () => void }) => {
  const t = useTexts(thirdPartyTexts);
  return (
    <Group
      component="li"
      justify="space-between"
      wrap="nowrap"
      py="xs"
      style={{ borderTop: '1px solid var(--genkan-line)' }}
    >
      <Box style={{ minWidth: 0 }}>
        <Group gap={6}>
          {row.api ? (
            <Text size="sm" fw={550}>
              {row.api}
            </Text>
          ) : null}
          <Code style={{ overflowWrap: 'anywhere' }}>{row.name}</Code>
        </Group>
        {row.text === row.name ? null : (
          <Text size="sm" c="dimmed" mt={2}>
            {row.text}
          </Text>
        )}
      </Box>
      <ActionIcon variant="subtle" color="gray" aria-label={t.remove(row.name)} onClick={onRemove}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
};

type AddProps = {
  kind: ScopeKind;
  opened: boolean;
  present: ReadonlySet<string>;
  add: (ids: string[]) => Promise<unknown>;
  onClose: () => void;
};

const AddScopes = ({ kind, opened, present, add, onClose }: AddProps) => {
  const t = useTexts(thirdPartyTexts);
  return (
    <DialogForm
      opened={opened}
      onClose={onClose}
      title={t[kind].add}
      action={t.submit}
      initial={{ ids: [] as string[] }}
      validate={{ ids: (ids) => (ids.length > 0 ? null : t.chooseOne) }}
      onSubmit={({ ids }) => add(ids)}
    >
      {(form) => {
        const field = { label: t[kind].label, placeholder: t.choose, nothing: t.nothing };
        const input = form.getInputProps('ids');
        if (kind === 'userScopes') return <UserScopePicker {...field} {...input} exclude={present} />;
        if (kind === 'organizationScopes')
          return <OrganizationScopePicker {...field} {...input} exclude={present} />;
        return <ScopePicker {...field} {...input} exclude={present} />;
      }}
    </DialogForm>
  );
};

type PickerProps = {
  label: string;
  placeholder: string;
  nothing: string;
  value?: string[];
  onChange: (ids: string[]) => void;
  exclude: ReadonlySet<string>;
};

const Picker = ({
  nothing,
  placeholder,
  exclude,
  data,
  ...props
}: PickerProps & { data: { value: string; label: string }[] }) => (
  <MultiSelect
    {...props}
    data={data.filter(({ value }) => !exclude.has(value))}
    placeholder={props.value?.length ? undefined : placeholder}
    searchable
    hidePickedOptions
    nothingFoundMessage={nothing}
  />
);

const UserScopePicker = (props: PickerProps) => {
  const t = useTexts(thirdPartyTexts);
  const data = userScopes.map((scope) => ({ value: scope, label: `${t.scopes[scope]} (${scope})` }));
  return <Picker {...props} data={data} />;
};

const OrganizationScopePicker = (props: PickerProps) => {
  const scopes = useAll('GET /api/organization-scopes');
  const data = (scopes.data ?? []).map(({ id, name, description }) => ({
    value: id,
    label: description ? `${name} (${description})` : name,
  }));
  return <Picker {...props} data={data} />;
};

const ConsentPreview = ({
  scopes,
  application,
}: {
  scopes: ConsentScopes;
  application: string | undefined;
}) => {
  const t = useTexts(thirdPartyTexts);
  const lines = scopeKinds.flatMap((kind) =>
    scopesOfKind(scopes, kind, t.scopes).map(({ id, text, api }) => ({
      key: `${kind} ${id}`,
      text: api ? `${api}: ${text}` : text,
      inOrganizations: kind === 'organizationScopes' || kind === 'organizationResourceScopes',
    })),
  );
  return (
    <Section title={t.preview.title} description={t.preview.text}>
      <Paper withBorder p="md" radius="md" bg="var(--genkan-sunken)">
        <Text fw={650} ta="center" mb="sm" style={{ overflowWrap: 'anywhere' }}>
          {t.preview.question(application ?? t.preview.anyApp)}
        </Text>
        {lines.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t.preview.none}
          </Text>
        ) : (
          <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
            {lines.map(({ key, text, inOrganizations }) => (
              <Group component="li" key={key} gap="xs" wrap="nowrap" align="flex-start">
                <IconCheck size={16} aria-hidden style={{ flex: 'none', marginTop: 3 }} />
                <Box style={{ minWidth: 0 }}>
                  <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                    {text}
                  </Text>
                  {inOrganizations ? (
                    <Text size="xs" c="dimmed">
                      {t.preview.inOrganizations}
                    </Text>
                  ) : null}
                </Box>
              </Group>
            ))}
          </Stack>
        )}
      </Paper>
    </Section>
  );
};
