import { NumberInput, Switch } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useChange } from '../../api.ts';
import { Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { type Application, applicationPaths, hasSecrets, signsPeopleIn } from './application.ts';
import { clientTexts } from './client-texts.ts';
import { texts } from './texts.ts';

/** The server's own defaults and limits. */
const idTokenTtl = { usual: 3_600, from: 60, to: 86_400 };
const refreshTokenDays = { usual: 14, from: 1, to: 180 };
const devices = { from: 1, to: 1_000 };

type Range = { from: number; to: number };
const isWithin = (value: number, { from, to }: Range): boolean =>
  Number.isInteger(value) && value >= from && value <= to;

type Saved = Application['customClientMetadata'];

type Values = {
  idTokenTtl: number;
  refreshTokenTtlInDays: number;
  rotateRefreshToken: boolean;
  alwaysIssueRefreshToken: boolean;
  /** Empty: no limit. */
  maxAllowedGrants: number | '';
  allowTokenExchange: boolean;
};

const DAY_SECONDS = 86_400;

/** A lifetime in seconds, which only the API sets, is shown as whole days; it stays until another is entered. */
const daysOf = ({ refreshTokenTtlInDays: days, refreshTokenTtl: seconds }: Saved): number =>
  days ?? (seconds === undefined ? refreshTokenDays.usual : Math.ceil(seconds / DAY_SECONDS));

const valuesOf = ({ type, customClientMetadata: saved }: Application): Values => ({
  idTokenTtl: saved.idTokenTtl ?? idTokenTtl.usual,
  refreshTokenTtlInDays: daysOf(saved),
  rotateRefreshToken: saved.rotateRefreshToken ?? !hasSecrets(type),
  alwaysIssueRefreshToken: saved.alwaysIssueRefreshToken ?? false,
  maxAllowedGrants: saved.maxAllowedGrants ?? '',
  allowTokenExchange: saved.allowTokenExchange ?? false,
});

const settingsOf = ({ type, customClientMetadata: saved }: Application, values: Values) => {
  const { maxAllowedGrants: _limit, allowTokenExchange: _exchange, refreshTokenTtl, ...others } = saved;
  const { maxAllowedGrants, allowTokenExchange, rotateRefreshToken, refreshTokenTtlInDays, ...lifetimes } =
    values;
  const keepsSeconds = refreshTokenTtl !== undefined && refreshTokenTtlInDays === daysOf(saved);
  const rotates = hasSecrets(type) && rotateRefreshToken !== (saved.rotateRefreshToken ?? false);
  return {
    ...others,
    ...(signsPeopleIn(type) && lifetimes),
    ...(keepsSeconds ? { refreshTokenTtl } : signsPeopleIn(type) && { refreshTokenTtlInDays }),
    ...(signsPeopleIn(type) && rotates && { rotateRefreshToken }),
    ...(maxAllowedGrants !== '' && { maxAllowedGrants }),
    ...(allowTokenExchange && { allowTokenExchange }),
  };
};

/** How long tokens live, when refresh tokens are given, on how many devices, and whether tokens may be exchanged. */
export const TokensTab = ({ application }: { application: Application }) => {
  const t = useTexts(texts);
  const tc = useTexts(clientTexts);
  const patch = useChange('PATCH /api/applications/:id', {
    invalidates: applicationPaths,
    quiet: true,
  });
  const check = (range: Range) => (value: number | '') =>
    value === '' || isWithin(value, range) ? null : t.tokens.outOfRange(range.from, range.to);
  const state = useSavedForm({
    of: application,
    values: valuesOf,
    validate: {
      idTokenTtl: (value) => check(idTokenTtl)(Number(value)),
      refreshTokenTtlInDays: (value) => check(refreshTokenDays)(Number(value)),
      maxAllowedGrants: check(devices),
    },
    fields: {
      'customClientMetadata.idTokenTtl': 'idTokenTtl',
      'customClientMetadata.refreshTokenTtlInDays': 'refreshTokenTtlInDays',
      'customClientMetadata.maxAllowedGrants': 'maxAllowedGrants',
    },
    save: (values, over) =>
      patch.mutateAsync({
        over,
        params: { id: application.id },
        body: { customClientMetadata: settingsOf(over, values) },
      }),
  });
  const { form } = state;
  return (
    <SettingsForm state={state}>
      {signsPeopleIn(application.type) ? (
        <Lifetimes form={form} confidential={hasSecrets(application.type)} />
      ) : null}
      {application.isThirdParty ? null : (
        <Section title={tc.exchange.title} description={tc.exchange.text}>
          <Switch
            label={tc.exchange.label}
            description={tc.exchange.hint}
            {...form.getInputProps('allowTokenExchange', { type: 'checkbox' })}
          />
        </Section>
      )}
    </SettingsForm>
  );
};

const Lifetimes = ({ form, confidential }: { form: UseFormReturnType<Values>; confidential: boolean }) => {
  const t = useTexts(texts).tokens;
  const tc = useTexts(clientTexts);
  return (
    <>
      <Section title={t.idTitle}>
        <NumberInput
          label={t.idTtl}
          description={t.idTtlHint}
          allowDecimal={false}
          allowNegative={false}
          maw={360}
          {...form.getInputProps('idTokenTtl')}
        />
      </Section>
      <Section title={t.refreshTitle}>
        <NumberInput
          label={t.refreshTtl}
          description={t.refreshTtlHint}
          allowDecimal={false}
          allowNegative={false}
          maw={360}
          {...form.getInputProps('refreshTokenTtlInDays')}
        />
        <Switch
          label={t.rotate}
          description={t.rotateHint}
          disabled={!confidential}
          {...form.getInputProps('rotateRefreshToken', { type: 'checkbox' })}
        />
        <Switch
          label={t.always}
          description={t.alwaysHint}
          {...form.getInputProps('alwaysIssueRefreshToken', { type: 'checkbox' })}
        />
      </Section>
      <Section title={tc.devices.title}>
        <NumberInput
          label={tc.devices.label}
          description={tc.devices.hint}
          placeholder={tc.devices.placeholder}
          allowDecimal={false}
          allowNegative={false}
          maw={460}
          {...form.getInputProps('maxAllowedGrants')}
        />
      </Section>
    </>
  );
};
