import {
  ActionIcon,
  Alert,
  Button,
  Checkbox,
  Group,
  Input,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type AnswerOf, type BodyOf, readVersion, useChange } from '../../api.ts';
import { Section } from '../../components/index.ts';
import { type SavedForm, SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { streamingTexts } from './streaming-texts.ts';

type Sink = AnswerOf<'GET /api/configs/audit-sink'>;

/** Stands for a stored secret, which the server keeps when it comes back. */
const MASK = '******';

type Values = {
  type: 'http' | 'syslog';
  url: string;
  headers: { name: string; value: string }[];
  signingKey: string;
  /** There is a stored key, and it is to be forgotten. */
  withoutKey: boolean;
  host: string;
  port: number | string;
  transport: 'tls' | 'tcp';
  facility: number | string;
};

const valuesOf = (sink: Sink | null): Values => ({
  type: sink?.type ?? 'http',
  url: sink?.url ?? '',
  headers: Object.entries(sink?.headers ?? {}).map(([name, value]) => ({ name, value })),
  signingKey: '',
  withoutKey: false,
  host: sink?.host ?? '',
  port: sink?.port ?? 6514,
  transport: sink?.transport ?? 'tls',
  facility: sink?.facility ?? '',
});

const bodyOf = (values: Values, hasKey: boolean): BodyOf<'PUT /api/configs/audit-sink'> => {
  if (values.type === 'syslog') {
    const { host, port, transport, facility } = values;
    return {
      type: 'syslog',
      host: host.trim(),
      port: Number(port),
      transport,
      ...(facility === '' ? {} : { facility: Number(facility) }),
    };
  }
  const key = values.signingKey || (hasKey && !values.withoutKey ? MASK : undefined);
  return {
    type: 'http',
    url: values.url.trim(),
    headers: Object.fromEntries(values.headers.map(({ name, value }) => [name.trim(), value])),
    ...(key === undefined ? {} : { signingKey: key }),
  };
};

type FieldsProps = { state: SavedForm<Values>; hasKey: boolean };

const HttpFields = ({ state: { form }, hasKey }: FieldsProps) => {
  const t = useTexts(streamingTexts);
  return (
    <>
      <TextInput
        label={t.url}
        description={t.urlHint}
        placeholder="https://logs.example.com/ingest"
        required
        spellCheck={false}
        {...form.getInputProps('url')}
      />
      <Input.Wrapper
        label={t.headers}
        description={t.headersHint}
        labelElement="div"
        error={form.errors.headers}
      >
        <Stack gap="xs" mt="xs">
          {form.values.headers.map(({ name }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have nothing of their own that stays
            <Group key={index} gap="xs" wrap="nowrap">
              <TextInput
                aria-label={t.headerName}
                placeholder="Authorization"
                spellCheck={false}
                style={{ flex: 1 }}
                {...form.getInputProps(`headers.${index}.name`)}
              />
              <TextInput
                aria-label={t.headerValue}
                placeholder="Bearer …"
                autoComplete="off"
                spellCheck={false}
                style={{ flex: 2 }}
                {...form.getInputProps(`headers.${index}.value`)}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t.removeHeader(name)}
                onClick={() => form.removeListItem('headers', index)}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          <Button
            variant="default"
            size="xs"
            style={{ alignSelf: 'flex-start' }}
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => form.insertListItem('headers', { name: '', value: '' })}
          >
            {t.addHeader}
          </Button>
        </Stack>
      </Input.Wrapper>
      <PasswordInput
        label={t.signingKey}
        description={hasKey ? t.signingKeyKept : t.signingKeyHint}
        placeholder={hasKey ? MASK : undefined}
        autoComplete="new-password"
        maxLength={256}
        disabled={form.values.withoutKey}
        {...form.getInputProps('signingKey')}
      />
      {hasKey ? (
        <Checkbox label={t.removeSigningKey} {...form.getInputProps('withoutKey', { type: 'checkbox' })} />
      ) : null}
    </>
  );
};

const SyslogFields = ({ state: { form } }: { state: SavedForm<Values> }) => {
  const t = useTexts(streamingTexts);
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label={t.host}
          placeholder="syslog.example.com"
          required
          spellCheck={false}
          {...form.getInputProps('host')}
        />
        <NumberInput
          label={t.port}
          required
          min={1}
          max={65_535}
          allowDecimal={false}
          {...form.getInputProps('port')}
        />
        <Select
          label={t.transport}
          data={(['tls', 'tcp'] as const).map((value) => ({ value, label: t.transports[value] }))}
          allowDeselect={false}
          {...form.getInputProps('transport')}
        />
        <NumberInput
          label={t.facility}
          description={t.facilityHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          min={0}
          max={23}
          allowDecimal={false}
          {...form.getInputProps('facility')}
        />
      </SimpleGrid>
      {form.values.transport === 'tcp' ? <Alert color="yellow">{t.tcpWarning}</Alert> : null}
    </>
  );
};

/** The collector: HTTP or syslog. A stored header or key is shown as a mask, which keeps it. */
export const SinkForm = ({ sink }: { sink: Sink | null }) => {
  const t = useTexts(streamingTexts);
  const hasKey = sink?.hasSigningKey ?? false;
  const put = useChange('PUT /api/configs/audit-sink', {
    invalidates: ['/api/configs/audit-sink'],
    quiet: true,
  });
  const state = useSavedForm({
    of: sink,
    values: valuesOf,
    // Compared, but not sent with its tag: what waits and what was sent makes another version with every event.
    current: sink ? () => readVersion('GET /api/configs/audit-sink') : undefined,
    save: (values, version) => put.mutateAsync({ body: bodyOf(values, version?.hasSigningKey ?? false) }),
    validate: {
      url: (value, { type }) =>
        type === 'http' && !/^https?:\/\/\S+$/.test(value.trim()) ? t.urlInvalid : null,
      headers: (rows, { type }) =>
        type === 'http' && rows.some(({ name, value }) => !name.trim() || !value) ? t.headerIncomplete : null,
      signingKey: (value, { type }) =>
        type === 'http' && value !== '' && value.length < 16 ? t.signingKeyHint : null,
      host: (value, { type }) => (type === 'syslog' && !value.trim() ? t.hostEmpty : null),
    },
    success: t.saved,
  });
  const { form } = state;
  return (
    <SettingsForm state={state}>
      <Section title={t.target}>
        <SegmentedControl
          aria-label={t.kind}
          data={(['http', 'syslog'] as const).map((value) => ({ value, label: t.kinds[value] }))}
          style={{ alignSelf: 'flex-start' }}
          {...form.getInputProps('type')}
        />
        {form.values.type === 'http' ? (
          <HttpFields state={state} hasKey={hasKey && sink?.type === 'http'} />
        ) : (
          <SyslogFields state={state} />
        )}
      </Section>
    </SettingsForm>
  );
};
