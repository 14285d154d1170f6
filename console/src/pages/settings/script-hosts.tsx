import { useApi, useChange } from '../../api.ts';
import { Changes, ListInput, Loaded, Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

const Form = ({ hosts }: { hosts: string[] }) => {
  const t = useTexts(texts).scripts;
  const change = useChange('PATCH /api/configs/scripting', {
    invalidates: ['/api/configs/scripting'],
    quiet: true,
  });
  const state = useSavedForm<{ allowedHosts: string[] }>({
    saved: { allowedHosts: hosts },
    save: (values) => change.mutateAsync({ body: values }),
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
      <Loaded of={settings}>{({ allowedHosts }) => <Form hosts={allowedHosts} />}</Loaded>
    </Changes>
  );
};
