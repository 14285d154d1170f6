import { NumberInput, Switch } from '@mantine/core';
import { useChange } from '../../api.ts';
import { Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { type Application, applicationPaths, hasSecrets } from './application.ts';
import { texts } from './texts.ts';

/** The server's own defaults and limits. */
const idTokenTtl = { usual: 3_600, from: 60, to: 86_400 };
const refreshTokenDays = { usual: 14, from: 1, to: 180 };

type Range = { from: number; to: number };
const isWithin = (value: number, { from, to }: Range): boolean =>
  Number.isInteger(value) && value >= from && value <= to;

/** How long tokens live and when refresh tokens are given. */
export const TokensTab = ({ application }: { application: Application }) => {
  const t = useTexts(texts);
  const { customClientMetadata: saved } = application;
  const confidential = hasSecrets(application.type);
  const patch = useChange('PATCH /api/applications/:id', {
    invalidates: applicationPaths,
    quiet: true,
  });
  const check = (range: Range) => (value: number) =>
    isWithin(value, range) ? null : t.tokens.outOfRange(range.from, range.to);
  const state = useSavedForm({
    saved: {
      idTokenTtl: saved.idTokenTtl ?? idTokenTtl.usual,
      refreshTokenTtlInDays: saved.refreshTokenTtlInDays ?? refreshTokenDays.usual,
      rotateRefreshToken: saved.rotateRefreshToken ?? !confidential,
      alwaysIssueRefreshToken: saved.alwaysIssueRefreshToken ?? false,
    },
    validate: { idTokenTtl: check(idTokenTtl), refreshTokenTtlInDays: check(refreshTokenDays) },
    fields: {
      'customClientMetadata.idTokenTtl': 'idTokenTtl',
      'customClientMetadata.refreshTokenTtlInDays': 'refreshTokenTtlInDays',
    },
    save: ({ rotateRefreshToken, ...values }) =>
      patch.mutateAsync({
        params: { id: application.id },
        body: {
          customClientMetadata: {
            ...saved,
            ...values,
            ...(confidential && rotateRefreshToken !== (saved.rotateRefreshToken ?? false)
              ? { rotateRefreshToken }
              : {}),
          },
        },
      }),
  });
  const { form } = state;
  return (
    <SettingsForm state={state}>
      <Section title={t.tokens.idTitle}>
        <NumberInput
          label={t.tokens.idTtl}
          description={t.tokens.idTtlHint}
          allowDecimal={false}
          allowNegative={false}
          maw={360}
          {...form.getInputProps('idTokenTtl')}
        />
      </Section>
      <Section title={t.tokens.refreshTitle}>
        <NumberInput
          label={t.tokens.refreshTtl}
          description={t.tokens.refreshTtlHint}
          allowDecimal={false}
          allowNegative={false}
          maw={360}
          {...form.getInputProps('refreshTokenTtlInDays')}
        />
        <Switch
          label={t.tokens.rotate}
          description={t.tokens.rotateHint}
          disabled={!confidential}
          {...form.getInputProps('rotateRefreshToken', { type: 'checkbox' })}
        />
        <Switch
          label={t.tokens.always}
          description={t.tokens.alwaysHint}
          {...form.getInputProps('alwaysIssueRefreshToken', { type: 'checkbox' })}
        />
      </Section>
    </SettingsForm>
  );
};
