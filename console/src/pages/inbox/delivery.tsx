import { Alert, Switch } from '@mantine/core';
import { IconInfoCircle, IconSend } from '@tabler/icons-react';
import { type AnswerOf, useApi, useChange } from '../../api.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { useMay } from '../../shell/session.ts';
import { texts } from './texts.ts';

type Connector = AnswerOf<'GET /api/connectors'>[number];

/** Whether copies of sent messages are kept; asked only where something is sent. */
const Copies = () => {
  const t = useTexts(texts);
  const may = useMay('configs:write');
  const settings = useApi('GET /api/configs/development-inbox');
  const keeps = settings.data?.keepCopies ?? false;
  const change = useChange('PATCH /api/configs/development-inbox', {
    invalidates: ['/api/configs/development-inbox'],
    success: keeps ? t.copiesOff : t.copiesOn,
  });
  return (
    <Switch
      mt="sm"
      label={t.copies}
      description={t.copiesText}
      checked={keeps}
      disabled={!may || !settings.data || change.isPending}
      onChange={(event) => change.mutate({ body: { keepCopies: event.currentTarget.checked } })}
    />
  );
};

/** Tells what leaves the server and what stays here. Says nothing where the connectors may not be read. */
export const Delivery = () => {
  const t = useTexts(texts);
  const language = useLanguage();
  const connectors = useApi('GET /api/connectors');
  if (!connectors.data) return null;
  const nameOf = (type: Connector['type']): string | undefined => {
    const found = connectors.data.find((connector) => connector.type === type);
    return (
      found && (found.metadata.name?.[language] ?? found.name[language] ?? found.name.en ?? found.connectorId)
    );
  };
  const [email, sms] = [nameOf('Email'), nameOf('Sms')];
  if (!email && !sms) {
    return (
      <Alert color="yellow" icon={<IconInfoCircle aria-hidden />} title={t.none.title}>
        {t.none.text}
      </Alert>
    );
  }
  const title = email && sms ? t.both.title : email ? t.email.title : t.sms.title;
  const text = email && sms ? t.both.text(email, sms) : email ? t.email.text(email) : t.sms.text(sms ?? '');
  return (
    <Alert color={email && sms ? 'teal' : 'yellow'} icon={<IconSend aria-hidden />} title={title}>
      {text}
      <Copies />
    </Alert>
  );
};
