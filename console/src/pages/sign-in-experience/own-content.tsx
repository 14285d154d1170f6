import { Accordion, Code, Group, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { Section, StatusBadge } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { ownPagesTexts } from './own-pages-texts.ts';
import { type SignInExperience, useSaveExperience } from './sign-in-experience.ts';

/** The server's limit for one page. */
const longest = 16_384;

/** Markup on the hosted pages, by the page's path. */
export const OwnContent = ({ saved }: { saved: SignInExperience }) => {
  const t = useTexts(ownPagesTexts);
  const save = useSaveExperience();
  const paths = [...new Set([...Object.keys(t.pages), ...Object.keys(saved.customContent)])];
  const state = useSavedForm({
    of: saved,
    values: ({ customContent }) => ({
      contents: paths.map((path) => ({ path, markup: customContent[path] ?? '' })),
    }),
    save: ({ contents }, over) => {
      const filled = contents.flatMap(({ path, markup }) => (markup.trim() ? [[path, markup]] : []));
      return save({ customContent: Object.fromEntries(filled) }, over);
    },
    validate: { contents: { markup: (markup) => (markup.length > longest ? t.tooLong : null) } },
    fields: Object.fromEntries(
      paths.map((path, index) => [`customContent.${path}`, `contents.${index}.markup`]),
    ),
  });
  const { form } = state;
  const [opened, setOpened] = useState<string[]>(['/sign-in']);
  return (
    <SettingsForm state={state}>
      <Section title={t.content} description={t.contentText}>
        <Accordion multiple variant="contained" order={3} value={opened} onChange={setOpened}>
          {form.values.contents.map(({ path, markup }, index) => {
            const name = t.pages[path] ?? path;
            return (
              <Accordion.Item key={path} value={path}>
                <Accordion.Control>
                  <Group gap="sm">
                    <Text size="sm" fw={600}>
                      {name}
                    </Text>
                    <Code visibleFrom="sm">{path}</Code>
                    {markup.trim() ? <StatusBadge status="info">{t.set}</StatusBadge> : null}
                  </Group>
                </Accordion.Control>
                <Accordion.Panel>
                  {opened.includes(path) ? (
                    <Textarea
                      aria-label={t.contentLabel(name)}
                      placeholder="<p>…</p>"
                      autosize
                      minRows={5}
                      maxRows={16}
                      spellCheck={false}
                      styles={{
                        input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 },
                      }}
                      {...form.getInputProps(`contents.${index}.markup`)}
                    />
                  ) : null}
                </Accordion.Panel>
              </Accordion.Item>
            );
          })}
        </Accordion>
      </Section>
    </SettingsForm>
  );
};
