import { type AnswerOf, useApi, useChange } from '../../api.ts';
import { Changes, ListInput, Loaded, Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

type Settings = AnswerOf<'GET /api/configs/scripting'>;

const Form = ({ settings }: { settings: Settings }) => {
  const t = useTexts(texts).scripts;
  const change = useChange('PATCH /api/configs/scripting', {
    invalidates: ['/api/configs/scripting'],
    quiet: true,
  });
  const state = useSavedForm({
    of: settings,
    values: ({ allowedHosts }) => ({ allowedHosts }),
    save: (values, over) => change.mutateAsync({ over, body: values }),
    success: t.saved,
  });
  return (
    <SettingsForm state={state}>
      <Section title={t.title} description={t.text}>
        <ListInput
          label={t.label}
          placeholder={t.placeholder}
          normalize={(text) => text.toLowerCase()}
          check={(value) => (/^[a-z0-9.-]{1,253}(:\d{1,5})?$/.test(value) ? null : t.invalid)}
          {...state.form.getInputProps('allowedHosts')}
        />
      </Section>
    </SettingsForm>
  );
};

export const ScriptHosts = () => {
  const settings = useApi('GET /api/configs/scripting');
  return (
    <Changes needs="configs:write">
      <Loaded of={settings}>{(found) => <Form settings={found} />}</Loaded>
    </Changes>
  );
};
